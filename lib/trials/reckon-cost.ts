import type { Db } from "#db/client.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import { type CostPreview, previewRough, type RoughItem } from "#lib/estimates/preview-cost.ts";
import { countMessageTokens } from "#lib/models/count-tokens.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf } from "#lib/models/price.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import { maxOutputTokensOf } from "#lib/templates/max-output-tokens.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import type { LoadedVariant } from "./load-variant.ts";
import { randomRowNumbers } from "./random-row-numbers.ts";

const RECKONED_ROWS = 40;
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
export async function reckonCost(
  tx: Db,
  { version, model }: LoadedVariant,
  { dataset, languages, rowCount = dataset.rowCount }: RoughQuestion,
): Promise<CostPreview | null> {
  const rowNumbers = randomRowNumbers(dataset.rowCount, RECKONED_ROWS, seededRandom(FIXED_SEED));
  const rows = await readRowsByNumber(tx, dataset.id, rowNumbers);
  const maxOutputTokens = maxOutputTokensOf(version.outputs);
  const items = rows.flatMap(({ values }) =>
    languages.map((language): RoughItem => {
      const prompt = renderPrompt(version, values, language);
      if (prompt.kind !== "prompt") return { inputTokens: 0, maxOutputTokens: 0 };
      return { inputTokens: countMessageTokens(prompt.messages, model.name), maxOutputTokens };
    }),
  );
  const price = (inputTokens: number, outputTokens: number) =>
    costOf(meterOf({ inputTokens, outputTokens }), model.price);
  return previewRough(items, price, {
    rowCount,
    languages: languages.length,
    currency: model.price.currency,
    limits: model.limits,
  });
}
