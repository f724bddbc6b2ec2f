import type { Db } from "#db/client.ts";
import { findDataset } from "#db/queries/datasets.ts";
import type { DatasetColumn } from "#lib/datasets/dataset.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { inputsNotIn, type LoadedVariant, loadVariant, type VariantRefusal } from "./load-variant.ts";
import type { SampleMethod } from "./sample.ts";
import { MAX_CELLS, MAX_VARIANTS } from "./trial.ts";
import type { TrialParameters } from "./trial-parameters.ts";

export interface TrialRequest {
  datasetId: string;
  variants: { templateVersionId: string; modelId: string; parameters?: TrialParameters | undefined }[];
  sample: { size: number; method: SampleMethod };
  /** BCP 47 tags; those of the templates when absent. */
  languages?: string[] | undefined;
}

/** A request that can be launched: everything it names is there and fits together. */
export interface TrialPlan {
  dataset: { id: string; rowCount: number; columns: readonly DatasetColumn[] };
  variants: LoadedVariant[];
  languages: string[];
  /** Rows that will be drawn. */
  rows: number;
  cells: number;
}

export type PlanRefusal =
  | VariantRefusal
  | "dataset_not_found"
  | "dataset_not_ready"
  | "empty_dataset"
  | "inputs_not_in_dataset"
  | "trial_needs_variants"
  | "trial_too_large";

const FALLBACK_LANGUAGE = "en";

/** Checks a request against what is there. Refuses what could not run or has no known price, naming what lacks. */
export async function planTrial(tx: Db, request: TrialRequest): Promise<Result<TrialPlan, PlanRefusal>> {
  if (request.variants.length < 1 || request.variants.length > MAX_VARIANTS)
    return refuse("trial_needs_variants", { most: MAX_VARIANTS });
  const found = await findDataset(tx, request.datasetId);
  if (!found || found.archivedAt) return refuse("dataset_not_found");
  if (found.status !== "ready") return refuse("dataset_not_ready", { name: found.name });
  if (found.rowCount === 0) return refuse("empty_dataset", { name: found.name });
  const dataset = { id: found.id, rowCount: found.rowCount, columns: found.columns as DatasetColumn[] };

  const variants: LoadedVariant[] = [];
  for (const [index, asked] of request.variants.entries()) {
    const loaded = await loadVariant(tx, asked);
    if (!loaded.ok) {
      const { code, params } = loaded.refusal;
      return refuse(code, params, [{ path: `variants.${index}`, code, ...(params && { params }) }]);
    }
    const missing = inputsNotIn(loaded.value.version, dataset.columns);
    if (missing.length > 0) {
      const params = { inputs: missing.join(", ") };
      const path = `variants.${index}.templateVersionId`;
      return refuse("inputs_not_in_dataset", params, [{ path, code: "inputs_not_in_dataset", params }]);
    }
    variants.push(loaded.value);
  }
  const languages = languagesOf(request.languages, variants);
  const rows = Math.min(request.sample.size, dataset.rowCount);
  const cells = rows * languages.length * variants.length;
  if (cells > MAX_CELLS) return refuse("trial_too_large", { cells, most: MAX_CELLS });
  return accept({ dataset, variants, languages, rows, cells });
}

function languagesOf(asked: string[] | undefined, variants: readonly LoadedVariant[]): string[] {
  const wanted = asked?.length ? asked : variants.flatMap(({ version }) => version.languages);
  return wanted.length > 0 ? [...new Set(wanted)] : [FALLBACK_LANGUAGE];
}
