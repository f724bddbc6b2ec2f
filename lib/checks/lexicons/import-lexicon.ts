import { db } from "#db/client.ts";
import { findLexicons } from "#db/queries/checks/lexicons.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { readTable } from "#lib/datasets/read-table.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { type EntryChange, entryChanges } from "#lib/entry-changes.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { readLexiconTable, type UnreadableRow } from "./files/lexicon-table.ts";
import { type LexiconEntry, MOST_ENTRIES } from "./lexicon.ts";
import { replaceEntries } from "./save-lexicon.ts";

/** What a file makes of a lexicon. */
export interface ImportedLexicon {
  changes: EntryChange<LexiconEntry>[];
  unchanged: number;
  unreadable: UnreadableRow[];
  /** The version that was made; `null` for a dry run, and where nothing changed. */
  version: number | null;
}

export interface LexiconImport {
  file: Pick<ReceivedFile, "uploadId" | "fileName"> | undefined;
  /** Whether terms that the file has not are kept; else they go. */
  keepMissing: boolean;
  /** Only tells what would change. */
  dryRun: boolean;
  /** The version that was read; another saved since is a conflict. */
  version?: number | undefined;
}

/**
 * Takes a file's terms for a lexicon, as its next version, or tells what it would change. Rows that cannot be read are told
 * and left out. Needs `lexicons:write`; refuses with what is wrong with the file.
 */
export async function importLexicon(
  actor: Actor,
  id: string,
  { file, keepMissing, dryRun, version }: LexiconImport,
): Promise<Result<ImportedLexicon>> {
  if (!can(actor, "lexicons:write")) return refuse("forbidden");
  if (!file) return refuse("file_missing");
  const [lexicon] = await findLexicons(db(), [id]);
  if (!lexicon) return refuse("not_found");
  if (version !== undefined && version !== lexicon.version) return refuse("conflict");
  const table = await readTable(file, MOST_ENTRIES);
  if (!table.ok) return table;
  const read = readLexiconTable(table.value.rows);
  if (read.entries.length === 0) return refuse("table_without_terms");
  const faults = table.value.unreadable.map(({ line, rule, value }) => ({ line, code: rule, value }));
  const unreadable = [...faults, ...read.unreadable].sort((a, b) => a.line - b.line);
  const given = new Set(read.entries.map(({ term }) => term.toLowerCase()));
  const kept = lexicon.entries.filter(({ term }) => !given.has(term.toLowerCase()));
  const entries = keepMissing ? [...read.entries, ...kept] : read.entries;
  if (entries.length > MOST_ENTRIES) return refuse("too_many_rows", { limit: MOST_ENTRIES });
  const changes = entryChanges<LexiconEntry>(lexicon.entries, entries);
  const unchanged = entries.length - changes.filter(({ kind }) => kind !== "removed").length;
  if (dryRun || changes.length === 0) return accept({ changes, unchanged, unreadable, version: null });
  const saved = await replaceEntries(actor, id, { entries, version: lexicon.version });
  return saved.ok ? accept({ changes, unchanged, unreadable, version: saved.value.version }) : saved;
}
