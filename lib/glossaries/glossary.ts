import { z } from "zod";
import { byLanguage } from "#lib/by-language.ts";

/** More terms than this are no glossary. */
export const MOST_TERMS = 100_000;

const tag = z.string().trim().min(1).max(35);

export const glossaryEntrySchema = z.object({
  term: z.string().trim().min(1).max(200).describe("As rows have it"),
  translations: z
    .record(tag, z.string().trim().min(1).max(500))
    .default({})
    .describe("By language tag: `zh` holds for every `zh-…` that has none of its own"),
  doNotTranslate: z.boolean().optional().describe("It stays as it is in every language"),
  caseSensitive: z.boolean().optional().describe("Only as it is written"),
});

/** A term and what it is in other languages. */
export type GlossaryEntry = z.output<typeof glossaryEntrySchema>;

/** A version of a managed table of terms. */
export interface Glossary {
  id: string;
  name: string;
  version: number;
  entries: readonly GlossaryEntry[];
}

/** What a term has to be in a language; `null` where the glossary does not say. */
export function wantedIn(
  { term, translations, doNotTranslate }: GlossaryEntry,
  language: string,
): string | null {
  if (doNotTranslate) return term;
  return byLanguage(translations, language)?.value ?? null;
}

/** The first term that stands in entries twice; in another case it is another only where both say that case matters. */
export function entryTwice(entries: readonly GlossaryEntry[]): string | null {
  const [exact, folded] = [new Set<string>(), new Map<string, boolean>()];
  for (const { term, caseSensitive = false } of entries) {
    const known = folded.get(term.toLowerCase());
    if (exact.has(term) || (known !== undefined && !(known && caseSensitive))) return term;
    exact.add(term);
    folded.set(term.toLowerCase(), caseSensitive && (known ?? true));
  }
  return null;
}
