import { seededRandom } from "#lib/seeded-random.ts";

/** What an item can be drawn for, each on its own: being in one share says nothing about being in another. */
const PURPOSES = ["read", "double", "blind"] as const;

/** Of two seeds side by side, the numbers of one are not those of the other moved by a place. */
const SPREAD = 0x9e3779b1;

/**
 * Whether the server draws an item for this, with the share as its chance: the same answer for the same seed and item,
 * whoever asks and however often.
 * @param share from 0, none, to 1, all.
 */
export function isDrawn(
  seed: number,
  seq: number,
  purpose: (typeof PURPOSES)[number],
  share: number,
): boolean {
  if (share <= 0) return false;
  const mixed = Math.imul(seq + 1, SPREAD) ^ Math.imul(seed + 1, 0x85ebca6b) ^ PURPOSES.indexOf(purpose);
  return seededRandom(Math.floor(seededRandom(mixed)() * 4_294_967_296))() < share;
}
