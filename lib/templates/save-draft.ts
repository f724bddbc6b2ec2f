import { db } from "#db/client.ts";
import { findDraft, lockTemplate, updateDraft, updateTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { changesBetween } from "./changes.ts";
import { resolveTools } from "./resolve-tools.ts";
import { resolveSnippets } from "./snippets/resolve-snippets.ts";
import { withResult } from "./steps.ts";
import type { TemplateBody } from "./template.ts";

export interface DraftToSave extends TemplateBody {
  templateId: string;
  /** The revision that was read; a draft saved by someone since is not overwritten. */
  revision: number;
  /**
   * The editor that saves, by a name of its own: what it saved itself since that revision, though the answer may have
   * been lost, is no reason to refuse.
   */
  editor?: string | undefined;
}

export interface SavedDraft {
  revision: number;
  updatedAt: Date;
}

/**
 * Saves a draft, however many errors it has. Needs `templates:write`. Refuses with `conflict` when it was saved from
 * elsewhere in the meantime, unless it says the same.
 */
export function saveDraft(
  actor: Actor,
  { templateId, revision, editor, ...written }: DraftToSave,
): Promise<Result<SavedDraft, "forbidden" | "not_found" | "conflict">> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    const template = await lockTemplate(tx, templateId);
    const draft = template && (await findDraft(tx, templateId));
    if (!draft) return refuse("not_found");
    const resolved = await resolveTools(tx, written);
    const body = withResult({ ...resolved, snippets: await resolveSnippets(tx, written, draft.snippets) });
    const changes = changesBetween(draft, body);
    if (revision <= draft.revision && changes.length === 0)
      return accept({ revision: draft.revision, updatedAt: draft.updatedAt });
    const ownSince = editor !== undefined && draft.savedFrom === editor ? draft.savedSince : null;
    const isOwnSave = ownSince !== null && revision >= ownSince && revision <= draft.revision;
    const updatedAt = new Date();
    const saved = await updateDraft(tx, templateId, isOwnSave ? draft.revision : revision, {
      ...{ ...body, updatedAt },
      savedBy: actor.memberId,
      savedFrom: editor ?? null,
      savedSince: ownSince ?? revision,
    });
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
