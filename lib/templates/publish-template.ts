import { type Db, db } from "#db/client.ts";
import { findDraft, insertVersion, lastNumber, lockTemplate, updateTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type FieldRefusal, type Result, refuse } from "#lib/result.ts";
import { checkTemplate } from "./check-template.ts";
import { offersOf } from "./offers.ts";
import { patternProblems } from "./pattern-problems.ts";
import type { TemplateProblem } from "./template-problem.ts";

export interface Publishing {
  templateId: string;
  note?: string | undefined;
  /** The revision its author has seen; without it whatever is saved is published. */
  revision?: number | undefined;
}

type Published = Result<
  { versionId: string; number: number },
  "forbidden" | "not_found" | "conflict" | "template_has_errors"
>;

/** Makes an immutable, numbered version of the draft. A draft with errors is refused, each error with its place. */
export function publishTemplate(actor: Actor, publishing: Publishing): Promise<Published> {
  return db().transaction((tx) => publishDraft(tx, actor, publishing));
}

/** The same in the caller's transaction. */
export async function publishDraft(
  tx: Db,
  actor: Actor,
  { templateId, note, revision }: Publishing,
): Promise<Published> {
  if (!can(actor, "templates:publish")) return refuse("forbidden");
  // The lock makes publishing one after the other, so that numbers have neither gaps nor twins.
  const template = await lockTemplate(tx, templateId);
  const draft = template && (await findDraft(tx, templateId));
  if (!draft) return refuse("not_found");
  if (revision !== undefined && revision !== draft.revision) return refuse("conflict");
  const errors = [
    ...checkTemplate(draft, await offersOf(tx, draft)),
    ...patternProblems(draft.checks),
  ].filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    return refuse("template_has_errors", { count: errors.length }, errors.map(fieldRefusal));
  const number = (await lastNumber(tx, templateId)) + 1;
  const now = new Date();
  const versionId = newId();
  await insertVersion(tx, {
    ...draft,
    id: versionId,
    number,
    state: "published",
    note: note?.trim() || null,
    createdAt: now,
    updatedAt: now,
    publishedAt: now,
    publishedBy: actor.memberId,
  });
  await updateTemplate(tx, templateId, { updatedAt: now, updatedBy: actor.memberId });
  await recordAudit(tx, actor, {
    action: "templates.publish",
    targetType: "template",
    targetId: templateId,
    after: { versionId, number, note: note?.trim() || null },
  });
  return accept({ versionId, number });
}

// A text error's path ends in its line and column: `sections.instruction:3:14`.
function fieldRefusal({ code, params, place }: TemplateProblem): FieldRefusal {
  if (place?.kind !== "text") return { path: place?.path ?? "", code, params };
  const step = place.step === undefined ? "" : `steps.${place.step}.`;
  return { path: `${step}sections.${place.section}:${place.line}:${place.column}`, code, params };
}
