import type { StoredPictureMeasures } from "#db/schema/images.ts";
import { accept, type Result } from "#lib/result.ts";
import { type Engine, openPicture, type PictureInput, withEngine } from "../engine.ts";
import { inspectPicture, type PictureRefusal } from "../inspect-picture.ts";
import {
  type Box,
  hasFrame,
  lightnessOf,
  type Pixels,
  sharpnessOf,
  subjectBoxOf,
  whiteBorderOf,
} from "./measure-pixels.ts";

/** Pictures of any size are measured at this one, so that they can be compared. */
const MEASURED_SIDE = 512;

/**
 * Measures a picture: its size, and at 512 pixels how sharp and how light its subject is and what is around it. Refuses
 * what `inspectPicture` refuses. @param bytes of its file.
 */
export async function measurePicture(
  input: PictureInput,
  bytes: number,
): Promise<Result<StoredPictureMeasures, PictureRefusal>> {
  const inspected = await inspectPicture(input);
  if (!inspected.ok) return inspected;
  const { width, height, mediaType } = inspected.value;
  return withEngine(async (engine) => {
    const whole = await decodeSmall(engine, input);
    const box = subjectBoxOf(whole);
    const subject = await decodeSubject(engine, input, { box, scale: width / whole.width, width, height });
    return accept({
      ...{ width, height, bytes, mediaType },
      sharpness: rounded(sharpnessOf(subject)),
      exposure: rounded(lightnessOf(subject)),
      whiteBorder: rounded(whiteBorderOf(whole)),
      hasFrame: hasFrame(whole),
      subjectShare: rounded((box.width * box.height) / (whole.width * whole.height)),
    });
  });
}

/** The share of white in a picture's border of 3 %, 0 to 1. */
export async function whiteBorderIn(engine: Engine, input: PictureInput): Promise<number> {
  return rounded(whiteBorderOf(await decodeSmall(engine, input)));
}

async function decodeSmall(engine: Engine, input: PictureInput): Promise<Pixels> {
  const { data, info } = await openPicture(engine, input)
    .flatten({ background: "#ffffff" })
    .resize({ width: MEASURED_SIDE, height: MEASURED_SIDE, fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** The subject alone, in grey: cut out of the full picture, for in a smaller one every subject is sharp. */
async function decodeSubject(
  engine: Engine,
  input: PictureInput,
  { box, scale, width, height }: { box: Box; scale: number; width: number; height: number },
): Promise<Pixels> {
  const left = Math.min(width - 1, Math.floor(box.left * scale));
  const top = Math.min(height - 1, Math.floor(box.top * scale));
  const { data, info } = await openPicture(engine, input)
    .flatten({ background: "#ffffff" })
    .extract({
      left,
      top,
      width: Math.max(1, Math.min(width - left, Math.round(box.width * scale))),
      height: Math.max(1, Math.min(height - top, Math.round(box.height * scale))),
    })
    .resize({ width: MEASURED_SIDE, height: MEASURED_SIDE, fit: "inside", withoutEnlargement: true })
    .toColourspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
