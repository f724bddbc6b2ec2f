import type { TableRow } from "#lib/datasets/read-table.ts";
import { columnsIn, plainCell } from "#lib/managed-table.ts";
import { type GlossaryEntry, glossaryEntrySchema } from "./glossary.ts";

/** A row or unit of a file that is no entry, and why. */
export interface UnreadableTerm {
  line: number;
  code: string;
  value: string;
}

/** What a file of a glossary holds. */
export interface GlossaryFile {
  entries: GlossaryEntry[];
  unreadable: UnreadableTerm[];
}

const HEADERS = {
  term: /^(term|source|source term|术语|词条|原文|begriff|用語)$/,
  doNotTranslate: /^(do ?not ?translate|donottranslate|dnt|不翻译|不译|禁译)$/,
  caseSensitive: /^(case ?sensitive|casesensitive|区分大小写)$/,
};
const YES = /^(yes|y|true|1|x|是|对|ja|はい)$/;
const HEADER_AMONG = 10;

/**
 * The entries of a glossary's table: a column of terms, one for each language headed by its tag (`de`, `zh-CN`), and the
 * two columns that say whether a term stays as it is and whether its case matters.
 */
export function readGlossaryTable(rows: readonly TableRow[]): GlossaryFile {
  const headerAt = rows.slice(0, HEADER_AMONG).findIndex(({ cells }) => columnsIn(cells, HEADERS));
  const header = rows[headerAt];
  const places = header && columnsIn(header.cells, HEADERS);
  if (!places) return { entries: [], unreadable: [] };
  const taken = new Set(places.values());
  const languages = header.cells.flatMap((cell, place) => {
    const tag = taken.has(place) ? null : languageTag(cell);
    return tag === null ? [] : [{ tag, place }];
  });
  const entries = new Map<string, GlossaryEntry>();
  const unreadable: UnreadableTerm[] = [];
  for (const { line, cells } of rows.slice(headerAt + 1)) {
    const cellOf = (place: number | undefined) => plainCell(cells[place ?? -1] ?? "");
    const isSet = (name: "doNotTranslate" | "caseSensitive") =>
      YES.test(cellOf(places.get(name)).toLowerCase());
    const translations = languages.flatMap(({ tag, place }) => {
      const text = cellOf(place);
      return text === "" ? [] : [[tag, text] as const];
    });
    const read = entryOf(cellOf(places.get("term")), Object.fromEntries(translations), {
      doNotTranslate: isSet("doNotTranslate"),
      caseSensitive: isSet("caseSensitive"),
    });
    keep(read, line, entries, unreadable);
  }
  return { entries: [...entries.values()], unreadable };
}

/** A glossary as the rows of a file, its header first. */
export function glossaryTable(entries: readonly GlossaryEntry[]): string[][] {
  const tags = [...new Set(entries.flatMap(({ translations }) => Object.keys(translations)))].sort();
  return [
    ["term", ...tags, "doNotTranslate", "caseSensitive"],
    ...entries.map(({ term, translations, doNotTranslate, caseSensitive }) => [
      term,
      ...tags.map((tag) => translations[tag] ?? ""),
      doNotTranslate ? "yes" : "",
      caseSensitive ? "yes" : "",
    ]),
  ];
}

/** An entry of what a file says; why there is none, where there is none. */
export function entryOf(
  term: string,
  translations: Record<string, string>,
  {
    doNotTranslate = false,
    caseSensitive = false,
  }: { doNotTranslate?: boolean; caseSensitive?: boolean } = {},
): GlossaryEntry | { code: string; value: string } {
  if (term === "") return { code: "table_term_missing", value: "" };
  const parsed = glossaryEntrySchema.safeParse({
    term,
    translations,
    ...(doNotTranslate && { doNotTranslate }),
    ...(caseSensitive && { caseSensitive }),
  });
  return parsed.success ? parsed.data : { code: "table_cell_too_long", value: term };
}

/** Puts an entry to those that were read, or a row to those that could not be. */
export function keep(
  read: GlossaryEntry | { code: string; value: string },
  line: number,
  entries: Map<string, GlossaryEntry>,
  unreadable: UnreadableTerm[],
): void {
  if ("code" in read) unreadable.push({ line, ...read });
  else if (entries.has(read.term)) unreadable.push({ line, code: "table_term_twice", value: read.term });
  else entries.set(read.term, read);
}

/** A language tag in its usual spelling; `null` where a text is none. */
export function languageTag(text: string): string | null {
  const tag = text.trim().replaceAll("_", "-");
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag)) return null;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}
