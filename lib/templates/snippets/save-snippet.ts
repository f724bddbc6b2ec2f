import { type Db, db } from "#db/client.ts";
import {
  findSnippet,
  findSnippetsByName,
  insertSnippet,
  insertSnippetVersion,
  lockSnippet,
  updateSnippet,
} from "#db/queries/snippets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { changeLocked } from "#lib/auth/change-locked.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type FieldRefusal, type Result, refuse } from "#lib/result.ts";
import { storableText } from "#lib/storable-text.ts";
import { positionAt } from "../text-position.ts";
import { checkSnippet } from "./check-snippet.ts";
import { snippetNames } from "./expand-snippets.ts";
import type { UsedSnippet } from "./snippet.ts";

const change = changeLocked("templates:write", lockSnippet);

/** Keeps a new snippet as its version 1. Needs `templates:write`; refuses what is no Liquid by itself, or names itself. */
export function createSnippet(
  actor: Actor,
  { name, text }: { name: string; text: string },
): Promise<Result<{ id: string }, "forbidden" | "snippet_name_taken" | "snippet_has_errors">> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    const written = storableText(text);
    const refusal = await textRefusal(tx, name, written);
    if (refusal) return refusal;
    const id = newId();
    if (!(await insertSnippet(tx, { id, name, text: written, createdBy: actor.memberId })))
      return refuse("snippet_name_taken", { name });
    await recordAudit(tx, actor, {
      action: "snippets.create",
      targetType: "snippet",
      targetId: id,
      after: { name, text: written },
    });
    return accept({ id });
  });
}

/**
 * Keeps another text for a snippet as its next version; what was published stays as it was, and drafts stay with the
 * version they have. Needs `templates:write`.
 * @param version the one that was read; refuses with `conflict` where somebody saved another since.
 */
export function replaceSnippetText(
  actor: Actor,
  id: string,
  { text, version }: { text: string; version?: number | undefined },
): Promise<Result<{ version: number }, "forbidden" | "not_found" | "conflict" | "snippet_has_errors">> {
  return change(actor, id, async (tx, snippet) => {
    if (version !== undefined && version !== snippet.version) return refuse("conflict");
    const written = storableText(text);
    const before = await findSnippet(tx, id);
    if (before?.text === written) return accept({ version: snippet.version });
    const refusal = await textRefusal(tx, snippet.name, written);
    if (refusal) return refusal;
    const next = snippet.version + 1;
    const { memberId } = actor;
    await insertSnippetVersion(tx, { snippetId: id, version: next, text: written, createdBy: memberId });
    await updateSnippet(tx, id, { version: next, updatedBy: memberId, updatedAt: new Date() });
    await recordAudit(tx, actor, {
      action: "snippets.change",
      targetType: "snippet",
      targetId: id,
      before: { text: before?.text ?? "" },
      after: { text: written },
    });
    return accept({ version: next });
  });
}

/** Takes a snippet out of use: no template can name it anew; those that have it keep it. Needs `templates:write`. */
export function archiveSnippet(actor: Actor, id: string): Promise<Result<null, "forbidden" | "not_found">> {
  return change(actor, id, async (tx, { name }) => {
    await updateSnippet(tx, id, { archivedAt: new Date(), updatedBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "snippets.archive",
      targetType: "snippet",
      targetId: id,
      before: { name },
    });
    return accept(null);
  });
}

/** Why a text cannot be a snippet's, at its line and column; what inputs it reads is its templates' business. */
async function textRefusal(tx: Db, name: string, text: string) {
  const problem = checkSnippet({ name, text }, await othersNamedIn(tx, name, text));
  if (!problem) return null;
  const { line, column } = positionAt(text, problem.from);
  const misfit: FieldRefusal = { path: `text:${line}:${column}`, code: problem.code, params: problem.params };
  return refuse("snippet_has_errors", {}, [misfit]);
}

// The newest of each, as a template would take them.
async function othersNamedIn(tx: Db, name: string, text: string): Promise<UsedSnippet[]> {
  const found: UsedSnippet[] = [];
  const asked = new Set([name]);
  for (let names = snippetNames(text); ; ) {
    names = names.filter((other) => !asked.has(other));
    if (names.length === 0) return found;
    for (const other of names) asked.add(other);
    const fresh = await findSnippetsByName(tx, names, []);
    found.push(...fresh);
    names = fresh.flatMap((snippet) => snippetNames(snippet.text));
  }
}
