import { db } from "#db/client.ts";
import { lockItems } from "#db/queries/review/decisions.ts";
import { insertMessage } from "#db/queries/review/messages.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/**
 * Writes about an item while it is escalated: whoever asked, whoever decides, and who knows the batch. Needs
 * `review:discuss`. Once it is decided its thread is closed.
 * @param text not blank.
 */
export async function writeMessage(
  actor: Actor,
  { itemId, text }: { itemId: string; text: string },
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "item_not_escalated">> {
  if (!can(actor, "review:discuss")) return refuse("forbidden");
  const at = parseItemId(itemId);
  if (!at) return refuse("not_found");
  return db().transaction(async (tx) => {
    const [item] = await lockItems(tx, [at]);
    if (!item) return refuse("not_found");
    if (item.reviewState !== "escalated") return refuse("item_not_escalated");
    const id = newId();
    const { memberId } = actor;
    await insertMessage(tx, { id, ...at, memberId, text, outputVersion: item.outputVersion });
    await recordAudit(tx, actor, {
      action: "review.discuss",
      targetType: "batch",
      targetId: at.batchId,
      after: { item: itemId },
    });
    return accept({ id });
  });
}
