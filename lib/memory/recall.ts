import type { Db } from "#db/client.ts";
import { type FoundEntry, findByBands, findBySource, hasEntries } from "#db/queries/memory/entries.ts";
import { countTokens } from "#lib/models/count-tokens.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { checkOutput } from "#lib/templates/output.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { normalSource, sourceDigest } from "./memory-source.ts";
import { bandsOf, gramsOf, LEAST_LIKE, sourceLikeness } from "./source-likeness.ts";
import { standingEntries } from "./standing-entries.ts";

/** What an item is made from. */
export interface RecalledFor {
  values: Readonly<Record<string, string>>;
  language: string;
}

/** An approved translation of a text that is like one of the row's. */
export interface MemoryExample {
  source: string;
  text: string;
}

/** An output that is there already, with the member who approved it last, and when. */
export interface RememberedOutput {
  output: Record<string, unknown>;
  approvedBy: string;
  /** RFC 3339. */
  approvedAt: string;
  entryIds: string[];
}

/** What the memory has for an item: its whole output, or examples for whoever writes it. */
export interface Recalled {
  remembered: RememberedOutput | null;
  examples: readonly MemoryExample[];
}

const MOST_EXAMPLES = 3;
const MOST_EXAMPLE_TOKENS = 600;
/** Tokens are counted as this family counts them: a bound, not a bill. */
const USUAL_MODEL = "gpt-4o";

type Remembering = Pick<TemplateVersion, "templateId" | "memory" | "outputs" | "rules" | "languageOverrides">;

/** What a template version has approved before, ready to be asked for many items. */
export class TemplateMemory {
  readonly #version: Remembering;
  readonly #pairs: { field: string; column: string }[];

  constructor(version: Remembering & { memory: NonNullable<TemplateVersion["memory"]> }) {
    this.#version = version;
    this.#pairs = version.memory.pairs;
  }

  /**
   * What there is for items, in their order. An output is used again where each of its fields is the approved translation
   * of just this text and all of it fits; else texts that are like it serve as examples.
   */
  async recall(tx: Db, items: readonly RecalledFor[]): Promise<Recalled[]> {
    const nothing = { remembered: null, examples: [] };
    if (!(await hasEntries(tx, this.#version.templateId))) return items.map(() => nothing);
    const remembered = await this.rememberedOf(tx, items);
    const examples = await this.#examplesFor(
      tx,
      items.map((item, index) => (remembered[index] ? null : item)),
    );
    return items.map((_, index) => ({
      remembered: remembered[index] ?? null,
      examples: examples.get(index) ?? [],
    }));
  }

  /** The outputs of items that are there already, in their order; `null` for one that is not. */
  async rememberedOf(tx: Db, items: readonly RecalledFor[]): Promise<(RememberedOutput | null)[]> {
    // A field without a source of its own cannot be known by one.
    if (this.#version.outputs.some(({ name }) => !this.#pairs.some(({ field }) => field === name)))
      return items.map(() => null);
    const wanted = items.flatMap(({ values, language }) =>
      this.#pairs.flatMap(({ field, column }) => {
        const source = normalSource(values[column] ?? "");
        return source === "" ? [] : [{ field, language, digest: sourceDigest(source) }];
      }),
    );
    const different = [...new Map(wanted.map((one) => [keyOf(one), one])).values()];
    const found = await standingEntries(tx, await findBySource(tx, this.#version.templateId, different));
    const newest = new Map<string, FoundEntry>();
    for (const entry of found) if (!newest.has(keyOf(entry))) newest.set(keyOf(entry), entry);
    return items.map((item) => this.#outputOf(item, newest));
  }

  #outputOf(
    { values, language }: RecalledFor,
    entries: ReadonlyMap<string, FoundEntry>,
  ): RememberedOutput | null {
    const used: FoundEntry[] = [];
    for (const { field, column } of this.#pairs) {
      const entry = entries.get(keyOf({ field, language, digest: sourceDigest(values[column] ?? "") }));
      if (!entry) return null;
      used.push(entry);
    }
    const fields = Object.fromEntries(used.map(({ field, text }) => [field, text]));
    const fitting = checkOutput(inLanguage(this.#version, language).outputs, fields);
    const [latest] = used.toSorted((a, b) => timeOf(b) - timeOf(a));
    if (!fitting.ok || !latest) return null;
    return {
      output: fitting.output,
      approvedBy: latest.addedBy,
      approvedAt: new Date(latest.addedAt).toISOString(),
      entryIds: used.map(({ id }) => id),
    };
  }

  /** Examples for items, by their place; none for those that need none. */
  async #examplesFor(tx: Db, items: readonly (RecalledFor | null)[]): Promise<Map<number, MemoryExample[]>> {
    const sources = items.flatMap((item, probe) =>
      item
        ? this.#pairs.flatMap(({ field, column }) => {
            const grams = gramsOf(item.values[column] ?? "");
            return grams.length > 0 ? [{ probe, field, language: item.language, grams }] : [];
          })
        : [],
    );
    const probes = sources.map(({ grams, ...source }) => ({ ...source, bands: bandsOf(grams) }));
    const found = await findByBands(tx, this.#version.templateId, probes);
    const alike = found.flatMap(({ grams, ...entry }) => {
      const asked = sources.find(({ probe, field }) => probe === entry.probe && field === entry.field);
      const likeness = asked ? sourceLikeness(asked.grams, grams) : 0;
      return likeness >= LEAST_LIKE ? [{ ...entry, likeness }] : [];
    });
    const best = (await standingEntries(tx, alike)).sort((a, b) => b.likeness - a.likeness);
    const byItem = Map.groupBy(best, ({ probe }) => probe);
    return new Map([...byItem].map(([probe, entries]) => [probe, withinTokens(differentOf(entries))]));
  }
}

/** Of each source and field the first translation: the newest, where entries are in order. */
function differentOf(entries: readonly FoundEntry[]): FoundEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ field, source }) => {
    const key = `${field} ${source}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** The memory of a template version; `null` for one that keeps none. */
export function memoryOf(version: Remembering): TemplateMemory | null {
  const { memory } = version;
  return memory ? new TemplateMemory({ ...version, memory }) : null;
}

/** Examples as a model is told of them; "" for none. Each stands on lines of its own that begin no section. */
export function examplesText(examples: readonly MemoryExample[]): string {
  if (examples.length === 0) return "";
  const lines = examples.map(({ source, text }) => `- ${normalSource(source)}\n  → ${normalSource(text)}`);
  return ["Approved translations of similar texts:", ...lines].join("\n");
}

function withinTokens(best: readonly MemoryExample[]): MemoryExample[] {
  const chosen: MemoryExample[] = [];
  let tokens = 0;
  for (const { source, text } of best) {
    tokens += countTokens(`${source}\n${text}`, USUAL_MODEL);
    if (chosen.length === MOST_EXAMPLES || tokens > MOST_EXAMPLE_TOKENS) break;
    chosen.push({ source, text });
  }
  return chosen;
}

function keyOf({ field, language, digest }: { field: string; language: string; digest?: string }): string {
  return `${field} ${language} ${digest}`;
}

function timeOf({ addedAt }: FoundEntry): number {
  return new Date(addedAt).getTime();
}
