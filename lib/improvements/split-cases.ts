import { rowKey } from "#lib/evaluators/regression-sets/regression-case.ts";
import {
  type ApprovedOutput,
  LEAST_A_SIDE,
  MOST_APPROVED,
  MOST_HELD_OUT,
  MOST_SHOWN,
  type Rejection,
} from "./improvement.ts";

/** Of ten rows so many are kept back; those that regression sets keep back are among them. */
const HELD_OUT_OF_TEN = 5;

/** What the proposer sees, and what its proposals are tried on. */
export interface SplitCases {
  shown: Rejection[];
  heldOut: Rejection[];
  approved: ApprovedOutput[];
}

/**
 * Parts rejections by the hash of their row: a row is on one side in all its languages and batches, whatever else there
 * is, and one that a regression set holds out is never shown. Of one row in one language the newest counts. Rows that
 * the proposer sees, and rows that were rejected, are no approved ones.
 */
export function splitCases(
  rejections: readonly Rejection[],
  approved: readonly ApprovedOutput[],
): SplitCases {
  const newest = newestOf(rejections);
  const [heldOut, shown] = [newest.filter(isHeldOut), newest.filter((one) => !isHeldOut(one))];
  const rejected = new Set(newest.map(({ source }) => rowKey(source)));
  const others = newestOf(approved).filter(({ source }) => !rejected.has(rowKey(source)));
  return {
    shown: shown.slice(0, MOST_SHOWN),
    heldOut: byHash(heldOut).slice(0, MOST_HELD_OUT),
    approved: byHash(others).slice(0, MOST_APPROVED),
  };
}

/** Whether a row is kept back from the proposer. */
export function isHeldOut({ source }: { source: Record<string, string> }): boolean {
  return Number.parseInt(rowKey(source).slice(0, 8), 16) % 10 < HELD_OUT_OF_TEN;
}

/** Whether both sides have enough to go by. */
export function isEnough({ shown, heldOut }: Pick<SplitCases, "shown" | "heldOut">): boolean {
  return shown.length >= LEAST_A_SIDE && heldOut.length >= LEAST_A_SIDE;
}

// The newest come first.
function newestOf<Case extends { source: Record<string, string>; language: string }>(
  cases: readonly Case[],
): Case[] {
  const places = new Map<string, Case>();
  for (const one of cases) {
    const place = `${rowKey(one.source)} ${one.language}`;
    if (!places.has(place)) places.set(place, one);
  }
  return [...places.values()];
}

// Which of many are tried follows from no order that says anything of them.
function byHash<Case extends { source: Record<string, string> }>(cases: readonly Case[]): Case[] {
  return cases
    .map((one) => ({ one, key: rowKey(one.source).slice(8) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ one }) => one);
}
