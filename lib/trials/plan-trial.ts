import type { Db } from "#db/client.ts";
import type { Money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { askedOfModels } from "#lib/templates/model-checks.ts";
import { judgesBesides } from "./judges-besides.ts";
import { inputsNotIn, type LoadedVariant, loadVariant, type VariantRefusal } from "./load-variant.ts";
import { MAX_CELLS, MAX_VARIANTS } from "./trial.ts";
import type { TrialParameters } from "./trial-parameters.ts";
import { type FoundRows, findTrialRows, type RowsRefusal, type RowsRequest } from "./trial-rows.ts";

export interface TrialRequest extends RowsRequest {
  /** Without a model where the template asks none. */
  variants: {
    templateVersionId: string;
    modelId?: string | undefined;
    parameters?: TrialParameters | undefined;
  }[];
  /** BCP 47 tags; those of the templates, or of the regression set's cases, when absent. */
  languages?: string[] | undefined;
  /** The most that may be spent on models which are asked about outputs; roughly twice what that comes to when absent. */
  judgeCap?: Money | undefined;
}

/** A request that can be launched: everything it names is there and fits together. */
export interface TrialPlan extends FoundRows {
  variants: LoadedVariant[];
  languages: string[];
  /** Rows that will be drawn. */
  rows: number;
  cells: number;
}

export type PlanRefusal =
  | VariantRefusal
  | RowsRefusal
  | "regression_set_empty"
  | "inputs_not_in_dataset"
  | "trial_needs_variants"
  | "judge_currencies_differ"
  | "trial_too_large";

const FALLBACK_LANGUAGE = "en";

/** Checks a request against what is there. Refuses what could not run or has no known price, naming what lacks. */
export async function planTrial(tx: Db, request: TrialRequest): Promise<Result<TrialPlan, PlanRefusal>> {
  if (request.variants.length < 1 || request.variants.length > MAX_VARIANTS)
    return refuse("trial_needs_variants", { most: MAX_VARIANTS });
  const found = await findTrialRows(tx, request);
  if (!found.ok) return found;
  const { dataset, take } = found.value;

  const chosen = take.kind !== "cases" && request.languages?.length ? request.languages : undefined;
  const variants: LoadedVariant[] = [];
  for (const [index, asked] of request.variants.entries()) {
    const loaded = await loadVariant(tx, { ...asked, languages: chosen });
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
  const judges = take.kind === "cases" ? judgesBesides(variants.map(({ version }) => version)) : [];
  const [first] = request.variants;
  if (first && judges.length > 0) {
    const baseline = await loadVariant(tx, { ...first, languages: chosen }, { judges });
    if (!baseline.ok) return baseline;
    variants[0] = baseline.value;
  }
  const currencies = new Set(variants.filter(isJudged).map(({ model }) => model.price.currency));
  // One cap holds for all judging of a trial.
  if (currencies.size > 1)
    return refuse("judge_currencies_differ", { currencies: [...currencies].join(", ") });
  const asked = take.kind === "cases" ? askedCases(take, request.languages) : take;
  const languages =
    asked.kind === "cases"
      ? [...new Set(asked.cases.map(({ language }) => language))]
      : languagesOf(request.languages, variants);
  const rows =
    asked.kind === "cases"
      ? new Set(asked.cases.map(({ rowNumber }) => rowNumber)).size
      : Math.min(asked.size, asked.among?.length ?? dataset.rowCount);
  const cells = (asked.kind === "cases" ? asked.cases.length : rows * languages.length) * variants.length;
  if (cells === 0) return refuse("regression_set_empty");
  if (cells > MAX_CELLS) return refuse("trial_too_large", { cells, most: MAX_CELLS });
  return accept({ dataset, take: asked, variants, languages, rows, cells });
}

function isJudged({ version, judges }: LoadedVariant): boolean {
  return judges.length > 0 || askedOfModels(version, "trial").length > 0;
}

type Cases = Extract<FoundRows["take"], { kind: "cases" }>;

function askedCases(take: Cases, languages: readonly string[] | undefined): Cases {
  if (!languages?.length) return take;
  return { ...take, cases: take.cases.filter(({ language }) => languages.includes(language)) };
}

function languagesOf(asked: string[] | undefined, variants: readonly LoadedVariant[]): string[] {
  const wanted = asked?.length ? asked : variants.flatMap(({ version }) => version.languages);
  return wanted.length > 0 ? [...new Set(wanted)] : [FALLBACK_LANGUAGE];
}
