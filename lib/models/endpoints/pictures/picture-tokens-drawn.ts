import type { DrawRequest } from "./picture-request.ts";

/**
 * The most tokens that a drawn picture of about a megapixel takes by its quality. The first four as OpenAI tells them of
 * its families since gpt-image-1 (https://platform.openai.com/docs/guides/image-generation), of the dearest; what is above
 * those, or is left to the model, may be anything that came after.
 */
const MOST_BY_QUALITY: Record<string, number> = {
  low: 450,
  medium: 1_850,
  standard: 1_850,
  high: 7_200,
  hd: 7_200,
};
const MOST_OTHERWISE = 14_400;
const MEGAPIXEL = 1_024 ** 2;
/** The largest that is drawn by default, against a megapixel. */
const USUAL_AREA = 1.5;

/** The tokens of a picture that goes in, seen at its finest: OpenAI's 65, 129 for each of four tiles, and 6,144. */
const MOST_SHOWN = 65 + 4 * 129 + 6_144;

/** The most tokens that one picture of a request may take as it is drawn, before its model is known better. */
export function mostDrawnTokens({ size, quality }: Pick<DrawRequest, "size" | "quality">): number {
  const most = (quality && MOST_BY_QUALITY[quality]) || MOST_OTHERWISE;
  const [width = 0, height = 0] = (size ?? "").split("x").map(Number);
  const area = width > 0 && height > 0 ? (width * height) / MEGAPIXEL : USUAL_AREA;
  return Math.ceil(most * Math.max(1, area));
}

/** The most tokens that the pictures of a request may take as they go in. */
export function mostShownTokens({ images = [], mask }: Pick<DrawRequest, "images" | "mask">): number {
  return (images.length + (mask ? 1 : 0)) * MOST_SHOWN;
}
