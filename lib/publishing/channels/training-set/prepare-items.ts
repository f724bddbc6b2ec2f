import type { Db } from "#db/client.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import type { Part } from "#lib/datasets/split.ts";
import type { Failure } from "#lib/failure.ts";
import { inOrder } from "#lib/in-order.ts";
import type { PublishedItem } from "../channel.ts";
import {
  chatExample,
  contentOf,
  type Example,
  exampleMisfit,
  exampleTokens,
  lineOf,
  preferenceExample,
} from "./example.ts";
import { type BatchSplit, partOfItem, splitOfBatch } from "./part-of-item.ts";
import { namedCells, personalDataIn } from "./personal-data-in.ts";
import { SentPrompts } from "./sent-prompts.ts";
import type { TrainingSettings } from "./training-settings.ts";

/** What a training set takes of an item: its lines, or why none. */
export type Prepared =
  | {
      split: Part;
      lines: { line: string; tokens: number; bytes: number }[];
      isVerified: boolean;
      /** What tells it from near-duplicates. */
      compared: Readonly<Record<string, unknown>>;
    }
  | { problem: Failure };

// Whoever examines an item and whoever writes it are given the same object; it is forgotten with it.
const PREPARED = new WeakMap<PublishedItem, Prepared>();

/** Prepares items of one publication, page by page; an item is prepared once, whoever asks for it. */
export class ItemsToPrepare {
  readonly #settings: TrainingSettings;
  #prompts: SentPrompts | null = null;
  #split: BatchSplit | null | undefined;

  constructor(settings: TrainingSettings) {
    this.#settings = settings;
  }

  async prepare(tx: Db, items: readonly PublishedItem[]): Promise<Prepared[]> {
    const fresh = items.filter((item) => !PREPARED.has(item));
    const made = this.#settings.file === "samples" ? fresh.map(sampleOf) : await this.#examplesOf(tx, fresh);
    const split = await this.#splitOf(tx, fresh);
    for (const [index, item] of fresh.entries()) {
      const one = made[index];
      if (one) PREPARED.set(item, preparedOf(item, one, { ...this.#settings, split }));
    }
    return items.flatMap((item) => PREPARED.get(item) ?? []);
  }

  async #splitOf(tx: Db, items: readonly PublishedItem[]): Promise<BatchSplit | null> {
    const batchId = items[0] && parseItemId(items[0].itemId)?.batchId;
    if (this.#split === undefined && batchId) this.#split = await splitOfBatch(tx, batchId);
    return this.#split ?? null;
  }

  async #examplesOf(tx: Db, items: readonly PublishedItem[]): Promise<Made[]> {
    const batchId = items[0] && parseItemId(items[0].itemId)?.batchId;
    if (!batchId) return [];
    this.#prompts ??= await SentPrompts.of(tx, batchId);
    const prompts = await this.#prompts.find(tx, items);
    return items.map((item, index): Made => {
      const prompt = prompts[index];
      if (!prompt?.messages) return { problem: { code: prompt?.why ?? "training_prompt_unknown" } };
      const { messages, fields, why } = prompt;
      const names = fields.map(({ name }) => name);
      const content = contentOf(inOrder(item.output, names), fields);
      const isVerified = why === "sent";
      const asked = { messages: messages.map((message) => message.content) };
      const common = { isVerified, texts: [asked, item.output], compared: item.output };
      if (this.#settings.file === "chat") return { ...common, examples: [chatExample(messages, content)] };
      const worse = prompt.worse
        .map((output) => ({ output, content: contentOf(inOrder(output, names), fields) }))
        .filter((other) => other.content !== content);
      if (worse.length === 0) return { problem: { code: "training_no_preference" } };
      return {
        ...common,
        texts: [...common.texts, ...worse.map(({ output }) => output)],
        examples: worse.map((other) => preferenceExample(messages, content, other.content)),
      };
    });
  }
}

type Made =
  | {
      examples: Example[];
      isVerified: boolean;
      /** What goes out of it, by names of its own. */
      texts: readonly Record<string, unknown>[];
      compared: Readonly<Record<string, unknown>>;
    }
  | { problem: Failure };

/** The sample that an item makes of its row. */
function sampleOf({ key, language, source }: Pick<PublishedItem, "key" | "language" | "source">): Made {
  const example: Example = { key, language, row: source, label: "approved", reason: null };
  return { examples: [example], isVerified: true, texts: [namedCells(source)], compared: source };
}

/** What is made of an item, once it is looked through. */
export function preparedOf(
  { key, language, source }: Pick<PublishedItem, "key" | "language" | "source">,
  made: Made,
  { shares, maxTokens, split }: Pick<TrainingSettings, "shares" | "maxTokens"> & { split: BatchSplit | null },
): Prepared {
  if ("problem" in made) return made;
  const { examples, texts, isVerified, compared } = made;
  const part = partOfItem({ key, source }, shares, split);
  if (part === null) return { problem: { code: "training_no_part" } };
  const misfit = examples.map(exampleMisfit).find((code) => code !== null);
  if (misfit) return { problem: { code: misfit } };
  const datum = texts.map((each) => personalDataIn(each, language)).find((found) => found !== null);
  if (datum) return { problem: { code: "training_personal_data", params: { datum } } };
  const lines = examples.map((example) => {
    const line = lineOf(example);
    return { line, tokens: exampleTokens(example), bytes: Buffer.byteLength(line) };
  });
  const longest = Math.max(...lines.map(({ tokens }) => tokens));
  if (longest > maxTokens)
    return { problem: { code: "training_too_long", params: { tokens: longest, most: maxTokens } } };
  return { split: part, lines, isVerified, compared };
}
