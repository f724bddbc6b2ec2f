import type { PictureSize } from "#lib/models/endpoints/pictures/picture-request.ts";

/** What both OpenAI's models and Stable Diffusion draw in. */
const SIDES_BY = 16;
const MEGAPIXEL = 1_024 ** 2;
const LEAST_SIDE = 512;

/** The size to draw in that lies as a picture does: about a megapixel, its sides by 16 pixels. */
export function drawingSize({ width, height }: { width: number; height: number }): PictureSize {
  const scale = Math.sqrt(MEGAPIXEL / (width * height));
  const side = (pixels: number) => Math.max(LEAST_SIDE, Math.round((pixels * scale) / SIDES_BY) * SIDES_BY);
  return `${side(width)}x${side(height)}`;
}
