import { db } from "#db/client.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import { costOf } from "#lib/models/price.ts";
import { outputJsonSchema } from "#lib/templates/output.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { type CostPreview, previewRough } from "#lib/trials/preview-cost.ts";
import { boundCall } from "./bound-call.ts";
import type { CheckedLaunch } from "./check-launch.ts";
import { type BatchParameters, DEFAULT_MAX_OUTPUT_TOKENS } from "./parameters.ts";

const SAMPLE_ROWS = 50;

/** What a launch will cost and how long it will take, from rows spread over all it covers. */
export async function predictCost(
  { datasetId, version, model, languages, rowCount }: CheckedLaunch,
  { parameters }: { parameters?: BatchParameters | undefined },
): Promise<CostPreview | null> {
  const maxOutputTokens = parameters?.maxOutputTokens ?? DEFAULT_MAX_OUTPUT_TOKENS;
  const schema = outputJsonSchema(version.outputs);
  const rows = await readRowsByNumber(db(), datasetId, spread(rowCount, SAMPLE_ROWS));
  const items = rows.flatMap(({ values }) =>
    languages.slice(0, 3).map((language) => {
      const prompt = renderPrompt(version, values, language);
      if (prompt.kind !== "prompt") return { inputTokens: 0, maxOutputTokens: 0 };
      const { inputTokens } = boundCall({ model, maxOutputTokens, schema: schema as never }, prompt.messages);
      return { inputTokens, maxOutputTokens };
    }),
  );
  const price = (inputTokens: number, outputTokens: number) =>
    costOf({ inputTokens, cachedInputTokens: 0, outputTokens }, model.price);
  const { currency } = model.price;
  return previewRough(items, price, {
    rowCount,
    languages: languages.length,
    currency,
    limits: model.limits,
  });
}

function spread(rowCount: number, most: number): number[] {
  const count = Math.min(rowCount, most);
  return Array.from({ length: count }, (_, index) => 1 + Math.floor((index * rowCount) / count));
}
