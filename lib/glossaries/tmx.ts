import { accept, type Result } from "#lib/result.ts";
import type { GlossaryEntry } from "./glossary.ts";
import { entryOf, type GlossaryFile, keep, type UnreadableTerm } from "./glossary-table.ts";
import { readTmxUnits, sourceSegment, type TmxUnit, tmxOfUnits } from "./tmx-units.ts";

const DO_NOT_TRANSLATE = "x-do-not-translate";
const CASE_SENSITIVE = "x-case-sensitive";
const YES = "yes";

/**
 * The entries of a TMX file: of each unit the segment in the source language is the term, the others are its translations.
 * Refuses as `readTmxUnits` does.
 * @param parts the text of the file.
 */
export async function readTmx(parts: Iterable<string>): Promise<Result<GlossaryFile>> {
  const entries = new Map<string, GlossaryEntry>();
  const unreadable: UnreadableTerm[] = [];
  const read = await readTmxUnits(parts, [DO_NOT_TRANSLATE, CASE_SENSITIVE], (unit) =>
    keep(entryOfUnit(unit), unit.line, entries, unreadable),
  );
  return read.ok ? accept({ entries: [...entries.values()], unreadable }) : read;
}

/**
 * A glossary as TMX 1.4.
 * @param sourceLanguage of its terms.
 */
export function tmxOf(entries: readonly GlossaryEntry[], sourceLanguage: string): string {
  const units = entries.map(({ term, translations, doNotTranslate, caseSensitive }) => ({
    props: new Map([
      ...(doNotTranslate ? [[DO_NOT_TRANSLATE, YES] as const] : []),
      ...(caseSensitive ? [[CASE_SENSITIVE, YES] as const] : []),
    ]),
    segments: new Map([
      [sourceLanguage, term] as const,
      ...Object.entries(translations).filter(([tag]) => tag !== sourceLanguage),
    ]),
  }));
  return tmxOfUnits(units, { sourceLanguage, segmentType: "phrase" });
}

function entryOfUnit(unit: TmxUnit): ReturnType<typeof entryOf> {
  const source = sourceSegment(unit);
  const translations = [...unit.segments]
    .filter(([tag, text]) => tag !== source?.[0] && text !== "")
    .map(([tag, text]) => [tag, tidy(text)] as const);
  return entryOf(tidy(source?.[1] ?? ""), Object.fromEntries(translations), {
    doNotTranslate: unit.props.get(DO_NOT_TRANSLATE) === YES,
    caseSensitive: unit.props.get(CASE_SENSITIVE) === YES,
  });
}

function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
