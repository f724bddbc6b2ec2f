import { z } from "zod";

// Controls, line and paragraph ends, marks that turn the reading direction, and characters that show nothing. Joiners
// stay: Persian names and emoji are written with them.
const NOT_PLAIN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u00AD\u061C\u17B4\u17B5\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u2800\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]|\u034F/gu;

/** Whether a name reads as it is written: it holds nothing invisible, and nothing that lets it pass for another. */
export function isPlainName(name: string): boolean {
  return name.search(NOT_PLAIN) === -1;
}

/** A name that comes with something, such as a file's, without what no name has. */
export function madePlain(name: string): string {
  return name.replace(NOT_PLAIN, "");
}

/** A name that people give to something, of at most `max` characters. */
export function plainName(max = 200) {
  return z.string().trim().min(1).max(max).refine(isPlainName, "input_not_plain");
}
