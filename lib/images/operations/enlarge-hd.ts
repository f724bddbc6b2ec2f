import { withEngine } from "../engine.ts";
import { infer } from "../inference/infer.ts";
import { fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";

/** A tile of the source with what is around it: what a pixel becomes depends on so much of it. */
const TILE = 256;
const AROUND = 12;

/** The most pixels of what comes of it: each million takes a processor five seconds. */
export const MOST_PIXELS_HD = 16_000_000;

/**
 * Enlarges a picture by two with a trained model, tile by tile: edges are drawn as edges, and what was not there is guessed.
 * What can be seen through is enlarged plainly. @throws AbortError on `signal`.
 */
export async function enlargeHd(picture: RawPicture, signal: AbortSignal): Promise<RawPicture> {
  const { width, height, channels } = picture;
  const colours =
    channels === 3 ? picture : await withEngine((engine) => toRaw(fromRaw(engine, picture).removeAlpha()));
  const pixels = Buffer.alloc(width * height * 4 * 3);
  for (let top = 0; top < height; top += TILE)
    for (let left = 0; left < width; left += TILE) await enlargeTile(colours, { left, top }, pixels, signal);
  const made: RawPicture = { pixels, width: 2 * width, height: 2 * height, channels: 3 };
  return channels === 3 ? made : withClearness(made, picture);
}

function withClearness(made: RawPicture, of: RawPicture): Promise<RawPicture> {
  const { width, height } = made;
  return withEngine(async (engine) => {
    const clear = await fromRaw(engine, of)
      .extractChannel(3)
      .resize({ width, height, fit: "fill", kernel: "lanczos3" })
      .raw()
      .toBuffer();
    return toRaw(fromRaw(engine, made).joinChannel(clear, { raw: { width, height, channels: 1 } }));
  });
}

async function enlargeTile(
  { pixels, width, height }: RawPicture,
  { left, top }: { left: number; top: number },
  made: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const [tileWidth, tileHeight] = [Math.min(TILE, width - left), Math.min(TILE, height - top)];
  const [wide, high] = [tileWidth + 2 * AROUND, tileHeight + 2 * AROUND];
  const values = new Float32Array(3 * wide * high);
  for (let y = 0; y < high; y++) {
    const row = Math.min(height - 1, Math.max(0, top - AROUND + y)) * width;
    for (let x = 0; x < wide; x++) {
      const from = (row + Math.min(width - 1, Math.max(0, left - AROUND + x))) * 3;
      for (let channel = 0; channel < 3; channel++)
        values[(channel * high + y) * wide + x] = (pixels[from + channel] ?? 0) / 255;
    }
  }
  const { values: out } = await infer("enlarge", { values, dims: [1, 3, high, wide] }, signal);
  for (let y = 0; y < 2 * tileHeight; y++)
    for (let x = 0; x < 2 * tileWidth; x++) {
      const to = ((2 * top + y) * 2 * width + 2 * left + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const value = out[(channel * 2 * high + 2 * AROUND + y) * 2 * wide + 2 * AROUND + x] ?? 0;
        made[to + channel] = Math.min(255, Math.max(0, Math.round(value * 255)));
      }
    }
}
