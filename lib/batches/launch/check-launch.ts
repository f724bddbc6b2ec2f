import { db } from "#db/client.ts";
import { countIncompleteRows } from "#db/queries/batches/count-incomplete-rows.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { findArchivedTemplate, findVersion } from "#db/queries/templates.ts";
import { type ChecksRefusalCode, checksRefusal } from "#lib/checks/checks-refusal.ts";
import { fixGlossaries } from "#lib/glossaries/fix-glossaries.ts";
import type { GlossaryVersion } from "#lib/glossaries/load-glossaries.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { Money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { cutText } from "#lib/storable-text.ts";
import { blindModel } from "#lib/templates/blind-model.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { type OffersRefusalCode, offersRefusal } from "#lib/templates/offers-refusal.ts";
import { loadRunModel, type RunModelRefusal } from "#lib/templates/run-model.ts";
import {
  loadStepModels,
  type StepModelRefusal,
  type StepModels,
  stepsAsked,
} from "#lib/templates/step-models.ts";
import { asksModel } from "#lib/templates/steps.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { toollessModel } from "#lib/templates/toolless-model.ts";
import type { DueKind } from "../due/due-kind.ts";
import { inputColumns, unseenColumns } from "./batch-inputs.ts";
import { findUnreadable } from "./find-unreadable.ts";
import { type VersionChoice, versionForLaunch } from "./version-for-launch.ts";

/** What is to be run over what. */
export interface LaunchScope extends VersionChoice {
  datasetId: string;
  /** Left out of a template that asks none. */
  modelId?: string | undefined;
  /** The currency of a run without a model, where somebody named one. */
  budgetCap?: Money | undefined;
  /** A second model, asked where the first has failed an item. */
  fallbackModelId?: string | undefined;
  languages?: string[] | undefined;
  /** Only the first rows; all without it. */
  rowLimit?: number | undefined;
  /** Which of their items are made; all without it. */
  only?: readonly DueKind[] | undefined;
}

/** What a launch asks, and of whom, checked. */
export interface CheckedRun {
  version: TemplateVersion;
  model: CallableModel;
  /** Those that steps of a chain ask in place of `model`. */
  stepModels: StepModels;
  /** Of its template, at the versions they are at now. */
  glossaries: GlossaryVersion[];
  languages: string[];
}

/** Everything a launch rests on, checked. */
export interface CheckedLaunch extends CheckedRun {
  datasetId: string;
  rowCount: number;
  itemCount: number;
  /** Names of the dataset's columns. */
  columns: ReadonlySet<string>;
}

export type LaunchRefusal =
  | "dataset_not_found"
  | "dataset_not_ready"
  | "empty_dataset"
  | "version_or_label"
  | "label_on_no_version"
  | "template_version_not_found"
  | "version_not_published"
  | "template_archived"
  | ChecksRefusalCode
  | "inputs_not_in_dataset"
  | "rows_incomplete"
  | "rows_not_numbers"
  | "rows_not_pictures"
  | "model_takes_no_pictures"
  | "model_calls_no_tools"
  | RunModelRefusal
  | "fallback_is_model"
  | "fallback_currency_differs"
  | "too_many_items"
  | StepModelRefusal
  | OffersRefusalCode;

/** The language of a template that names none. */
const DEFAULT_LANGUAGE = "en";
/** Sequence numbers are 32-bit integers. */
const MOST_ITEMS = 2_000_000_000;

/** Checks that a launch could go ahead: all of its parts are there, fit each other, and have a price. */
export async function checkLaunch(scope: LaunchScope): Promise<Result<CheckedLaunch, LaunchRefusal>> {
  const dataset = await findDataset(db(), scope.datasetId);
  if (!dataset || dataset.archivedAt) return refuse("dataset_not_found");
  if (dataset.status !== "ready") return refuse("dataset_not_ready", { name: dataset.name });
  const rowCount = Math.min(dataset.rowCount, scope.rowLimit ?? dataset.rowCount);
  if (rowCount === 0) return refuse("empty_dataset", { name: dataset.name });
  const run = await checkRun(scope);
  if (!run.ok) return run;
  const { version, languages } = run.value;
  const { needed, blocking } = inputColumns(version);
  const columns = new Set(dataset.columns.map(({ name }) => name));
  const unmatched = needed.filter((name) => !columns.has(name));
  if (unmatched.length > 0) return refuse("inputs_not_in_dataset", { inputs: unmatched.join(", ") });
  const incomplete = await countIncompleteRows(
    db(),
    dataset.id,
    rowCount,
    blocking.filter(
      (name) => (dataset.columns.find((column) => column.name === name)?.filled ?? 0) < dataset.rowCount,
    ),
  );
  if (incomplete.rows > 0) {
    const params = { rows: incomplete.rows, row: incomplete.firstRow ?? 0, inputs: blocking.join(", ") };
    return refuse("rows_incomplete", params);
  }
  for (const type of ["number", "picture"] as const) {
    const columns = unseenColumns(type, version, dataset.columns);
    const unreadable = await findUnreadable(db(), dataset.id, { type, columns, rowCount });
    if (!unreadable) continue;
    const { rows, first } = unreadable;
    const params = { rows, row: first.rowNumber, input: first.column, value: cutText(first.value, 200) };
    return refuse(`rows_not_${type}s`, params);
  }
  const itemCount = rowCount * languages.length;
  if (itemCount > MOST_ITEMS) return refuse("too_many_items");
  return accept({ ...run.value, datasetId: dataset.id, rowCount, itemCount, columns });
}

/** The part of it that needs no rows: the template's version, whom it asks, and its glossaries. */
export async function checkRun(
  scope: Omit<LaunchScope, "datasetId">,
): Promise<Result<CheckedRun, LaunchRefusal>> {
  const chosen = await versionForLaunch(db(), scope);
  if (!chosen.ok) return chosen;
  const version: TemplateVersion | null = await findVersion(db(), chosen.value);
  if (!version) return refuse("template_version_not_found");
  if (version.state !== "published") return refuse("version_not_published");
  const archived = await findArchivedTemplate(db(), version.templateId);
  if (archived) return refuse("template_archived", { name: archived.name });
  const unmade = await checksRefusal(db(), version.checks, version.evaluators);
  if (unmade) return unmade;
  const untold = await offersRefusal(db(), version);
  if (untold) return untold;
  const glossaries = await fixGlossaries(db(), version);
  if (!glossaries.ok) return glossaries;
  const model = await loadRunModel(db(), version, {
    modelId: scope.modelId,
    currency: scope.budgetCap?.currency,
  });
  if (!model.ok) return model;
  const languages = chosenLanguages(scope.languages, version.languages);
  const asked = stepsAsked(version, "batch", languages);
  const stepModels = await loadStepModels(db(), asked, model.value.price.currency);
  if (!stepModels.ok) return stepModels;
  const fallback = await checkFallback(scope.fallbackModelId, version, model.value);
  if (!fallback.ok) return fallback;
  const firstThat = (isUnfit: typeof blindModel) =>
    [model.value, ...(fallback.value ? [fallback.value] : [])]
      .flatMap((one) =>
        languages.map((language) => isUnfit(inLanguage(version, language), one, stepModels.value)),
      )
      .find((found) => found !== null);
  const toolless = firstThat(toollessModel);
  if (toolless) return refuse("model_calls_no_tools", { model: toolless.name });
  const blind = firstThat(blindModel);
  if (blind) return refuse("model_takes_no_pictures", { model: blind.name });
  return accept({
    version,
    model: model.value,
    stepModels: stepModels.value,
    glossaries: glossaries.value,
    languages,
  });
}

// One cap holds for both, so both must be paid in its currency.
async function checkFallback(
  id: string | undefined,
  version: TemplateVersion,
  model: CallableModel,
): Promise<Result<CallableModel | null, LaunchRefusal>> {
  if (id === undefined || !asksModel(version)) return accept(null);
  if (id === model.id) return refuse("fallback_is_model");
  const fallback = await loadRunModel(db(), version, { modelId: id });
  if (!fallback.ok) return fallback;
  const { currency } = fallback.value.price;
  if (currency === model.price.currency) return fallback;
  return refuse("fallback_currency_differs", {
    model: fallback.value.name,
    currency,
    price: model.price.currency,
  });
}

function chosenLanguages(chosen: string[] | undefined, ofTemplate: readonly string[]): string[] {
  if (chosen && chosen.length > 0) return [...new Set(chosen)];
  return ofTemplate.length > 0 ? [...ofTemplate] : [DEFAULT_LANGUAGE];
}
