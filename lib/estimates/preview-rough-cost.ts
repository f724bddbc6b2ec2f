import type { Db } from "#db/client.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import type { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { countMessageTokens } from "#lib/models/count-tokens.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf } from "#lib/models/price.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { maxOutputTokensOf } from "#lib/templates/max-output-tokens.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { belowWith, rowTerms } from "#lib/templates/row-terms.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { type CostPreview, previewRough, type RoughItem } from "./preview-cost.ts";
import { randomRowNumbers } from "./random-row-numbers.ts";

const LOOKED_AT_ROWS = 40;
const FIXED_SEED = 1;

export interface RoughQuestion {
  dataset: { id: string; rowCount: number };
  languages: readonly string[];
  /** Rows the run will have; those of the dataset when absent. */
  rowCount?: number;
}

/**
 * The rough cost of a run before any trial: the prompts of some rows, the same each time, rendered and tokenised.
 * `null` for a dataset without rows.
 */
export async function previewRoughCost(
  tx: Db,
  { version, model, terms }: { version: TemplateBody; model: CallableModel; terms: GlossaryMatcher | null },
  { dataset, languages, rowCount = dataset.rowCount }: RoughQuestion,
): Promise<CostPreview | null> {
  const rowNumbers = randomRowNumbers(dataset.rowCount, LOOKED_AT_ROWS, seededRandom(FIXED_SEED));
  const rows = await readRowsByNumber(tx, dataset.id, rowNumbers);
  const items: RoughItem[] = [];
  rendering: for (const { values } of rows) {
    for (const language of languages) {
      const template = inLanguage(version, language);
      const below = belowWith(rowTerms(terms, template, values, language));
      const prompt = await renderPrompt(template, values, language, { below });
      const isSent = prompt.kind === "prompt";
      const inputTokens = isSent ? countMessageTokens(prompt.messages, model.name) : 0;
      items.push({ inputTokens, maxOutputTokens: isSent ? maxOutputTokensOf(template.outputs) : 0 });
      // Nobody waits for forty renderings that had to be ended.
      if (prompt.kind === "broken" && prompt.problem.code === "template_too_heavy") break rendering;
    }
  }
  const price = (inputTokens: number, outputTokens: number) =>
    costOf(meterOf({ inputTokens, outputTokens }), model.price);
  return previewRough(items, price, {
    rowCount,
    languages: languages.length,
    currency: model.price.currency,
    limits: model.limits,
  });
}
