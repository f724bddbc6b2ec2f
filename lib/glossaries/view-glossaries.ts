import { db } from "#db/client.ts";
import {
  findGlossaries,
  findGlossaryEntries,
  listGlossaries,
  listGlossaryVersions,
} from "#db/queries/glossaries.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type EntryChange, entryChanges } from "#lib/entry-changes.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { GlossaryEntry } from "./glossary.ts";

/** A glossary as a list shows it. */
export interface GlossarySummary {
  id: string;
  name: string;
  version: number;
  /** How many terms it has. */
  entries: number;
  updatedAt: Date;
  updatedBy: string | null;
}

/** A glossary with its terms and where they came from. */
export interface GlossaryView extends Omit<GlossarySummary, "entries" | "updatedBy"> {
  entries: GlossaryEntry[];
  /** Newest first. */
  versions: { version: number; entries: number; createdAt: Date; createdBy: string | null }[];
}

/** Every glossary in use, by name. Needs `glossaries:read`. */
export async function viewGlossaries(actor: Actor): Promise<Result<GlossarySummary[], "forbidden">> {
  if (!can(actor, "glossaries:read")) return refuse("forbidden");
  const rows = await listGlossaries(db());
  return accept(
    rows.map(({ glossary: { id, name, version, updatedAt }, entries, updatedByName }) => ({
      id,
      name,
      version,
      entries,
      updatedAt,
      updatedBy: updatedByName,
    })),
  );
}

/** A glossary with its terms. Needs `glossaries:read`. */
export async function viewGlossary(
  actor: Actor,
  id: string,
): Promise<Result<GlossaryView, "forbidden" | "not_found">> {
  if (!can(actor, "glossaries:read")) return refuse("forbidden");
  const [glossary] = await findGlossaries(db(), [id]);
  if (!glossary) return refuse("not_found");
  const versions = await listGlossaryVersions(db(), id);
  const { name, version, entries, updatedAt } = glossary;
  return accept({
    id,
    name,
    version,
    entries,
    updatedAt,
    versions: versions.map(({ createdByName, ...made }) => ({ ...made, createdBy: createdByName })),
  });
}

/** What changed in a glossary from one of its versions to another. Needs `glossaries:read`. */
export async function viewGlossaryChanges(
  actor: Actor,
  id: string,
  { from, to }: { from: number; to: number },
): Promise<Result<EntryChange<GlossaryEntry>[], "forbidden" | "not_found">> {
  if (!can(actor, "glossaries:read")) return refuse("forbidden");
  const [before, after] = await Promise.all([
    findGlossaryEntries(db(), id, from),
    findGlossaryEntries(db(), id, to),
  ]);
  return before && after ? accept(entryChanges<GlossaryEntry>(before, after)) : refuse("not_found");
}
