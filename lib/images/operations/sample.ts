import type { Engine } from "../engine.ts";
import { type Place, type Size, seenPart } from "./place.ts";
import { fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";

const LONGEST_SIDE = 256;

/** A small copy of a picture, by which what is made of it is compared. */
export interface Sample {
  picture: RawPicture;
  of: Size;
}

/** Takes a small copy of a picture. */
export async function sampleOf(engine: Engine, whole: RawPicture): Promise<Sample> {
  const { width, height } = whole;
  const small = fromRaw(engine, whole).resize({
    ...{ width: LONGEST_SIDE, height: LONGEST_SIDE },
    ...{ fit: "inside", withoutEnlargement: true },
  });
  return { picture: await toRaw(small), of: { width, height } };
}

/** A sample, and what is seen of it in a picture where it lies at a place: both of one size; `null` where nothing is. */
export async function seenBeside(
  engine: Engine,
  { picture: sample, of }: Sample,
  made: RawPicture,
  place: Place,
): Promise<{ before: RawPicture; after: RawPicture } | null> {
  const seen = seenPart(place, of, made);
  if (!seen) return null;
  const inSample = (length: number) => (length / place.scale) * (sample.width / of.width);
  const left = Math.min(sample.width - 1, Math.max(0, Math.round(inSample(seen.left - place.left))));
  const top = Math.min(sample.height - 1, Math.max(0, Math.round(inSample(seen.top - place.top))));
  const width = Math.max(1, Math.min(sample.width - left, Math.round(inSample(seen.width))));
  const height = Math.max(1, Math.min(sample.height - top, Math.round(inSample(seen.height))));
  const isWhole = width === sample.width && height === sample.height;
  const before = isWhole
    ? sample
    : await toRaw(fromRaw(engine, sample).extract({ left, top, width, height }));
  const after = await toRaw(fromRaw(engine, made).extract(seen).resize({ width, height, fit: "fill" }));
  return { before, after };
}
