import { db } from "#db/client.ts";
import {
  findLexiconEntries,
  findLexicons,
  listLexicons,
  listLexiconVersions,
} from "#db/queries/checks/lexicons.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type EntryChange, entryChanges } from "#lib/entry-changes.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { LexiconEntry } from "./lexicon.ts";

/** A lexicon as a list shows it. */
export interface LexiconSummary {
  id: string;
  name: string;
  /** None: every language. */
  languages: string[];
  version: number;
  /** How many terms it has. */
  entries: number;
  updatedAt: Date;
  updatedBy: string | null;
}

/** A lexicon with its terms and where they came from. */
export interface LexiconView extends Omit<LexiconSummary, "entries" | "updatedBy"> {
  entries: LexiconEntry[];
  /** Newest first. */
  versions: { version: number; entries: number; createdAt: Date; createdBy: string | null }[];
}

/** Every lexicon in use, by name. Needs `lexicons:read`. */
export async function viewLexicons(actor: Actor): Promise<Result<LexiconSummary[], "forbidden">> {
  if (!can(actor, "lexicons:read")) return refuse("forbidden");
  const rows = await listLexicons(db());
  return accept(
    rows.map(({ lexicon: { id, name, languages, version, updatedAt }, entries, updatedByName }) => ({
      id,
      name,
      languages,
      version,
      entries,
      updatedAt,
      updatedBy: updatedByName,
    })),
  );
}

/** A lexicon with its terms. Needs `lexicons:read`. */
export async function viewLexicon(
  actor: Actor,
  id: string,
): Promise<Result<LexiconView, "forbidden" | "not_found">> {
  if (!can(actor, "lexicons:read")) return refuse("forbidden");
  const [lexicon] = await findLexicons(db(), [id]);
  if (!lexicon) return refuse("not_found");
  const versions = await listLexiconVersions(db(), id);
  const { name, languages, version, entries, updatedAt } = lexicon;
  return accept({
    id,
    name,
    languages,
    version,
    entries,
    updatedAt,
    versions: versions.map(({ createdByName, ...made }) => ({ ...made, createdBy: createdByName })),
  });
}

/** What changed in a lexicon from one of its versions to another. Needs `lexicons:read`. */
export async function viewLexiconChanges(
  actor: Actor,
  id: string,
  { from, to }: { from: number; to: number },
): Promise<Result<EntryChange<LexiconEntry>[], "forbidden" | "not_found">> {
  if (!can(actor, "lexicons:read")) return refuse("forbidden");
  const [before, after] = await Promise.all([
    findLexiconEntries(db(), id, from),
    findLexiconEntries(db(), id, to),
  ]);
  return before && after ? accept(entryChanges<LexiconEntry>(before, after)) : refuse("not_found");
}
