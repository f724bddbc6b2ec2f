import type { Engine } from "../engine.ts";
import type { Rectangle } from "./place.ts";
import type { RawPicture } from "./raw-picture.ts";

const OPACITY = 0.38;
/** How high the shadow is beside the subject's height, and how soft beside its width. */
const FLATNESS = 0.07;
const SOFTNESS = 0.018;
const LEAST_SIGMA = 0.6;
/** Farther from its edge than so many times its softness nothing of a shadow is left. */
const REACH = 3;
const OPAQUE = 128;
/** Fewer opaque pixels in a line are dust. */
const LEAST_PIXELS = 3;

/** The shadow of a picture's subject where it stands on the ground, black, and where its corner is in the picture. */
export async function shadowOf(
  engine: Engine,
  { pixels, width, height }: RawPicture,
): Promise<{ shadow: RawPicture; left: number; top: number }> {
  const opacity = opacityOf(pixels, width * height);
  const box = subjectBox(opacity, { width, height });
  const shadowHeight = Math.max(2, Math.round(box.height * FLATNESS));
  const top = Math.min(height - 1, Math.round(box.top + box.height - shadowHeight / 2));
  const seen = Math.min(shadowHeight, height - top);
  const flat = await engine
    .default(opacity, { raw: { width, height, channels: 1 } })
    .extract(box)
    .resize({ width: box.width, height: shadowHeight, fit: "fill" })
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  const sigma = Math.max(LEAST_SIGMA, box.width * SOFTNESS);
  const reach = Math.ceil(sigma * REACH);
  const around = {
    left: Math.min(box.left, reach),
    top: Math.min(top, reach),
    right: Math.min(width - box.left - box.width, reach),
    bottom: Math.min(height - top - seen, reach),
  };
  const { data, info } = await engine
    .default(flat.subarray(0, box.width * seen), { raw: { width: box.width, height: seen, channels: 1 } })
    .extend({ ...around, background: "#000000" })
    .blur(sigma)
    .linear(OPACITY, 0)
    .toColourspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const black = Buffer.alloc(data.length * 4);
  for (const [at, dark] of data.entries()) black[at * 4 + 3] = dark;
  return {
    shadow: { pixels: black, width: info.width, height: info.height, channels: 4 },
    left: box.left - around.left,
    top: top - around.top,
  };
}

function opacityOf(pixels: Buffer, count: number): Buffer {
  const opacity = Buffer.alloc(count);
  for (let at = 0; at < count; at++) opacity[at] = pixels[at * 4 + 3] ?? 255;
  return opacity;
}

/** Where in a picture something stands that is not transparent; the whole of it where nothing does. */
function subjectBox(opacity: Buffer, { width, height }: { width: number; height: number }): Rectangle {
  const [columns, rows] = [new Uint32Array(width), new Uint32Array(height)];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if ((opacity[y * width + x] ?? 0) < OPAQUE) continue;
      columns[x] = (columns[x] ?? 0) + 1;
      rows[y] = (rows[y] ?? 0) + 1;
    }
  const isStanding = (pixels: number) => pixels >= LEAST_PIXELS;
  const [left, top] = [columns.findIndex(isStanding), rows.findIndex(isStanding)];
  if (left < 0 || top < 0) return { left: 0, top: 0, width, height };
  const right = columns.findLastIndex(isStanding);
  const bottom = rows.findLastIndex(isStanding);
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}
