import { db } from "#db/client.ts";
import { archiveEntry } from "#db/queries/memory/entries.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** Takes an approved translation out of use: it is used for nothing any more. Needs `templates:write`. */
export async function archiveMemoryEntry(
  actor: Actor,
  id: string,
): Promise<Result<null, "forbidden" | "not_found">> {
  if (!can(actor, "templates:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const archived = await archiveEntry(tx, id, actor.memberId);
    if (!archived) return refuse("not_found");
    const { templateId, field, language, source, text } = archived;
    await recordAudit(tx, actor, {
      action: "memory.archive",
      targetType: "template",
      targetId: templateId,
      before: { field, language, source, text },
    });
    return accept(null);
  });
}
