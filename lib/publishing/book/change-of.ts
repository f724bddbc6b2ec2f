import type { StandingRow } from "#db/queries/publishing/channel-entries.ts";

/** What an item is against what its channel has. */
export const CHANGES = ["new", "changed", "unchanged", "recalled"] as const;

export type Change = (typeof CHANGES)[number];

/** Which items of a publication go: all, those that the channel does not have, or those and what differs. */
export type Only = "all" | "new" | "changed";

/**
 * What an item is against what stands in its channel.
 * @param isRecalled this very version was called back from there: it does not go there again by itself.
 */
export function changeOf(
  standing: Pick<StandingRow, "change" | "digest" | "isLost"> | undefined,
  digest: string,
  isRecalled: boolean,
): Change {
  if (isRecalled) return "recalled";
  if (!standing || standing.change === "removed") return "new";
  return standing.digest === digest && !standing.isLost ? "unchanged" : "changed";
}

/** Whether it goes. */
export function goes(change: Change, only: Only): boolean {
  if (change === "recalled") return false;
  if (only === "all") return true;
  return change === "new" || (only === "changed" && change === "changed");
}
