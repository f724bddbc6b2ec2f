import type { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import { type RowTerm, termsInRow, termsText } from "#lib/glossaries/terms-in-row.ts";
import { textFor } from "./input-value.ts";
import type { RenderTask } from "./render-within.ts";
import type { TemplateBody } from "./template.ts";

/** The terms that a prompt for a row tells of: those that what the template reads of it has. None without a glossary. */
export function rowTerms(
  terms: GlossaryMatcher | null,
  { inputs }: Pick<TemplateBody, "inputs">,
  row: Readonly<Record<string, string>>,
  language: string,
): RowTerm[] {
  if (!terms) return [];
  const read = inputs.map((input) => textFor(input, row) ?? "");
  return termsInRow(terms, read, language);
}

/** Where in a prompt terms stand: below the Requirements. */
export function belowWith(terms: readonly RowTerm[]): RenderTask["below"] {
  return terms.length === 0 ? undefined : { requirements: termsText(terms) };
}
