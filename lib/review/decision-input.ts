import { db } from "#db/client.ts";
import { type ReviewContextRow, readReviewContexts } from "#db/queries/review/batches.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import type { ClaimedDecision, Decision, Output } from "./decision.ts";
import { type DecisionResult, invalid, notFound } from "./decision-result.ts";
import { type RejectCode, type RejectRoute, rejectReason } from "./reject-reason.ts";

/** A decision as the client sends it. */
export interface DecisionInput {
  /** The client's own id of this decision: sent again, it is made once. */
  requestId?: string | undefined;
  itemId: string;
  token: number;
  outputVersion: number;
  decision: ClaimedDecision;
  /** With `reject`: the code or key of a reason. */
  reason?: string | undefined;
  note?: string | undefined;
  /** With `reject`: where the item goes; its reason's route by default. */
  route?: RejectRoute | undefined;
  /** With `edit`: the fields that changed, or all of them. */
  output?: Output | undefined;
}

/** A decision that can be made as far as can be told without looking at its item. */
export interface Ready {
  input: Omit<DecisionInput, "token">;
  at: { batchId: string; seq: number };
  decision: Decision;
  reason?: RejectCode;
  /** With `edit`: the run whose fields the output has to fit. */
  context?: ReviewContextRow;
}

/** Reads decisions as far as goes without a lock: what can be refused without looking at the items is. */
export async function prepareDecisions(inputs: DecisionInput[]): Promise<(Ready | DecisionResult)[]> {
  const edited = inputs
    .filter(({ decision }) => decision === "edit")
    .map(({ itemId }) => parseItemId(itemId));
  const contexts = await readReviewContexts(db(), [...new Set(edited.flatMap((at) => at?.batchId ?? []))]);
  const contextOf = new Map(contexts.map((context) => [context.batchId, context]));
  return inputs.map((input) => {
    const at = parseItemId(input.itemId);
    if (!at) return notFound(input);
    const { token, outputVersion } = input;
    const ready: Ready = { input, at, decision: { kind: input.decision, token, outputVersion } };
    if (input.decision === "reject") return withReason(ready);
    if (input.decision !== "edit") return ready;
    const context = contextOf.get(at.batchId);
    if (!context) return notFound(input);
    return input.output ? { ...ready, context } : invalid(input, "output", "output_missing");
  });
}

/** A rejection with its reason and the route it takes; refused without a reason that is known. */
export function withReason(ready: Ready): Ready | DecisionResult {
  const { input, decision } = ready;
  const reason = rejectReason(input.reason ?? "");
  if (!reason) return invalid(input, "reason", "reason_unknown");
  return { ...ready, reason: reason.code, decision: { ...decision, route: input.route ?? reason.route } };
}
