/** The longer side of a picture as it goes out with a prompt, in pixels. */
export const LONGEST_SIDE_SHOWN = 1_024;

/**
 * The most tokens a family counts for a picture whose sides are at most as long: square, which has the most pixels. As
 * the providers' own pages tell their rules (2026-11).
 */
const MOST_BY_FAMILY: [pattern: RegExp, tokens: number][] = [
  // https://platform.openai.com/docs/guides/images-vision: 85 + 170 for each of 4 tiles, 70 + 140, and so on; 32-pixel
  // patches by a factor for the small models since 4.1.
  [/gpt-4o-mini/i, 2_833 + 4 * 5_667],
  [/gpt-4\.1-mini|gpt-5(?:\.\d)?-mini/i, Math.ceil(1_024 * 1.62)],
  [/gpt-4\.1-nano|gpt-5(?:\.\d)?-nano/i, Math.ceil(1_024 * 2.46)],
  [/o4-mini/i, Math.ceil(1_024 * 1.72)],
  [/gpt-5/i, 70 + 4 * 140],
  [/^o[13]|computer-use/i, 75 + 4 * 150],
  [/gpt-4|chatgpt/i, 85 + 4 * 170],
  // https://platform.claude.com/docs/en/build-with-claude/vision: width × height / 750.
  [/claude/i, Math.ceil(1_024 ** 2 / 750)],
  // https://ai.google.dev/gemini-api/docs/image-understanding: 258 for each of 4 tiles; 1,120 of Gemini 3 at its usual.
  [/gemini-[12]|gemma/i, 4 * 258],
  [/gemini/i, 1_120],
  // https://help.aliyun.com/zh/model-studio/vision: 28-pixel patches, or 32 since version 3, and two around them.
  [/qwen3/i, 1_024 + 2],
  [/qwen|qvq/i, Math.ceil(1_024 / 28) ** 2 + 2],
];
/** Of a family whose rule nobody tells: what the dearest of the usual ones take. */
const MOST_ELSEWHERE = 1_700;

/** The most tokens that a picture takes in a prompt to a model. */
export function pictureTokens(modelName: string): number {
  return MOST_BY_FAMILY.find(([pattern]) => pattern.test(modelName))?.[1] ?? MOST_ELSEWHERE;
}
