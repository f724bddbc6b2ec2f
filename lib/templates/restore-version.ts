import { db } from "#db/client.ts";
import { findDraft, findVersion, lockTemplate, updateDraft, updateTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { SavedDraft } from "./save-draft.ts";
import { bodyOf } from "./template.ts";

/**
 * Puts a published version's contents into the draft; the draft as it was stays in the audit log. Refuses with `conflict`
 * when the draft is at another revision than the one that was seen.
 */
export function restoreVersion(
  actor: Actor,
  {
    templateId,
    versionId,
    revision,
  }: { templateId: string; versionId: string; revision?: number | undefined },
): Promise<Result<SavedDraft, "forbidden" | "not_found" | "conflict">> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    const template = await lockTemplate(tx, templateId);
    const draft = template && (await findDraft(tx, templateId));
    const version = await findVersion(tx, versionId);
    if (!draft || version?.templateId !== templateId) return refuse("not_found");
    if (revision !== undefined && revision !== draft.revision) return refuse("conflict");
    const body = bodyOf(version);
    const updatedAt = new Date();
    await updateDraft(tx, templateId, draft.revision, {
      ...{ ...body, updatedAt },
      ...{ savedBy: actor.memberId, savedFrom: null, savedSince: null },
    });
    await updateTemplate(tx, templateId, { updatedAt, updatedBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "templates.restore",
      targetType: "template",
      targetId: templateId,
      before: bodyOf(draft),
      after: { versionId, number: version.number, ...body },
    });
    return accept({ revision: draft.revision + 1, updatedAt });
  });
}
