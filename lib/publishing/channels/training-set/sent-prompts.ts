import type { Db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { type OutputVersionRow, readOutputVersions } from "#db/queries/batches/output-versions.ts";
import { type AskedRow, readAsked, readRowNumbers } from "#db/queries/batches/prompts-of-items.ts";
import { type RegenerationRow, readRegenerated } from "#db/queries/review/regenerations.ts";
import { readCorrectionsOf } from "#db/queries/row-corrections.ts";
import { findVersion } from "#db/queries/templates.ts";
import { AppError } from "#lib/app-error.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { termsOf } from "#lib/batches/terms.ts";
import { holdsAt } from "#lib/explanations/prompt-basis.ts";
import { rowHistory } from "#lib/explanations/row-history.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import { type EndedStep, type ItemSource, progressOf } from "#lib/items/progress.ts";
import { promptOf } from "#lib/items/prompt-of.ts";
import type { Recipe } from "#lib/items/recipe.ts";
import type { RecipeIn } from "#lib/items/recipes-by-language.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { promptDigest } from "#lib/models/endpoints/prompt-digest.ts";
import { complaintOf } from "#lib/review/regeneration/complaint.ts";
import type { OutputField, TemplateVersion } from "#lib/templates/template.ts";
import type { PublishedItem } from "../channel.ts";

/** What a template asked for an item, and which texts came of it. */
export interface SentPrompt {
  /** `null` where they cannot be had again, or no one prompt asked for the whole output. */
  messages: ChatMessage[] | null;
  why: "sent" | "unverified" | "training_prompt_unknown" | "training_chain";
  /** Fields of the template's output. */
  fields: readonly OutputField[];
  /** What was written and then not approved as it was, latest first; none of another prompt. */
  worse: Record<string, unknown>[];
}

type Item = Pick<PublishedItem, "itemId" | "outputVersion" | "language" | "source">;

/** Finds the prompts of items of one batch, as they went out. */
export class SentPrompts {
  readonly #batchId: string;
  readonly #datasetId: string;
  readonly #version: TemplateVersion;
  readonly #recipeIn: RecipeIn;

  private constructor(batchId: string, datasetId: string, version: TemplateVersion, recipeIn: RecipeIn) {
    this.#batchId = batchId;
    this.#datasetId = datasetId;
    this.#version = version;
    this.#recipeIn = recipeIn;
  }

  static async of(tx: Db, batchId: string): Promise<SentPrompts> {
    const batch = await findBatch(tx, batchId);
    const version = batch && ((await findVersion(tx, batch.templateVersionId)) as TemplateVersion | null);
    if (!version) throw new AppError("A batch lost its template's version.", { facts: { batchId } });
    const terms = await loadPromptTerms(tx, version, batch.glossaries);
    const { recipeIn } = termsOf(batch, version, { hasFallback: batch.fallbackModelId !== null, terms });
    return new SentPrompts(batchId, batch.datasetId, version, recipeIn);
  }

  /**
   * For each item the messages that its template's version made of its row: rendered again, and told by the digest that was
   * noted of its call. Of one that was made anew it is the prompt without the complaint, which is what a model is to
   * answer well the first time.
   */
  async find(tx: Db, items: readonly Item[]): Promise<SentPrompt[]> {
    const seqs = items.map(({ itemId }) => parseItemId(itemId)?.seq ?? -1);
    const batchId = this.#batchId;
    const [asked, rows, regenerated, steps] = [
      await readAsked(tx, batchId, seqs),
      await readRowNumbers(tx, batchId, seqs),
      await readRegenerated(tx, batchId, seqs),
      await readSteps(tx, batchId, seqs),
    ];
    const kept = await readOutputVersions(
      tx,
      seqs.map((seq) => ({ batchId, seq })),
    );
    const versions = Map.groupBy(kept, ({ seq }) => seq);
    const corrections = await readCorrectionsOf(tx, this.#datasetId, [...new Set(rows.values())]);
    const found: SentPrompt[] = [];
    for (const [index, item] of items.entries()) {
      const seq = seqs[index] ?? -1;
      found.push(
        await this.#find(item, {
          asked: asked.get(seq) ?? [],
          regenerated: regenerated.get(seq) ?? [],
          versions: versions.get(seq) ?? [],
          ended: steps.get(seq) ?? [],
          corrections: corrections.get(rows.get(seq) ?? -1) ?? [],
        }),
      );
    }
    return found;
  }

  async #find(item: Item, known: Known): Promise<SentPrompt> {
    const recipe = this.#recipeIn(item.language);
    const fields = this.#version.outputs;
    const history = historyOf(item.outputVersion, known);
    const common = { fields, worse: history.worse };
    // People wrote it from a text in another language: no prompt asked for it, and it is better than nothing.
    if (known.versions.some(({ kind, version }) => kind === "translated" && version <= item.outputVersion))
      return { ...common, worse: [], messages: null, why: "training_prompt_unknown" };
    const [step, ...others] = new Set(recipe.result.map((source) => source.step));
    const place = recipe.steps.findIndex(({ name }) => name === step);
    const ended = known.ended.slice(0, place);
    if (others.length > 0 || place < 0 || ended.length < place)
      return { ...common, messages: null, why: "training_chain" };
    const calls = known.asked.filter((call) => call.step === place && history.isOfOrigin(call.at));
    const digests = new Set(calls.flatMap((call) => call.promptDigest ?? []));
    const periods = rowHistory(item.source, known.corrections);
    const at = calls.at(-1)?.at;
    const likeliest = at
      ? periods.toSorted((one, other) => Number(holdsAt(other, at)) - Number(holdsAt(one, at)))
      : periods;
    for (const { values } of likeliest) {
      const source = { values, language: item.language };
      const messages = await render(recipe, source, ended);
      if (!messages) continue;
      if (digests.size === 0 && periods.length === 1) return { ...common, messages, why: "unverified" };
      if (digests.has(promptDigest(messages))) return { ...common, messages, why: "sent" };
      const complained =
        history.feedback && (await render(recipe, { ...source, feedback: history.feedback }, ended));
      if (complained && digests.has(promptDigest(complained))) return { ...common, messages, why: "sent" };
    }
    return { ...common, messages: null, why: "training_prompt_unknown" };
  }
}

interface Known {
  asked: readonly AskedRow[];
  regenerated: readonly RegenerationRow[];
  versions: readonly OutputVersionRow[];
  ended: readonly EndedStep[];
  corrections: Parameters<typeof rowHistory>[1];
}

/** Where an approved version comes from: which call wrote it, what that was told, and what it is better than. */
function historyOf(approved: number, { regenerated, versions }: Pick<Known, "regenerated" | "versions">) {
  const outputs = new Map(versions.map(({ version, output }) => [version, output]));
  const until = regenerated.filter(({ toVersion }) => toVersion !== null && toVersion <= approved);
  const origin = until.at(-1);
  const written = origin?.toVersion ?? 1;
  const sourceFixed = until.findLastIndex(({ cause }) => cause === "source");
  const rejected = until.slice(sourceFixed + 1).map(({ fromVersion }) => fromVersion);
  const earlier = [...new Set([...(written < approved ? [written] : []), ...rejected.reverse()])];
  const isRejection = origin?.cause === "rejection";
  return {
    isOfOrigin: (at: Date) => {
      if (origin) return holdsAt({ from: origin.askedAt, to: origin.endedAt }, at);
      const [first] = regenerated;
      return !first || at < first.askedAt;
    },
    feedback: isRejection
      ? {
          ...{ complaint: complaintOf(origin.reason), note: origin.note },
          output: outputs.get(origin.fromVersion) ?? {},
        }
      : undefined,
    worse: earlier.flatMap((version): Record<string, unknown>[] => {
      const output = outputs.get(version);
      return output ? [output] : [];
    }),
  };
}

async function render(
  recipe: Recipe,
  source: ItemSource,
  ended: readonly EndedStep[],
): Promise<ChatMessage[] | null> {
  const prompt = await promptOf(recipe, progressOf(source, undefined, ended));
  return prompt.kind === "call" ? prompt.call.messages : null;
}
