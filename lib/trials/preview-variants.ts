import type { Db } from "#db/client.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { findVersion } from "#db/queries/templates.ts";
import type { CellRow } from "#db/queries/trials/cells.ts";
import type { TrialRow } from "#db/queries/trials/trials.ts";
import { isOfRepair } from "#lib/checks/format-verdict.ts";
import { limitsIn } from "#lib/estimates/limits-in.ts";
import { type CostPreview, type MeasuredCell, previewCost } from "#lib/estimates/preview-cost.ts";
import type { ModelLimits } from "#lib/models/callable-model.ts";
import { subtractAmounts, sumAmounts } from "#lib/money.ts";
import { findRunTerms } from "#lib/templates/run-model.ts";
import { stepNamesOf } from "#lib/templates/steps.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { hasEnded, type Variant } from "./trial.ts";

/** With what a draft was as it was tried. */
type TriedVariant = Variant & { draft?: Pick<TemplateVersion, "languageOverrides" | "steps"> };

/** The cost preview of each variant, by what its ended cells took; `null` where nothing ended yet. */
export async function previewVariants(
  tx: Db,
  trial: TrialRow,
  cells: readonly CellRow[],
): Promise<(CostPreview | null)[]> {
  const dataset = await findDataset(tx, trial.datasetId);
  const weights = weightsOf(trial);
  const previews: (CostPreview | null)[] = [];
  for (const [index, variant] of (trial.variants as TriedVariant[]).entries()) {
    const { modelId } = variant;
    const own = cells.filter((cell) => cell.variant === index);
    const terms = await findRunTerms(tx, modelId);
    const currency = own.find((cell) => cell.currency)?.currency ?? terms?.currency;
    if (!terms || !currency || !dataset) {
      previews.push(null);
      continue;
    }
    const { templateVersionId, draft } = variant;
    const version = draft ?? (await findVersion(tx, templateVersionId));
    previews.push(
      previewCost(measuredCells(own), weights, {
        rowCount: dataset.rowCount,
        languages: trial.languages.length,
        currency,
        limits: terms.limits,
        ...(version && {
          limitsIn: await limitsOfLanguages(tx, version, terms),
          stepNames: stepNamesOf(version),
        }),
      }),
    );
  }
  return previews;
}

async function limitsOfLanguages(
  tx: Db,
  version: Pick<TemplateVersion, "languageOverrides">,
  terms: { limits: ModelLimits },
): Promise<((language: string) => ModelLimits) | undefined> {
  const named = Object.values(version.languageOverrides ?? {}).flatMap(({ modelId = [] }) => modelId);
  if (named.length === 0) return undefined;
  const models = new Map<string, { limits: ModelLimits }>();
  for (const id of named) {
    const own = await findRunTerms(tx, id);
    if (own) models.set(id, own);
  }
  return limitsIn({ version, model: terms, stepModels: models });
}

/** How many rows of the dataset each sampled row stands for. */
export function weightsOf(trial: Pick<TrialRow, "sample">): Map<number, number> {
  return new Map(trial.sample.rows.map(({ rowNumber, weight }) => [rowNumber, weight]));
}

// The last entry is what the step took at which the cell ended: those before it are written down.
function stepCostsOf(cost: string, steps: NonNullable<CellRow["steps"]>): string[] {
  const ended = steps.map((step) => step.cost);
  return [...ended, subtractAmounts(cost, sumAmounts(ended))];
}

/** The ended cells as the preview measures them. Cells that a cancel ended were not asked and say nothing. */
export function measuredCells(cells: readonly CellRow[]): MeasuredCell[] {
  return cells.flatMap((cell) => {
    if (!hasEnded(cell.status) || cell.failure?.code === "trial_cancelled") return [];
    return [
      {
        rowNumber: cell.rowNumber,
        language: cell.language,
        status: cell.status,
        cost: cell.cost ?? "0",
        inputTokens: cell.inputTokens ?? 0,
        outputTokens: cell.outputTokens ?? 0,
        latencyMs: cell.latencyMs ?? 0,
        calls: cell.calls,
        // Of one that failed they say that its answers did not fit, asked for again or not.
        repaired: cell.status === "failed" ? cell.checks.length > 0 : cell.checks.some(isOfRepair),
        ...(cell.steps && { stepCosts: stepCostsOf(cell.cost ?? "0", cell.steps) }),
      },
    ];
  });
}
