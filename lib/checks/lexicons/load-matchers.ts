import { LRUCache } from "lru-cache";
import type { Db } from "#db/client.ts";
import { findVersionsOfLexicons, lexiconVersionsOf } from "#db/queries/checks/lexicons.ts";
import { LexiconMatcher } from "./lexicon-matcher.ts";

// A matcher of 50,000 terms takes some tens of megabytes and most of a second to make.
const MOST_SPELLINGS = 200_000;
const matchers = new LRUCache<string, LexiconMatcher>({
  maxSize: MOST_SPELLINGS,
  sizeCalculation: ({ size }) => size + 1,
});

/**
 * The matchers of lexicons as they stand today, by language; archived ones find nothing. Made once a process for the same
 * versions, and one for all languages that the same lexicons hold for.
 * @param versions to go by, by id; a lexicon without one is taken in its newest.
 */
export async function loadMatchers(
  tx: Db,
  lexiconIds: readonly string[],
  languages: readonly string[],
  versions: ReadonlyMap<string, number> = new Map(),
): Promise<ReadonlyMap<string, LexiconMatcher>> {
  const day = new Date().toISOString().slice(0, 10);
  const inUse = (await lexiconVersionsOf(tx, lexiconIds)).map((lexicon) => ({
    ...lexicon,
    version: versions.get(lexicon.id) ?? lexicon.version,
  }));
  const made = new Map<string, LexiconMatcher>();
  const byLanguage = new Map<string, LexiconMatcher>();
  for (const language of languages) {
    const holding = inUse.filter((lexicon) => holdsFor(lexicon.languages, language));
    const key = [day, ...holding.map(({ id, version }) => `${id}.${version}`)].join(" ");
    const matcher = made.get(key) ?? matchers.get(key) ?? (await makeMatcher(tx, holding, day));
    matchers.set(key, matcher);
    made.set(key, matcher);
    byLanguage.set(language, matcher);
  }
  return byLanguage;
}

async function makeMatcher(
  tx: Db,
  holding: readonly { id: string; version: number }[],
  day: string,
): Promise<LexiconMatcher> {
  return new LexiconMatcher(await findVersionsOfLexicons(tx, holding), day);
}

// `zh` holds for every `zh-…`, none hold for all.
function holdsFor(languages: readonly string[], language: string): boolean {
  return (
    languages.length === 0 || languages.some((tag) => tag === language || language.startsWith(`${tag}-`))
  );
}
