import type { NewOutputVersion } from "#db/queries/batches/output-versions.ts";
import type { insertDecisions } from "#db/queries/review/decisions.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { versionsToKeep } from "#lib/batches/output-version.ts";
import { isShownBlind } from "#lib/checks/shown-blind.ts";
import { newId } from "#lib/new-id.ts";
import { leftState, type ReviewedItem } from "./decision.ts";
import type { Ready } from "./decision-input.ts";
import { digestOf } from "./repeated-request.ts";
import type { ReviewedRow } from "./reviewed-row.ts";

/** A decision as the log keeps it. */
export type LoggedDecision = Parameters<typeof insertDecisions>[1][number];

/** The entry of a decision that stands. @param item as it was before it. */
export function logEntry(
  actor: Actor,
  { input, at, reason, decision }: Ready,
  item: ReviewedRow,
  change: Partial<ReviewedItem>,
): LoggedDecision {
  return {
    id: newId(),
    batchId: at.batchId,
    seq: at.seq,
    memberId: actor.memberId,
    decision: input.decision,
    reason: reason ?? null,
    note: input.note?.trim() || null,
    route: decision.kind === "reject" ? (decision.route ?? null) : null,
    outputVersion: item.outputVersion,
    leftState: leftState(input.decision, change),
    blind: isShownBlind(item.reviewPlan, item.reviewSeed, at.seq),
    claimToken: item.claimToken,
    requestId: input.requestId ?? null,
    requestDigest: input.requestId ? digestOf(input) : null,
  };
}

/**
 * The versions of its output that a decision makes, with the one before where that was not kept. An edit can be taken back
 * only while nothing came after it, so what it was made from is the version before.
 */
export function versionsOf(
  { memberId }: Actor,
  { at, decision }: Ready,
  item: ReviewedRow,
  { output }: Partial<ReviewedItem>,
): NewOutputVersion[] {
  if (!output) return [];
  const from =
    decision.kind === "undo"
      ? { kind: "restored" as const, fromVersion: item.outputVersion - 1 }
      : { kind: "edited" as const, fromVersion: item.outputVersion };
  return versionsToKeep(item, { ...from, output, madeBy: memberId }).map((version) => ({
    ...version,
    ...at,
  }));
}
