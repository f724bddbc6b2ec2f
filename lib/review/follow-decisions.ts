import type { Db } from "#db/client.ts";
import { noteRejected } from "#db/queries/memory/entries.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { type ApprovedItem, rememberApproved } from "#lib/memory/remember-approved.ts";
import type { LoggedDecision } from "./decision-log.ts";
import type { askRegenerations } from "./regeneration/ask-regenerations.ts";
import type { ReviewedRow } from "./reviewed-row.ts";

const FIRST_VERSION = 1;

/** Tells the memory what people have approved, and what it gave that they reject. */
export async function tellMemory(tx: Db, decidedOn: readonly ReviewedRow[]): Promise<void> {
  await rememberApproved(tx, decidedOn.flatMap(approvedOf));
  await noteRejected(tx, decidedOn.filter(isRememberedAndRejected));
}

/**
 * The item as its template's memory takes it up, where a person has approved it; none for one that the memory has already,
 * because its output is out of it.
 */
function approvedOf(item: ReviewedRow): ApprovedItem[] {
  const { hasMemory, isRemembered, outputVersion, reviewState, decidedBy } = item;
  const isNew = hasMemory && !(isRemembered && outputVersion === FIRST_VERSION);
  return isNew && reviewState === "approved" && decidedBy ? [{ ...item, approvedBy: decidedBy }] : [];
}

/** Whether the memory gave an output that a person rejects, and not because of its source. */
function isRememberedAndRejected({ isRemembered, outputVersion, reviewState, route }: ReviewedRow): boolean {
  return (
    isRemembered && outputVersion === FIRST_VERSION && reviewState === "rejected" && route !== "fix-source"
  );
}

/**
 * The outputs to be made anew: those of which a rejection that says so is the last word. One of two people's that rejects
 * nothing yet, or nothing by itself, asks for none.
 */
export function regenerationsOf(
  { memberId }: Actor,
  log: LoggedDecision[],
  actionId: string | null,
): Parameters<typeof askRegenerations>[1] {
  const lastOfEach = new Map(log.map((entry) => [itemId(entry.batchId, entry.seq), entry]));
  return [...lastOfEach.values()]
    .filter(({ route, leftState }) => route === "regenerate" && !leftState)
    .map(({ id, batchId, seq, outputVersion, reason = null, note = null }) => ({
      batchId,
      seq,
      cause: "rejection" as const,
      decisionId: id,
      fromVersion: outputVersion,
      reason,
      note,
      askedBy: memberId,
      actionId,
    }));
}

/** The items that decisions were made on, each as it stands after the last of them. */
export function decidedItems(items: ReadonlyMap<string, ReviewedRow>, log: LoggedDecision[]) {
  const byItem = Map.groupBy(log, ({ batchId, seq }) => itemId(batchId, seq));
  return [...byItem].flatMap(([id, entries]) => {
    const item = items.get(id);
    return item ? [{ ...item, isTakenBack: entries.some(({ decision }) => decision === "undo") }] : [];
  });
}
