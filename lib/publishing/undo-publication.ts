import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { cancelPublication, findPublication } from "#db/queries/publishing/publications.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** Undoes a publication while it is held: nothing of it has left, and its approvals are as before. Needs `publications:create`. */
export async function undoPublication(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "publication_begun">> {
  if (!can(actor, "publications:create")) return refuse("forbidden");
  if (!isUuid(id)) return refuse("not_found");
  return db().transaction(async (tx) => {
    const publication = await findPublication(tx, id);
    if (!publication) return refuse("not_found");
    if (!(await cancelPublication(tx, id))) return refuse("publication_begun");
    await recordAudit(tx, actor, {
      action: "publications.undo",
      targetType: "publication",
      targetId: id,
      before: { batchId: publication.batchId, channelId: publication.channelId },
    });
    return accept({ id });
  });
}
