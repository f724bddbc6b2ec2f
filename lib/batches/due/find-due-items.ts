import type { Db } from "#db/client.ts";
import {
  countDueItems,
  type DueScope,
  type EarlierBatch,
  hasOpenItems,
  listDueItems,
  listEarlierBatches,
  listItemsWithTerms,
  noteItemsInMaking,
  settleMadeItems,
  settleOpenItems,
  settleOtherTerms,
  settleTerms,
} from "#db/queries/batches/due-items.ts";
import { findGlossaryEntries } from "#db/queries/glossaries.ts";
import { findVersion } from "#db/queries/templates.ts";
import { changedTerms } from "#lib/glossaries/changed-terms.ts";
import type { GlossaryEntry } from "#lib/glossaries/glossary.ts";
import { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import type { GlossaryVersion } from "#lib/glossaries/load-glossaries.ts";
import { askedOtherwise } from "#lib/templates/asks-the-same.ts";
import { columnsRead } from "#lib/templates/columns-read.ts";
import { rowTerms } from "#lib/templates/row-terms.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import type { DueCounts } from "./due-kind.ts";

/** What is to be run over what. */
export interface DueQuestion {
  datasetId: string;
  rowCount: number;
  languages: readonly string[];
  version: TemplateVersion;
  /** At the versions that would hold now. */
  glossaries: readonly GlossaryVersion[];
}

const ROWS_AT_ONCE = 1_000;

/**
 * Finds of every item that a launch would have what was made of it last by the template, and whether that still stands;
 * the caller's transaction has them listed until it ends. Batches are looked through from the newest on, one statement
 * each, until nothing is open: what is found does not pass through this process, but for rows that terms may have changed
 * in.
 */
export async function findDueItems(tx: Db, question: DueQuestion): Promise<DueCounts> {
  const { version, languages } = question;
  const scope: DueScope = { ...question, needed: neededColumns(version) };
  await listDueItems(tx, scope);
  const compared = new EarlierVersions(tx, question);
  for (const batch of await listEarlierBatches(tx, version.templateId)) {
    if (!batch.languages.some((language) => languages.includes(language))) continue;
    if (batch.isOpen) await noteItemsInMaking(tx, scope, batch);
    const { madeWith, terms } = await compared.with(batch);
    await settleMadeItems(tx, scope, batch, madeWith);
    if (terms.size > 0) await findTerms(tx, scope, version, terms);
    if (!(await hasOpenItems(tx))) break;
  }
  await settleOpenItems(tx);
  return countsOf(await countDueItems(tx));
}

function neededColumns({ inputs }: TemplateVersion): string[] {
  return inputs.filter(({ required, onMissing }) => required && onMissing === "skip").map(({ name }) => name);
}

/** Matchers of the terms that have changed, by language. */
type ChangedTerms = ReadonlyMap<string, GlossaryMatcher>;

/** What earlier batches of a template were made with, beside what holds now. Each version is read once. */
class EarlierVersions {
  readonly #tx: Db;
  readonly #now: DueQuestion;
  readonly #versions = new Map<string, TemplateVersion | null>();
  readonly #terms = new Map<string, ChangedTerms>();

  constructor(tx: Db, now: DueQuestion) {
    this.#tx = tx;
    this.#now = now;
  }

  async with({ templateVersionId, glossaries, reads, languages }: EarlierBatch) {
    const { version: now } = this.#now;
    const version = await this.#version(templateVersionId);
    const terms = await this.#changed(glossaries);
    return {
      terms,
      madeWith: {
        reads: reads ?? (version ? columnsRead(version, languages) : {}),
        ...changedIn(version, now, languages),
        termsChanged: [...terms.keys()],
      },
    };
  }

  async #version(id: string): Promise<TemplateVersion | null> {
    if (id === this.#now.version.id) return this.#now.version;
    const known = this.#versions.get(id);
    if (known !== undefined) return known;
    const version = (await findVersion(this.#tx, id)) as TemplateVersion | null;
    this.#versions.set(id, version);
    return version;
  }

  async #changed(before: readonly GlossaryVersion[]): Promise<ChangedTerms> {
    const { glossaries: after, languages } = this.#now;
    const key = keyOf(before);
    if (key === keyOf(after)) return new Map();
    const known = this.#terms.get(key);
    if (known) return known;
    const [old, fresh] = [await this.#entries(before), await this.#entries(after)];
    const terms = new Map<string, GlossaryMatcher>();
    for (const language of languages) {
      const entries = changedTerms(old, fresh, language);
      if (entries.length > 0)
        terms.set(language, new GlossaryMatcher([{ id: "", name: "", version: 0, entries }]));
    }
    this.#terms.set(key, terms);
    return terms;
  }

  async #entries(glossaries: readonly GlossaryVersion[]): Promise<GlossaryEntry[]> {
    const entries: GlossaryEntry[] = [];
    for (const { id, version } of glossaries)
      entries.push(...(((await findGlossaryEntries(this.#tx, id, version)) ?? []) as GlossaryEntry[]));
    return entries;
  }
}

function changedIn(before: TemplateVersion | null, now: TemplateVersion, languages: readonly string[]) {
  const changed = languages.map((language) => ({
    language,
    ...(before ? askedOtherwise(before, now, language) : { template: true, model: false }),
  }));
  const where = (what: "template" | "model") =>
    changed.filter((one) => one[what]).map(({ language }) => language);
  return { askedOtherwise: where("template"), modelChanged: where("model") };
}

function keyOf(glossaries: readonly GlossaryVersion[]): string {
  return glossaries
    .map(({ id, version }) => `${id}.${version}`)
    .sort()
    .join(" ");
}

async function findTerms(
  tx: Db,
  scope: DueScope,
  version: TemplateVersion,
  terms: ChangedTerms,
): Promise<void> {
  for (let after = -1; ; ) {
    const items = await listItemsWithTerms(tx, scope, { after, limit: ROWS_AT_ONCE });
    const changed = items.filter(({ language, values }) => {
      const matcher = terms.get(language) ?? null;
      return rowTerms(matcher, version, values, language).length > 0;
    });
    if (changed.length > 0)
      await settleTerms(
        tx,
        changed.map(({ seq }) => seq),
      );
    const last = items.at(-1);
    if (!last || items.length < ROWS_AT_ONCE) break;
    after = last.seq;
  }
  await settleOtherTerms(tx);
}

function countsOf(sums: Awaited<ReturnType<typeof countDueItems>>): DueCounts {
  const items = (kind: string) => sums.find((sum) => sum.kind === kind)?.items ?? 0;
  const made = sums.filter(({ kind }) => kind === "stale" || kind === "rejected");
  const changed = (what: "ofSource" | "ofTemplate" | "ofGlossary" | "ofModel") =>
    made.reduce((sum, one) => sum + one[what], 0);
  return {
    never: items("never"),
    stale: items("stale"),
    rejected: items("rejected"),
    changed: {
      source: changed("ofSource"),
      template: changed("ofTemplate"),
      glossary: changed("ofGlossary"),
      model: changed("ofModel"),
    },
    unchanged: items("unchanged"),
    making: items("making"),
    waiting: items("waiting"),
    dropped: items("dropped"),
    lacking: items("lacking"),
  };
}
