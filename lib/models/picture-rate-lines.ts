import type { PictureRate } from "./price.ts";

/** Stands for a size or quality of any kind. */
const ANY = "*";

/** Rates as lines to be edited: size, quality and amount, `*` for any. */
export function writeRates(rates: readonly PictureRate[]): string {
  return rates.map(({ size, quality, amount }) => `${size ?? ANY} ${quality ?? ANY} ${amount}`).join("\n");
}

/**
 * Rates from such lines, by blanks, commas or tabs; blank lines are passed over. What stands in a line is not looked at:
 * the API refuses what is no size or amount, by its place.
 */
export function readRates(lines: string): PictureRate[] {
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [size = "", second = "", third] = line.replaceAll("×", "x").split(/[\s,;]+/);
      const [quality, amount] = third === undefined ? [ANY, second] : [second, third];
      return { size: known(size), quality: known(quality), amount };
    });
}

function known(word: string): string | null {
  return word === ANY ? null : word;
}
