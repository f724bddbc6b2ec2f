import { LRUCache } from "lru-cache";
import type { Db } from "#db/client.ts";
import { findGlossaryEntries, glossaryVersionsOf } from "#db/queries/glossaries.ts";
import type { Glossary } from "./glossary.ts";
import { GlossaryMatcher } from "./glossary-matcher.ts";

/** A version of a glossary by what it is called. */
export type GlossaryVersion = Pick<Glossary, "id" | "name" | "version">;

// A matcher of 50,000 terms takes some tens of megabytes and most of a second to make.
const MOST_TERMS = 200_000;
const matchers = new LRUCache<string, GlossaryMatcher>({
  maxSize: MOST_TERMS,
  sizeCalculation: ({ size }) => size + 1,
});

/**
 * The matcher of glossaries, the first of which to say something of a term is heard. Made once a process for the same
 * versions.
 * @param fixed versions to go by, of those that have one; others are taken as they stand now, and archived ones ask for
 * nothing.
 */
export async function loadGlossaries(
  tx: Db,
  ids: readonly string[],
  fixed: readonly GlossaryVersion[] = [],
): Promise<GlossaryMatcher> {
  const versions = await versionsOf(tx, ids, fixed);
  const key = versions.map(({ id, version }) => `${id}.${version}`).join(" ");
  const known = matchers.get(key);
  if (known) return known;
  const glossaries: Glossary[] = [];
  for (const version of versions)
    glossaries.push({
      ...version,
      entries: (await findGlossaryEntries(tx, version.id, version.version)) ?? [],
    });
  const matcher = new GlossaryMatcher(glossaries);
  matchers.set(key, matcher);
  return matcher;
}

/** The terms that a template's prompts tell of; `null` for one that names no glossary. Versions as in `loadGlossaries`. */
export async function loadPromptTerms(
  tx: Db,
  { glossaryIds }: { glossaryIds: readonly string[] },
  fixed?: readonly GlossaryVersion[],
): Promise<GlossaryMatcher | null> {
  return glossaryIds.length === 0 ? null : loadGlossaries(tx, glossaryIds, fixed);
}

async function versionsOf(
  tx: Db,
  ids: readonly string[],
  fixed: readonly GlossaryVersion[],
): Promise<GlossaryVersion[]> {
  const open = ids.filter((id) => !fixed.some((one) => one.id === id));
  const known = [...fixed, ...(open.length > 0 ? await glossaryVersionsOf(tx, open) : [])];
  return ids.flatMap((id) => known.find((one) => one.id === id) ?? []);
}
