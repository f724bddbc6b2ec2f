import { db } from "#db/client.ts";
import { findDraft, findVersion, lockTemplate, updateDraft, updateTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { SavedDraft } from "./save-draft.ts";

/** Puts a published version's contents into the draft; the draft as it was stays in the audit log. */
export function restoreVersion(
  actor: Actor,
  { templateId, versionId }: { templateId: string; versionId: string },
): Promise<Result<SavedDraft, "forbidden" | "not_found">> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    const template = await lockTemplate(tx, templateId);
    const draft = template && (await findDraft(tx, templateId));
    const version = await findVersion(tx, versionId);
    if (!draft || version?.templateId !== templateId) return refuse("not_found");
    const { sections, inputs, outputs, languages } = version;
    const updatedAt = new Date();
    const body = { sections, inputs, outputs, languages };
    await updateDraft(tx, templateId, draft.revision, { ...body, updatedAt });
    await updateTemplate(tx, templateId, { updatedAt, updatedBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "templates.restore",
      targetType: "template",
      targetId: templateId,
      before: {
        sections: draft.sections,
        inputs: draft.inputs,
        outputs: draft.outputs,
        languages: draft.languages,
      },
      after: { versionId, number: version.number, ...body },
    });
    return accept({ revision: draft.revision + 1, updatedAt });
  });
}
