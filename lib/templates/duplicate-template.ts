import { db } from "#db/client.ts";
import { findDraft, findTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type Result, refuse } from "#lib/result.ts";
import { addTemplate } from "./create-template.ts";
import { bodyOf } from "./template.ts";

/** Makes a new template out of another's draft. Its versions stay behind. */
export function duplicateTemplate(
  actor: Actor,
  { templateId, name }: { templateId: string; name?: string | undefined },
): Promise<Result<{ id: string; draftVersionId: string }, "forbidden" | "not_found">> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    const template = await findTemplate(tx, templateId);
    const draft = template && !template.archivedAt ? await findDraft(tx, templateId) : null;
    if (!template || !draft) return refuse("not_found");
    return addTemplate(tx, actor, {
      name: name ?? `${template.name} (2)`,
      description: template.description,
      ...bodyOf(draft),
    });
  });
}
