import { db } from "#db/client.ts";
import { findDraft, lockTemplate, updateDraft, updateTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { changesBetween } from "./changes.ts";
import type { TemplateBody } from "./template.ts";

export interface DraftToSave extends TemplateBody {
  templateId: string;
  /** The revision that was read; a draft saved by someone since is not overwritten. */
  revision: number;
}

export interface SavedDraft {
  revision: number;
  updatedAt: Date;
}

/** Saves a draft, however many errors it has. Refuses with `conflict` when someone saved it in the meantime. */
export function saveDraft(
  actor: Actor,
  { templateId, revision, sections, inputs, outputs, languages }: DraftToSave,
): Promise<Result<SavedDraft, "forbidden" | "not_found" | "conflict">> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    const template = await lockTemplate(tx, templateId);
    const draft = template && (await findDraft(tx, templateId));
    if (!draft) return refuse("not_found");
    const body = { sections, inputs, outputs, languages };
    const changes = changesBetween(draft, body);
    if (draft.revision === revision && changes.length === 0)
      return accept({ revision, updatedAt: draft.updatedAt });
    const updatedAt = new Date();
    const saved = await updateDraft(tx, templateId, revision, { ...body, updatedAt });
    if (saved === null) return refuse("conflict");
    await updateTemplate(tx, templateId, { updatedAt, updatedBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "templates.save_draft",
      targetType: "template",
      targetId: templateId,
      before: Object.fromEntries(changes.map(({ path, before }) => [path, before ?? null])),
      after: Object.fromEntries(changes.map(({ path, after }) => [path, after ?? null])),
    });
    return accept({ revision: saved, updatedAt });
  });
}
