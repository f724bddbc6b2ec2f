import type { RawPicture } from "./raw-picture.ts";

/** A picture with another one in place of a part of it, from a corner on; both with the same channels. */
export function replacePart(
  { pixels, width, height, channels }: RawPicture,
  part: RawPicture,
  { left, top }: { left: number; top: number },
): RawPicture {
  if (part.channels !== channels) throw new RangeError("A part has other channels than its picture.");
  const replaced = Buffer.from(pixels);
  const line = part.width * channels;
  for (let y = 0; y < part.height; y++)
    part.pixels.copy(replaced, ((top + y) * width + left) * channels, y * line, (y + 1) * line);
  return { pixels: replaced, width, height, channels };
}
