import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { decidePrepared } from "./decide-items.ts";
import type { Ready } from "./decision-input.ts";
import type { DecisionResult } from "./decision-result.ts";

/** A rejection that is to be taken back, by the request that made it. */
export interface RejectionToTakeBack {
  itemId: string;
  takesBack: string;
  /** Sent again, it is taken back once. */
  requestId: string;
}

/**
 * Takes back the actor's own rejections from a list, however many: each item stands again as it did before, with the text
 * it had then, also where a model has made another since. One that somebody has decided on or edited since stays as it is.
 * What a model is asked for still is withdrawn; what was paid stays paid. Needs `review:decide`.
 * @returns what became of each, in their order.
 */
export async function takeBackRejections(
  actor: Actor,
  rejections: readonly RejectionToTakeBack[],
): Promise<Result<DecisionResult[], "forbidden">> {
  if (!can(actor, "review:decide")) return refuse("forbidden");
  const prepared = rejections.map(({ itemId, takesBack, requestId }): Ready | DecisionResult => {
    const at = parseItemId(itemId);
    if (!at) return { itemId, status: "not_found", code: "not_found" };
    const input = { itemId, requestId, outputVersion: 0, decision: "undo" as const };
    return { input, at, decision: { kind: "undo", token: null, outputVersion: 0, takesBack } };
  });
  return accept(await decidePrepared(actor, prepared));
}
