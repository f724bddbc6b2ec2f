import type { Engine } from "../engine.ts";
import { fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";

const OPACITY = 0.38;
/** How high the shadow is beside the subject's height, and how soft beside its width. */
const FLATNESS = 0.07;
const SOFTNESS = 0.018;
const LEAST_SIGMA = 0.6;

/** The shadow of a picture's subject where it stands on the ground: as large as the picture, and black. */
export async function shadowOf(engine: Engine, picture: RawPicture): Promise<RawPicture> {
  const { width, height } = picture;
  const box = await subjectBox(engine, picture);
  const shadowHeight = Math.max(2, Math.round(box.height * FLATNESS));
  const top = Math.min(height - 1, Math.round(box.top + box.height - shadowHeight / 2));
  const seen = Math.min(shadowHeight, height - top);
  const flat = await fromRaw(engine, picture)
    .extractChannel(3)
    .extract(box)
    .resize({ width: box.width, height: shadowHeight, fit: "fill" })
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  const mask = await engine
    .default(flat.subarray(0, box.width * seen), { raw: { width: box.width, height: seen, channels: 1 } })
    .extend({
      ...{ top, bottom: height - top - seen, left: box.left, right: width - box.left - box.width },
      background: "#000000",
    })
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  const soft = await engine
    .default(mask, { raw: { width, height, channels: 1 } })
    .blur(Math.max(LEAST_SIGMA, box.width * SOFTNESS))
    .linear(OPACITY, 0)
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  const black = engine.default({ create: { width, height, channels: 3, background: "#000000" } });
  return toRaw(black.joinChannel(soft, { raw: { width, height, channels: 1 } }));
}

/** Where in a picture something stands that is not transparent; the whole of it where nothing does. */
async function subjectBox(engine: Engine, picture: RawPicture) {
  const opacity = await fromRaw(engine, picture)
    .extractChannel(3)
    .threshold(128)
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  const { width, height } = picture;
  try {
    const { info } = await engine
      .default(opacity, { raw: { width, height, channels: 1 } })
      .trim({ background: "#000000", threshold: 10 })
      .toBuffer({ resolveWithObject: true });
    const { trimOffsetLeft = 0, trimOffsetTop = 0 } = info;
    return {
      left: Math.abs(trimOffsetLeft),
      top: Math.abs(trimOffsetTop),
      width: info.width,
      height: info.height,
    };
  } catch {
    return { left: 0, top: 0, width, height };
  }
}
