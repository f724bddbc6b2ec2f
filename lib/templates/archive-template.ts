import { db } from "#db/client.ts";
import { lockTemplate, updateTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** Takes a template out of the lists. Its versions stay, because batches and outputs were made with them. */
export function archiveTemplate(
  actor: Actor,
  templateId: string,
): Promise<Result<null, "forbidden" | "not_found">> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    const template = await lockTemplate(tx, templateId);
    if (!template) return refuse("not_found");
    const archivedAt = new Date();
    await updateTemplate(tx, templateId, { archivedAt, updatedBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "templates.archive",
      targetType: "template",
      targetId: templateId,
      before: { name: template.name, archivedAt: null },
      after: { archivedAt },
    });
    return accept(null);
  });
}
