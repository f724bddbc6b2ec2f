import type { Db } from "#db/client.ts";
import { readOutputsToRescan } from "#db/queries/checks/rescan-outputs.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import { boundChat } from "#lib/models/endpoints/bound-chat.ts";
import { compareAmounts, type Money, money, multiplyAmount, sumAmounts } from "#lib/money.ts";
import { loadStepModels } from "#lib/templates/step-models.ts";
import { makeModelChecks } from "../by-model/make-model-checks.ts";

/** What asking models about the outputs of a re-scan comes to. */
export interface RescanJudging {
  /** About so many: a second look at claims is asked only where some are flagged. */
  calls: number;
  /** The most that it may cost, by the longest answers and what providers have counted at most. */
  cap: Money;
}

/** So many outputs of each batch are looked at. */
const LOOKED_AT = 20;

/** About how many calls a re-scan would make, and the most that they may cost; `null` where no check asks a model. */
export async function previewJudging(
  tx: Db,
  batches: readonly { batchId: string; outputs: number }[],
  published: boolean,
): Promise<RescanJudging | null> {
  const amounts: string[] = [];
  let [calls, currency] = [0, null as string | null];
  for (const { batchId, outputs } of batches) {
    const page = await readOutputsToRescan(tx, { batchId, afterSeq: -1, published }, LOOKED_AT);
    if (!page || page.outputs.length === 0) continue;
    const checks = makeModelChecks({ checks: page.specs, evaluators: page.evaluators }, "batch");
    if (checks.length === 0) continue;
    const rows = await readRowsByNumber(
      tx,
      page.datasetId,
      page.outputs.map(({ rowNumber }) => rowNumber),
    );
    const valuesOf = new Map(rows.map(({ rowNumber, values }) => [rowNumber, values]));
    for (const check of checks) {
      const asks = check.kind === "moderation" ? ("moderation" as const) : ("text" as const);
      const asked = { name: check.name, modelId: check.modelId, asks };
      const model = await modelOf(tx, asked, currency);
      if (!model) continue;
      currency ??= model.price.currency;
      const questions = page.outputs.flatMap(({ rowNumber, language, output }) => {
        const made = { source: valuesOf.get(rowNumber) ?? {}, language, output };
        return check.ask(made) ?? [];
      });
      const share = outputs / page.outputs.length;
      calls += Math.round(questions.length * share);
      const bounds = questions.map(({ speaks, messages, schema, maxOutputTokens }) =>
        speaks === "moderation"
          ? "0"
          : boundChat(model, { messages, outputSchema: schema, maxOutputTokens }).amount,
      );
      amounts.push(multiplyAmount(sumAmounts(bounds), Math.max(1, share).toFixed(6)));
    }
  }
  if (calls === 0 || currency === null) return null;
  return { calls, cap: money(rounded(sumAmounts(amounts)), currency) };
}

async function modelOf(
  tx: Db,
  asked: { name: string; modelId: string; asks: "text" | "moderation" },
  currency: string | null,
) {
  const loaded = await loadStepModels(tx, [asked], currency);
  return loaded.ok ? (loaded.value.get(asked.modelId) ?? null) : null;
}

// What the ledger keeps of an amount, and no less.
function rounded(amount: string): string {
  const [whole = "0", fraction = ""] = amount.split(".");
  const cut = `${whole}.${fraction.slice(0, 12).padEnd(12, "0")}`;
  return compareAmounts(cut, amount) < 0 ? sumAmounts([cut, "0.000000000001"]) : cut;
}
