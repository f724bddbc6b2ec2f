import { countSandboxTokens } from "../count-sandbox-tokens.ts";

/** Tokens of a drawn megapixel, as OpenAI counts them for gpt-image-1: https://platform.openai.com/docs/guides/image-generation */
const BY_QUALITY: Record<string, number> = { low: 272, medium: 1_056, high: 4_160 };
const MEGAPIXEL = 1_024 ** 2;

interface Size {
  width: number;
  height: number;
}

/** What a call took, as OpenAI words it. */
export interface PictureUsage {
  input_tokens: number;
  input_tokens_details: { text_tokens: number; image_tokens: number };
  output_tokens: number;
  total_tokens: number;
}

/** What a call takes in tokens. @param shown the sizes of the pictures that went in, the mask among them. */
export function pictureUsage(
  prompt: string,
  shown: readonly Size[],
  drawn: Size & { quality: string; count: number },
): PictureUsage {
  const text = countSandboxTokens(prompt);
  const image = shown.reduce((sum, size) => sum + shownTokens(size), 0);
  const each = Math.ceil(((BY_QUALITY[drawn.quality] ?? 1_056) * drawn.width * drawn.height) / MEGAPIXEL);
  const output = each * drawn.count;
  return {
    input_tokens: text + image,
    input_tokens_details: { text_tokens: text, image_tokens: image },
    output_tokens: output,
    total_tokens: text + image + output,
  };
}

// 65, and 129 for each tile of 512 pixels, the shorter side scaled down to one.
function shownTokens({ width, height }: Size): number {
  const scale = Math.min(1, 512 / Math.min(width, height));
  return 65 + 129 * Math.ceil((width * scale) / 512) * Math.ceil((height * scale) / 512);
}
