import type { RawPicture } from "./raw-picture.ts";

/** How much of what was drawn must be read back: its shape, and how far its letters are from its plate, of 255. */
const LEAST_ALIKE = 0.6;
const LEAST_CONTRAST = 50;

/**
 * Whether a label can be read where it was drawn: by what the picture's pixels say there, beside what was drawn. Both of one size.
 * @param drawn letters light on a dark plate. @param found that part of the finished picture.
 */
export function isLabelSeen(drawn: RawPicture, found: RawPicture): boolean {
  const [letters, seen] = [lightness(drawn), lightness(found)];
  const bright = letters.map((value) => value > 127);
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [onLetters, onPlate] = [seen.filter((_, at) => bright[at]), seen.filter((_, at) => !bright[at])];
  if (onLetters.length === 0 || onPlate.length === 0) return false;
  return meanOf(onLetters) - meanOf(onPlate) >= LEAST_CONTRAST && correlation(letters, seen) >= LEAST_ALIKE;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squareA, squareB] = [0, 0, 0];
  for (const [at, value] of a.entries()) {
    const [x, y] = [value - meanA, (b[at] ?? 0) - meanB];
    both += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return squareA === 0 || squareB === 0 ? 0 : both / Math.sqrt(squareA * squareB);
}

// What can be seen through is dark here: the plate is.
function lightness({ pixels, width, height, channels }: RawPicture): number[] {
  return Array.from({ length: width * height }, (_, at) => {
    const from = at * channels;
    const own = ((pixels[from] ?? 0) + (pixels[from + 1] ?? 0) + (pixels[from + 2] ?? 0)) / 3;
    return channels === 4 ? (own * (pixels[from + 3] ?? 255)) / 255 : own;
  });
}

/** Whether what was read from a picture says a label's words: for a reader of letters, I and l are one, and spaces come and go. */
export function saysLabel(read: string, words: string): boolean {
  return folded(read).includes(folded(words));
}

function folded(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[l1|!]/g, "i")
    .replace(/[^\p{L}\p{N}]/gu, "");
}
