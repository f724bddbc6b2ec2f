import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { decidePrepared } from "./decide-items.ts";
import { type Ready, withReason } from "./decision-input.ts";
import type { DecisionResult } from "./decision-result.ts";
import { practisesFirst } from "./practice/practises-first.ts";
import type { RejectRoute } from "./reject-reason.ts";

export interface RejectionInput {
  /** Each with the version of its output that was looked at; with a `requestId`, sent again, it is rejected once. */
  items: { itemId: string; outputVersion: number; requestId?: string | undefined }[];
  /** The code or key of a reason. */
  reason: string;
  note?: string | undefined;
  /** The reason's route by default. */
  route?: RejectRoute | undefined;
  /** The bulk action that they are rejected by. */
  actionId?: string | undefined;
}

/**
 * Rejects items from a list, all for one reason and without a claim: those that wait for review and that nobody is reading,
 * and rejected ones that are to take another route. Needs `review:decide`; four eyes as ever. Refuses who has to practise
 * first.
 * @returns what became of each, in their order.
 */
export async function rejectItems(
  actor: Actor,
  { items, actionId, ...rejection }: RejectionInput,
): Promise<Result<DecisionResult[], "forbidden" | "practice_first">> {
  if (!can(actor, "review:decide")) return refuse("forbidden");
  if (await practisesFirst(db(), actor.memberId)) return refuse("practice_first");
  const prepared = items.map(({ itemId, outputVersion, requestId }): Ready | DecisionResult => {
    const at = parseItemId(itemId);
    if (!at) return { itemId, status: "not_found", code: "not_found" };
    const input = { itemId, outputVersion, requestId, decision: "reject" as const, ...rejection };
    return withReason({ input, at, decision: { kind: "reject", token: null, outputVersion } });
  });
  return accept(await decidePrepared(actor, prepared, actionId));
}
