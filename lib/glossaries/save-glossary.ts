import { db } from "#db/client.ts";
import {
  findGlossaries,
  insertGlossary,
  insertGlossaryVersion,
  lockGlossary,
  updateGlossary,
} from "#db/queries/glossaries.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { changeLocked } from "#lib/auth/change-locked.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { auditedEntries } from "#lib/entry-changes.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { entryTwice, type GlossaryEntry } from "./glossary.ts";

const change = changeLocked("glossaries:write", lockGlossary);

/** Keeps a new glossary as its version 1. Needs `glossaries:write`; a term that stands in it twice is refused. */
export async function createGlossary(
  actor: Actor,
  { name, entries }: { name: string; entries: GlossaryEntry[] },
): Promise<Result<{ id: string }, "forbidden" | "glossary_term_twice">> {
  if (!can(actor, "glossaries:write")) return refuse("forbidden");
  const twice = entryTwice(entries);
  if (twice) return refuse("glossary_term_twice", { term: twice });
  const id = newId();
  await db().transaction(async (tx) => {
    await insertGlossary(tx, { id, name, createdBy: actor.memberId }, entries);
    await recordAudit(tx, actor, {
      action: "glossaries.create",
      targetType: "glossary",
      targetId: id,
      after: { name, entries: entries.length },
    });
  });
  return accept({ id });
}

/** Renames a glossary. Needs `glossaries:write`. */
export function renameGlossary(
  actor: Actor,
  id: string,
  name: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  return change(actor, id, async (tx, glossary) => {
    await updateGlossary(tx, id, { name, updatedBy: actor.memberId, updatedAt: new Date() });
    await recordAudit(tx, actor, {
      action: "glossaries.change",
      targetType: "glossary",
      targetId: id,
      before: { name: glossary.name },
      after: { name },
    });
    return accept({ id });
  });
}

/**
 * Keeps other entries for a glossary as its next version; what earlier verdicts went by stays. Needs `glossaries:write`.
 * @param version the one that was read; refuses with `conflict` where somebody saved another since.
 */
export function replaceGlossaryEntries(
  actor: Actor,
  id: string,
  { entries, version }: { entries: GlossaryEntry[]; version?: number | undefined },
): Promise<Result<{ version: number }, "forbidden" | "not_found" | "conflict" | "glossary_term_twice">> {
  return change(actor, id, async (tx, glossary) => {
    if (version !== undefined && version !== glossary.version) return refuse("conflict");
    const twice = entryTwice(entries);
    if (twice) return refuse("glossary_term_twice", { term: twice });
    const [known] = await findGlossaries(tx, [id]);
    const next = glossary.version + 1;
    await insertGlossaryVersion(tx, { glossaryId: id, version: next, entries, createdBy: actor.memberId });
    await updateGlossary(tx, id, { version: next, updatedBy: actor.memberId, updatedAt: new Date() });
    await recordAudit(tx, actor, {
      action: "glossaries.replace_entries",
      targetType: "glossary",
      targetId: id,
      ...auditedEntries<GlossaryEntry>(known?.entries ?? [], entries),
    });
    return accept({ version: next });
  });
}

/** Takes a glossary out of use: no check asks for its terms any more. Needs `glossaries:write`. */
export function archiveGlossary(actor: Actor, id: string): Promise<Result<null, "forbidden" | "not_found">> {
  return change(actor, id, async (tx, { name }) => {
    await updateGlossary(tx, id, { archivedAt: new Date(), updatedBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "glossaries.archive",
      targetType: "glossary",
      targetId: id,
      before: { name },
    });
    return accept(null);
  });
}
