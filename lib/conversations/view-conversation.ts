import { db } from "#db/client.ts";
import {
  findConversation,
  listConversations as findConversations,
  type NamedConversation,
} from "#db/queries/conversations/conversations.ts";
import { readTurns, type TurnRow } from "#db/queries/conversations/turns.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { cutPage, decodeMomentCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

export interface ConversationView extends NamedConversation {
  turns: TurnRow[];
}

/** A conversation of the actor's own with its turns. Needs `conversations:run`; another member's is `not_found`. */
export async function viewConversation(
  actor: Actor,
  id: string,
): Promise<Result<ConversationView, "forbidden" | "not_found">> {
  if (!can(actor, "conversations:run")) return refuse("forbidden");
  const found = await findConversation(db(), id, actor.memberId);
  if (!found) return refuse("not_found");
  return accept({ ...found, turns: await readTurns(db(), id) });
}

/** A page of the actor's own conversations, the latest said in first. Needs `conversations:run`. */
export async function listConversations(
  actor: Actor,
  {
    templateId,
    limit,
    cursor,
  }: { templateId?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: NamedConversation[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "conversations:run")) return refuse("forbidden");
  const { memberId } = actor;
  const after = decodeMomentCursor(cursor) ?? null;
  const rows = await findConversations(db(), { memberId, templateId, after, limit });
  return accept(
    cutPage(rows, limit, ({ conversation }) => [conversation.updatedAt.toISOString(), conversation.id]),
  );
}
