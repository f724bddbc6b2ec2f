import { db } from "#db/client.ts";
import { findLexiconEntries, findLexicons } from "#db/queries/checks/lexicons.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type TableFile, tableFile } from "#lib/managed-table-file.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { TableFormat } from "#lib/table-format.ts";
import { lexiconTable } from "./files/lexicon-table.ts";
import type { LexiconEntry } from "./lexicon.ts";

/** A lexicon as a file, in its newest or another of its versions. Needs `lexicons:read`. */
export async function exportLexicon(
  actor: Actor,
  id: string,
  { format, version }: { format: TableFormat; version?: number | undefined },
): Promise<Result<TableFile, "forbidden" | "not_found">> {
  if (!can(actor, "lexicons:read")) return refuse("forbidden");
  const [lexicon] = await findLexicons(db(), [id]);
  if (!lexicon) return refuse("not_found");
  const entries: LexiconEntry[] | null =
    version === undefined ? lexicon.entries : await findLexiconEntries(db(), id, version);
  if (!entries) return refuse("not_found");
  return accept(await tableFile(lexicon.name, lexiconTable(entries), format));
}
