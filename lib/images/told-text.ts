import { cutText, storableText } from "#lib/storable-text.ts";

const LONGEST_TOLD = 200;

/** Lines that were read on a picture as they are told to somebody: all in one, and not for ever. */
export function toldText(lines: readonly string[]): string {
  return cutText(storableText(lines.join(" · ")), LONGEST_TOLD);
}
