import type { OwnDecision } from "#lib/review/list-own-decisions.ts";
import type { Outbox } from "./session/outbox.ts";

/** A decision of one's own, as far as it matters here. */
export type RecentDecision = Pick<
  OwnDecision,
  "id" | "itemId" | "decision" | "isLatest" | "item" | "at" | "reason" | "note"
>;

export type ReopenRefusal = "published" | "notLatest" | "removed" | "waiting";

/**
 * Why a decision can't be taken back by who made it; `null` where it can. What is published can't, nor what is not the last
 * word on its item any more: taken back before, or decided on by somebody else since.
 */
export function reopenRefusal(
  { itemId, item, isLatest, decision }: RecentDecision,
  { entries }: Outbox,
): ReopenRefusal | null {
  if (!item) return "removed";
  if (item.isPublished) return "published";
  if (entries.some((entry) => entry.itemId === itemId)) return "waiting";
  return isLatest && decision !== "undo" ? null : "notLatest";
}
