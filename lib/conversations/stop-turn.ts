import { db } from "#db/client.ts";
import { findConversation, lockConversation } from "#db/queries/conversations/conversations.ts";
import { readTurns, updateTurn } from "#db/queries/conversations/turns.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { failedTurn } from "./turn-ending.ts";

/**
 * Stops the turn that runs: one that has not gone out ends at once and costs nothing, a call under way is given up
 * within a second and may have been billed. Where none runs all stays as it is. Needs `conversations:run`.
 */
export async function stopTurn(
  actor: Actor,
  conversationId: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "conversations:run")) return refuse("forbidden");
  if (!(await findConversation(db(), conversationId, actor.memberId))) return refuse("not_found");
  await db().transaction(async (tx) => {
    await lockConversation(tx, conversationId);
    const running = (await readTurns(tx, conversationId)).find(({ state }) => state === "running");
    if (!running) return;
    const stopped = running.inFlight
      ? { stopAskedAt: running.stopAskedAt ?? new Date() }
      : failedTurn({ code: "conversation_stopped" });
    await updateTurn(tx, running, stopped);
  });
  return accept({ id: conversationId });
}
