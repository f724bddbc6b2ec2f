import { type Db, db } from "#db/client.ts";
import { insertTemplate, insertVersion } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { resolveTools } from "./resolve-tools.ts";
import { resolveSnippets } from "./snippets/resolve-snippets.ts";
import { withResult } from "./steps.ts";
import type { TemplateBody } from "./template.ts";

export interface NewTemplate extends TemplateBody {
  name: string;
  description: string;
}

/** Makes a template with its draft. Gives the ids of both. */
export function createTemplate(
  actor: Actor,
  template: NewTemplate,
): Promise<Result<{ id: string; draftVersionId: string }, "forbidden">> {
  return db().transaction((tx) => addTemplate(tx, actor, template));
}

/** The same in the caller's transaction. */
export async function addTemplate(
  tx: Db,
  actor: Actor,
  { name, description, ...written }: NewTemplate,
): Promise<Result<{ id: string; draftVersionId: string }, "forbidden">> {
  if (!can(actor, "templates:write")) return refuse("forbidden");
  const resolved = await resolveTools(tx, written);
  const body = withResult({ ...resolved, snippets: await resolveSnippets(tx, written) });
  const id = newId();
  const draftVersionId = newId();
  const now = new Date();
  const byWhomAndWhen = { createdBy: actor.memberId, createdAt: now, updatedAt: now };
  await insertTemplate(tx, { id, name, description, ...byWhomAndWhen, updatedBy: actor.memberId });
  await insertVersion(tx, {
    id: draftVersionId,
    templateId: id,
    state: "draft",
    ...body,
    ...byWhomAndWhen,
  });
  await recordAudit(tx, actor, {
    action: "templates.create",
    targetType: "template",
    targetId: id,
    after: { name, description, ...body },
  });
  return accept({ id, draftVersionId });
}
