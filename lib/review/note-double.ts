import type { Db } from "#db/client.ts";
import {
  endDouble,
  insertDouble,
  readOpenDoubles,
  takeOutOfDouble,
} from "#db/queries/review/double-reviews.ts";
import { isDrawn } from "#lib/checks/drawn-by-seed.ts";
import { newId } from "#lib/new-id.ts";
import type { ClaimedDecision, DoubleState } from "./decision.ts";

interface DoubledItem {
  batchId: string;
  seq: number;
  outputVersion: number;
  lastEditedBy: string | null;
  reviewPlan: { doubleShare?: number | undefined };
  reviewSeed: number;
  double?: DoubleState | null;
}

/**
 * Says of each item whether two people decide on it, and what the first did. What a person wrote is not decided on twice: a
 * second one sees it anyway.
 */
export async function readDoubles(tx: Db, items: readonly DoubledItem[]): Promise<void> {
  for (const item of items) item.double = null;
  const drawn = items.filter(
    ({ reviewPlan, reviewSeed, seq, lastEditedBy }) =>
      lastEditedBy === null && isDrawn(reviewSeed, seq, "double", reviewPlan.doubleShare ?? 0),
  );
  const open = drawn.length > 0 ? await readOpenDoubles(tx, drawn) : [];
  for (const item of drawn) {
    const double = open.find(({ batchId, seq }) => batchId === item.batchId && seq === item.seq);
    item.double = { first: double ? { memberId: double.firstBy, kind: double.first } : null };
  }
}

/**
 * Keeps what a decision that stands means for the double review of its item, and what it will mean for the item's next one.
 * @param item as it was before the decision.
 * @param takenBack with `undo`: the decision that is taken back.
 */
export async function noteDouble(
  tx: Db,
  kind: ClaimedDecision,
  item: DoubledItem & { reviewState: string; decisionId: string; memberId: string },
  takenBack: string | null | undefined,
): Promise<void> {
  if (kind === "undo") return takenBack ? takeOutOfDouble(tx, item, takenBack) : undefined;
  const { double, batchId, seq, outputVersion, decisionId, memberId } = item;
  if (!double || item.reviewState !== "pending") return;
  if (!double.first) {
    if (kind === "edit" || kind === "escalate") return;
    return insertDouble(tx, {
      ...{ id: newId(), batchId, seq, outputVersion },
      ...{ firstBy: memberId, firstDecisionId: decisionId, first: kind },
    });
  }
  if (kind === "escalate") return endDouble(tx, item, { outcome: "void", secondDecisionId: decisionId });
  const outcome = kind === double.first.kind ? "agreed" : "differed";
  await endDouble(tx, item, { outcome, second: kind, secondBy: memberId, secondDecisionId: decisionId });
}
