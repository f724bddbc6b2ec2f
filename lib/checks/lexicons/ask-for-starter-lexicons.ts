import type { CheckSpec } from "#lib/templates/check-spec.ts";
import type { Starter } from "#lib/templates/starters/starter.ts";
import { STARTER_LEXICON_NAMES } from "./starter-lexicon-names.ts";
import type { LexiconSummary } from "./view-lexicons.ts";

/**
 * The check that a starter asks for of an installation's lexicons: those that still have the name they began with, in
 * every language, since authors add languages. None where no such lexicon is in use.
 */
export function askForStarterLexicons(
  { topics, fields }: NonNullable<Starter["lexicons"]>,
  lexicons: readonly Pick<LexiconSummary, "id" | "name">[],
): CheckSpec[] {
  const names = new Set<string>(topics.flatMap((topic) => Object.values(STARTER_LEXICON_NAMES[topic])));
  const lexiconIds = lexicons.filter(({ name }) => names.has(name)).map(({ id }) => id);
  return lexiconIds.length > 0 ? [{ kind: "lexicon", lexiconIds, ...(fields && { fields }) }] : [];
}
