import { db } from "#db/client.ts";
import {
  findConversation,
  lockConversation,
  updateConversation,
} from "#db/queries/conversations/conversations.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import type { Money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/**
 * Renames a conversation of the actor's own, or sets what it may cost. Needs `conversations:run`. Refuses a cap in
 * another currency than the conversation's.
 */
export async function changeConversation(
  actor: Actor,
  { id, title, cap }: { id: string; title?: string | undefined; cap?: Money | undefined },
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "conversation_cap_currency">> {
  if (!can(actor, "conversations:run")) return refuse("forbidden");
  if (!(await findConversation(db(), id, actor.memberId))) return refuse("not_found");
  return db().transaction(async (tx) => {
    const conversation = await lockConversation(tx, id);
    if (!conversation) return refuse("not_found");
    const { currency } = conversation;
    if (cap && cap.currency !== currency) return refuse("conversation_cap_currency", { currency });
    const before = { title: conversation.title, cap: conversation.cap };
    const after = { title: title ?? before.title, cap: cap?.amount ?? before.cap };
    await updateConversation(tx, id, after);
    await recordAudit(tx, actor, {
      action: "conversations.change",
      targetType: "conversation",
      targetId: id,
      before,
      after,
    });
    return accept({ id });
  });
}

/** Takes a conversation of the actor's own out of the list; what it cost stays in the ledger. Needs `conversations:run`. */
export async function archiveConversation(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "conversations:run")) return refuse("forbidden");
  const found = await findConversation(db(), id, actor.memberId);
  if (!found) return refuse("not_found");
  if (found.conversation.archivedAt) return accept({ id });
  await db().transaction(async (tx) => {
    const archivedAt = new Date();
    await updateConversation(tx, id, { archivedAt });
    await recordAudit(tx, actor, {
      action: "conversations.archive",
      targetType: "conversation",
      targetId: id,
      after: { archivedAt },
    });
  });
  return accept({ id });
}
