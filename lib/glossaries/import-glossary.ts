import { db } from "#db/client.ts";
import { findGlossaries } from "#db/queries/glossaries.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { readTable } from "#lib/datasets/read-table.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { type EntryChange, entryChanges } from "#lib/entry-changes.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type GlossaryEntry, MOST_TERMS } from "./glossary.ts";
import { type GlossaryFile, readGlossaryTable, type UnreadableTerm } from "./glossary-table.ts";
import { readTmxParts } from "./read-tmx-parts.ts";
import { replaceGlossaryEntries } from "./save-glossary.ts";
import { readTmx } from "./tmx.ts";

/** What a file makes of a glossary. */
export interface ImportedGlossary {
  changes: EntryChange<GlossaryEntry>[];
  unchanged: number;
  unreadable: UnreadableTerm[];
  /** The version that was made; `null` for a dry run, and where nothing changed. */
  version: number | null;
}

export interface GlossaryImport {
  file: Pick<ReceivedFile, "uploadId" | "fileName"> | undefined;
  /** Whether terms that the file has not are kept; else they go. */
  keepMissing: boolean;
  /** Only tells what would change. */
  dryRun: boolean;
  /** The version that was read; another saved since is a conflict. */
  version?: number | undefined;
}

/**
 * Takes a file's terms (csv, xlsx, TMX) for a glossary, as its next version, or tells what it would change. What cannot be
 * read is told and left out. Needs `glossaries:write`; refuses with what is wrong with the file.
 */
export async function importGlossary(
  actor: Actor,
  id: string,
  { file, keepMissing, dryRun, version }: GlossaryImport,
): Promise<Result<ImportedGlossary>> {
  if (!can(actor, "glossaries:write")) return refuse("forbidden");
  if (!file) return refuse("file_missing");
  const [glossary] = await findGlossaries(db(), [id]);
  if (!glossary) return refuse("not_found");
  if (version !== undefined && version !== glossary.version) return refuse("conflict");
  const read = /\.tmx$/i.test(file.fileName) ? await readTmxFile(file) : await readTableFile(file);
  if (!read.ok) return read;
  if (read.value.entries.length === 0) return refuse("table_without_terms");
  const given = new Set(read.value.entries.map(({ term }) => term));
  const kept = glossary.entries.filter(({ term }) => !given.has(term));
  const entries = keepMissing ? [...read.value.entries, ...kept] : read.value.entries;
  if (entries.length > MOST_TERMS) return refuse("too_many_rows", { limit: MOST_TERMS });
  const { unreadable } = read.value;
  const changes = entryChanges<GlossaryEntry>(glossary.entries, entries);
  const unchanged = entries.length - changes.filter(({ kind }) => kind !== "removed").length;
  if (dryRun || changes.length === 0) return accept({ changes, unchanged, unreadable, version: null });
  const saved = await replaceGlossaryEntries(actor, id, { entries, version: glossary.version });
  return saved.ok ? accept({ changes, unchanged, unreadable, version: saved.value.version }) : saved;
}

async function readTableFile(
  file: Pick<ReceivedFile, "uploadId" | "fileName">,
): Promise<Result<GlossaryFile>> {
  const table = await readTable(file, MOST_TERMS);
  if (!table.ok) return table;
  const read = readGlossaryTable(table.value.rows);
  const faults = table.value.unreadable.map(({ line, rule, value }) => ({ line, code: rule, value }));
  return accept({
    ...read,
    unreadable: [...faults, ...read.unreadable].sort((a, b) => a.line - b.line),
  });
}

async function readTmxFile(file: Pick<ReceivedFile, "uploadId">): Promise<Result<GlossaryFile>> {
  return readTmxParts(file, readTmx);
}
