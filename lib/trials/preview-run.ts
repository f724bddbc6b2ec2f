import type { Db } from "#db/client.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { type CellRow, readCells } from "#db/queries/trials/cells.ts";
import { findTrialsOf, type TrialRow } from "#db/queries/trials/trials.ts";
import { limitsIn } from "#lib/estimates/limits-in.ts";
import { type CostPreview, previewCost } from "#lib/estimates/preview-cost.ts";
import { previewRoughCost } from "#lib/estimates/preview-rough-cost.ts";
import { priceRemainder } from "#lib/estimates/price-remainder.ts";
import { usualOutputTokens } from "#lib/estimates/usual-output.ts";
import { countHits, type MemoryHits } from "#lib/memory/count-hits.ts";
import type { Money } from "#lib/money.ts";
import type { Result } from "#lib/result.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { maxOutputTokensOf } from "#lib/templates/max-output-tokens.ts";
import { isGenerating, stepNamesOf } from "#lib/templates/steps.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { type LoadedVariant, loadVariant } from "./load-variant.ts";
import { measuredCells, weightsOf } from "./preview-variants.ts";
import type { Variant } from "./trial.ts";

export interface PlannedRun {
  datasetId: string;
  templateVersionId: string;
  modelId: string;
  languages: readonly string[];
  /** Rows the run will have. */
  rowCount: number;
  /** Not all of their items are made: nobody knows which of these need no call, so all are priced. */
  isPart?: boolean;
}

export interface ExpectedCost {
  low: Money;
  expected: Money;
  high: Money;
  /** `measured` by the latest trial of this version on this model and dataset, else `rough`. */
  basis: CostPreview["basis"];
}

const TRIALS_LOOKED_AT = 5;

/**
 * What a run will cost: from the latest trial of the same dataset, version, model and languages that was paid at
 * today's price, else reckoned from its prompts. `null` when the price is unknown or there are no rows.
 */
export async function expectedCost(tx: Db, run: PlannedRun): Promise<ExpectedCost | null> {
  const preview = await previewRun(tx, run);
  return preview && { ...preview.total, basis: preview.basis };
}

/** A run's cost preview, and how many of its items need no call: these are not in its cost. */
export interface RunPreview extends CostPreview {
  /** `null` where its template uses no approved translations again. */
  remembered: MemoryHits | null;
}

/** The whole cost preview of a run: as `expectedCost`, with the cost of an item and how long it takes. */
export async function previewRun(tx: Db, run: PlannedRun): Promise<RunPreview | null> {
  const loaded = await loadVariant(tx, run);
  const preview = await previewOfAll(tx, run, loaded);
  if (!preview || !loaded.ok) return null;
  const remembered = run.isPart ? null : await countHits(tx, loaded.value.version, run);
  return { ...priceRemainder(preview, remembered), remembered };
}

async function previewOfAll(
  tx: Db,
  run: PlannedRun,
  loaded: Result<LoadedVariant>,
): Promise<CostPreview | null> {
  const dataset = await findDataset(tx, run.datasetId);
  if (!loaded.ok || !dataset || run.rowCount === 0) return null;
  for (const trial of await findTrialsOf(tx, run, TRIALS_LOOKED_AT)) {
    const measured = await previewFromTrial(tx, trial, run, loaded.value);
    if (measured) return measured;
  }
  const { languages, rowCount } = run;
  return previewRoughCost(tx, loaded.value, { dataset, languages, rowCount });
}

/**
 * The longest answer, in tokens, a run of this version should ask for at first: measured by its latest trial, else
 * the most its fields allow.
 */
export async function usualMaxOutput(tx: Db, run: PlannedRun, version: TemplateVersion): Promise<number> {
  // Nothing is answered where no model is asked.
  const ceiling = Math.max(
    0,
    ...run.languages.flatMap((language) => {
      const { steps, outputs } = inLanguage(version, language);
      return (steps.length > 0 ? steps.filter(isGenerating).map((step) => step.outputs) : [outputs]).map(
        maxOutputTokensOf,
      );
    }),
  );
  // The answers of a chain's steps differ too much for one bound.
  if (version.steps.length > 0) return ceiling;
  const loaded = await loadVariant(tx, run);
  if (!loaded.ok) return ceiling;
  for (const trial of await findTrialsOf(tx, run, TRIALS_LOOKED_AT)) {
    const outputs = (await cellsOf(tx, trial, run))
      .filter(({ status, calls }) => status === "succeeded" && calls === 1)
      .map(({ outputTokens }) => outputTokens ?? 0);
    if (outputs.length > 0) return usualOutputTokens(outputs, ceiling);
  }
  return ceiling;
}

async function previewFromTrial(
  tx: Db,
  trial: TrialRow,
  run: PlannedRun,
  variant: LoadedVariant,
): Promise<CostPreview | null> {
  // What an older price measured would mislead; a trial costs little.
  const { finishedAt } = trial;
  const { model, stepModels } = variant;
  const asked = [model, ...stepModels.values()];
  if (finishedAt && asked.some(({ price }) => finishedAt < price.effectiveFrom)) return null;
  const cells = await cellsOf(tx, trial, run);
  if (cells.length === 0) return null;
  return previewCost(measuredCells(cells), weightsOf(trial), {
    rowCount: run.rowCount,
    languages: run.languages.length,
    currency: model.price.currency,
    limits: model.limits,
    limitsIn: limitsIn(variant),
    stepNames: stepNamesOf(variant.version),
  });
}

/** The cells of a trial that tried just this version, model and languages; none when it left one of these out. */
async function cellsOf(tx: Db, trial: TrialRow, run: PlannedRun): Promise<CellRow[]> {
  if (!run.languages.every((language) => trial.languages.includes(language))) return [];
  const index = (trial.variants as Variant[]).findIndex(
    ({ templateVersionId, modelId }) =>
      templateVersionId === run.templateVersionId && modelId === run.modelId,
  );
  const cells = await readCells(tx, trial.id);
  return cells.filter((cell) => cell.variant === index && run.languages.includes(cell.language));
}
