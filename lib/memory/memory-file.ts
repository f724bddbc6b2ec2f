import { db } from "#db/client.ts";
import { findBySource, keepEntries, listEntries, type NewMemoryEntry } from "#db/queries/memory/entries.ts";
import { findDraft, findTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { readTmxParts } from "#lib/glossaries/read-tmx-parts.ts";
import { readTmxUnits, sourceSegment, type TmxUnit, tmxOfUnits } from "#lib/glossaries/tmx-units.ts";
import { type TableFile, wholeFile } from "#lib/managed-table-file.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { languageMeant } from "./language-meant.ts";
import { sourceDigest } from "./memory-source.ts";
import { writtenEntry } from "./remember-approved.ts";

const FIELD = "x-field";
const ENTRIES_AT_A_TIME = 1_000;
const MOST_EXPORTED = 100_000;

/** What a file brought into a template's memory. */
export interface ImportedMemory {
  added: number;
  /** The memory had them already, word for word. */
  unchanged: number;
  /** Lines of units that say nothing in a second language, or of a field that the template has not. */
  unreadable: number[];
  /** That the template does not write: their texts are kept, and used once it does. */
  otherLanguages: string[];
}

export interface MemoryImport {
  templateId: string;
  /** Whose translations they are, where a unit does not say. */
  field: string;
  file: Pick<ReceivedFile, "uploadId" | "fileName"> | undefined;
  /** Only tells what would come in. */
  dryRun: boolean;
}

/**
 * Takes the translations of a TMX file for a template: the segment in the source language is the source, each other one a
 * translation of it. Needs `templates:write`; refuses with what is wrong with the file.
 */
export async function importMemory(
  actor: Actor,
  { templateId, field, file, dryRun }: MemoryImport,
): Promise<Result<ImportedMemory>> {
  if (!can(actor, "templates:write")) return refuse("forbidden");
  if (!file) return refuse("file_missing");
  const draft = await findDraft(db(), templateId);
  if (!draft) return refuse("not_found");
  const fields = new Set(draft.outputs.filter(({ type }) => type === "text").map(({ name }) => name));
  if (!fields.has(field)) return refuse("template_memory_field_unknown", { name: field });
  const units: TmxUnit[] = [];
  const read = await readTmxParts(file, (parts) => readTmxUnits(parts, [FIELD], (unit) => units.push(unit)));
  if (!read.ok) return read;
  if (units.length === 0) return refuse("table_without_terms");
  const { entries, unreadable } = entriesOf(units, {
    ...{ templateId, field, fields },
    ...{ languages: draft.languages, addedBy: actor.memberId },
  });
  const brought = new Set(entries.map(({ language }) => language));
  const otherLanguages = [...brought].filter((language) => !draft.languages.includes(language)).sort();
  return db().transaction(async (tx) => {
    let added = 0;
    for (let from = 0; from < entries.length; from += ENTRIES_AT_A_TIME) {
      const page = entries.slice(from, from + ENTRIES_AT_A_TIME);
      const wanted = page.map((entry) => ({ ...entry, digest: entry.sourceDigest }));
      const known = new Set((await findBySource(tx, templateId, wanted)).map(saying));
      const fresh = page.filter((entry) => !known.has(saying(entry)));
      added += fresh.length;
      if (!dryRun) await keepEntries(tx, fresh);
    }
    if (!dryRun && added > 0)
      await recordAudit(tx, actor, {
        action: "memory.import",
        targetType: "template",
        targetId: templateId,
        after: { file: file.fileName, added },
      });
    return accept({ added, unchanged: entries.length - added, unreadable, otherLanguages });
  });
}

function entriesOf(
  units: readonly TmxUnit[],
  to: {
    templateId: string;
    field: string;
    fields: ReadonlySet<string>;
    languages: readonly string[];
    addedBy: string;
  },
): { entries: NewMemoryEntry[]; unreadable: number[] } {
  const entries = new Map<string, NewMemoryEntry>();
  const unreadable: number[] = [];
  for (const unit of units) {
    const field = unit.props.get(FIELD) ?? to.field;
    const source = sourceSegment(unit);
    const others = [...unit.segments].filter(([tag]) => tag !== source?.[0]);
    const written = others.flatMap(([tag, text]) => {
      const entry = to.fields.has(field) ? writtenEntry(source?.[1] ?? "", text) : null;
      const meant = languageMeant(tag, to.languages) ?? tag;
      // A unit that has the language itself says better what it is there.
      const language = meant !== tag && unit.segments.has(meant) ? tag : meant;
      return entry ? [{ language, ...entry }] : [];
    });
    if (written.length === 0) unreadable.push(unit.line);
    for (const entry of written) {
      const whole = { id: newId(), templateId: to.templateId, field, addedBy: to.addedBy, ...entry };
      entries.set(saying(whole), whole);
    }
  }
  return { entries: [...entries.values()], unreadable };
}

function saying({
  field,
  language,
  source,
  text,
}: Pick<NewMemoryEntry, "field" | "language" | "source" | "text">): string {
  return JSON.stringify([field, language, sourceDigest(source), text]);
}

/** A template's memory as TMX, texts of one source and field together. Needs `templates:read`. */
export async function exportMemory(
  actor: Actor,
  { templateId, sourceLanguage }: { templateId: string; sourceLanguage: string },
): Promise<Result<TableFile, "forbidden" | "not_found">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const template = await findTemplate(db(), templateId);
  if (!template) return refuse("not_found");
  const rows = await listEntries(db(), { templateId }, { limit: MOST_EXPORTED });
  const units = new Map<string, Pick<TmxUnit, "segments" | "props">>();
  for (const { entry } of rows) {
    const key = JSON.stringify([entry.field, entry.sourceDigest]);
    const unit = units.get(key) ?? {
      props: new Map([[FIELD, entry.field]]),
      segments: new Map([[sourceLanguage, entry.source]]),
    };
    // The newest comes first, and is the one that is used.
    if (!unit.segments.has(entry.language)) unit.segments.set(entry.language, entry.text);
    units.set(key, unit);
  }
  const tmx = tmxOfUnits([...units.values()], { sourceLanguage, segmentType: "paragraph" });
  return accept(wholeFile(`${template.name}.tmx`, "application/x-tmx+xml", Buffer.from(tmx)));
}
