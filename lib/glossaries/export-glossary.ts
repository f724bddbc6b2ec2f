import { db } from "#db/client.ts";
import { findGlossaries, findGlossaryEntries } from "#db/queries/glossaries.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type TableFile, tableFile, wholeFile } from "#lib/managed-table-file.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { TableFormat } from "#lib/table-format.ts";
import type { GlossaryEntry } from "./glossary.ts";
import { glossaryTable } from "./glossary-table.ts";
import { tmxOf } from "./tmx.ts";

/**
 * A glossary as a file, in its newest or another of its versions. Needs `glossaries:read`.
 * @param sourceLanguage of its terms, as TMX has to say.
 */
export async function exportGlossary(
  actor: Actor,
  id: string,
  {
    format,
    version,
    sourceLanguage,
  }: { format: TableFormat | "tmx"; version?: number | undefined; sourceLanguage: string },
): Promise<Result<TableFile, "forbidden" | "not_found">> {
  if (!can(actor, "glossaries:read")) return refuse("forbidden");
  const [glossary] = await findGlossaries(db(), [id]);
  if (!glossary) return refuse("not_found");
  const entries: GlossaryEntry[] | null =
    version === undefined ? glossary.entries : await findGlossaryEntries(db(), id, version);
  if (!entries) return refuse("not_found");
  if (format !== "tmx") return accept(await tableFile(glossary.name, glossaryTable(entries), format));
  const content = Buffer.from(tmxOf(entries, sourceLanguage));
  return accept(wholeFile(`${glossary.name}.tmx`, "application/x-tmx+xml", content));
}
