import { type Db, db } from "#db/client.ts";
import {
  findLexicons,
  insertLexicon,
  insertLexiconVersion,
  lockLexicon,
  updateLexicon,
} from "#db/queries/checks/lexicons.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { changeLocked } from "#lib/auth/change-locked.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { auditedEntries } from "#lib/entry-changes.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { LexiconEntry } from "./lexicon.ts";

const change = changeLocked("lexicons:write", lockLexicon);

export interface NewLexicon {
  name: string;
  languages: string[];
  entries: LexiconEntry[];
}

/** Keeps a new lexicon as its version 1. Needs `lexicons:write`; a term that stands in it twice is refused. */
export async function createLexicon(
  actor: Actor,
  { name, languages, entries }: NewLexicon,
): Promise<Result<{ id: string }, "forbidden" | "lexicon_term_twice">> {
  if (!can(actor, "lexicons:write")) return refuse("forbidden");
  const twice = termTwice(entries);
  if (twice) return refuse("lexicon_term_twice", { term: twice });
  return accept({ id: await db().transaction((tx) => keepLexicon(tx, actor, { name, languages, entries })) });
}

/** Keeps a lexicon that may be made, in the caller's transaction; its id. */
export async function keepLexicon(
  tx: Db,
  actor: Actor,
  { name, languages, entries }: NewLexicon,
): Promise<string> {
  const id = newId();
  await insertLexicon(tx, { id, name, languages, createdBy: actor.memberId }, entries);
  await recordAudit(tx, actor, {
    action: "lexicons.create",
    targetType: "lexicon",
    targetId: id,
    after: { name, languages, entries: entries.length },
  });
  return id;
}

/** Renames a lexicon or changes the languages it holds for. Needs `lexicons:write`. */
export function changeLexicon(
  actor: Actor,
  id: string,
  { name, languages }: { name?: string | undefined; languages?: string[] | undefined },
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  return change(actor, id, async (tx, lexicon) => {
    const before = { name: lexicon.name, languages: lexicon.languages };
    const after = { name: name ?? before.name, languages: languages ?? before.languages };
    await updateLexicon(tx, id, { ...after, updatedBy: actor.memberId, updatedAt: new Date() });
    await recordAudit(tx, actor, {
      action: "lexicons.change",
      targetType: "lexicon",
      targetId: id,
      before,
      after,
    });
    return accept({ id });
  });
}

/**
 * Keeps other entries for a lexicon as its next version; what earlier verdicts went by stays. Needs `lexicons:write`.
 * @param version the one that was read; refuses with `conflict` where somebody saved another since.
 */
export function replaceEntries(
  actor: Actor,
  id: string,
  { entries, version }: { entries: LexiconEntry[]; version?: number | undefined },
): Promise<Result<{ version: number }, "forbidden" | "not_found" | "conflict" | "lexicon_term_twice">> {
  return change(actor, id, async (tx, lexicon) => {
    if (version !== undefined && version !== lexicon.version) return refuse("conflict");
    const twice = termTwice(entries);
    if (twice) return refuse("lexicon_term_twice", { term: twice });
    const [known] = await findLexicons(tx, [id]);
    const next = lexicon.version + 1;
    await insertLexiconVersion(tx, { lexiconId: id, version: next, entries, createdBy: actor.memberId });
    await updateLexicon(tx, id, { version: next, updatedBy: actor.memberId, updatedAt: new Date() });
    await recordAudit(tx, actor, {
      action: "lexicons.replace_entries",
      targetType: "lexicon",
      targetId: id,
      ...auditedEntries<LexiconEntry>(known?.entries ?? [], entries),
    });
    return accept({ version: next });
  });
}

/** Takes a lexicon out of use: no check finds its terms any more. Needs `lexicons:write`. */
export function archiveLexicon(actor: Actor, id: string): Promise<Result<null, "forbidden" | "not_found">> {
  return change(actor, id, async (tx, { name }) => {
    await updateLexicon(tx, id, { archivedAt: new Date(), updatedBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "lexicons.archive",
      targetType: "lexicon",
      targetId: id,
      before: { name },
    });
    return accept(null);
  });
}

function termTwice(entries: readonly LexiconEntry[]): string | null {
  const terms = new Set<string>();
  for (const { term } of entries) {
    const folded = term.toLowerCase();
    if (terms.has(folded)) return term;
    terms.add(folded);
  }
  return null;
}
