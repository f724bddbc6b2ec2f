import { hash } from "node:crypto";
import { type Shares, SPLITS, type Split } from "./training-config.ts";

const DIGITS = 12;
const PLACES = 16 ** DIGITS;

/**
 * The part of a training set that a product falls into: by a hash of its key and nothing else, so that it is the same in
 * every publication, language, channel and kind of file, as long as the shares are.
 */
export function splitOf(key: string, shares: Shares): Split {
  const place = (Number.parseInt(hash("sha256", key, "hex").slice(0, DIGITS), 16) / PLACES) * 100;
  let end = 0;
  for (const split of SPLITS) {
    end += shares[split];
    if (place < end) return split;
  }
  return "train";
}
