import { db } from "#db/client.ts";
import { lockTemplate, updateTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** Renames or describes a template. */
export function changeTemplate(
  actor: Actor,
  {
    templateId,
    name,
    description,
  }: { templateId: string; name?: string | undefined; description?: string | undefined },
): Promise<Result<null, "forbidden" | "not_found">> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    const template = await lockTemplate(tx, templateId);
    if (!template) return refuse("not_found");
    const before = { name: template.name, description: template.description };
    const after = { name: name ?? before.name, description: description ?? before.description };
    if (after.name === before.name && after.description === before.description) return accept(null);
    await updateTemplate(tx, templateId, { ...after, updatedAt: new Date(), updatedBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "templates.change",
      targetType: "template",
      targetId: templateId,
      before,
      after,
    });
    return accept(null);
  });
}
