import { db } from "#db/client.ts";
import { type BatchRow, findBatch } from "#db/queries/batches/batches.ts";
import { findItem } from "#db/queries/batches/items.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import type { RegenerationRow } from "#db/queries/review/regenerations.ts";
import { findVersion } from "#db/queries/templates.ts";
import { type BatchTerms, termsOf } from "#lib/batches/terms.ts";
import type { Callees } from "#lib/calls/callees.ts";
import type { Callee } from "#lib/calls/pay.ts";
import { loadAgreements } from "#lib/checks/by-model/load-agreements.ts";
import type { Check } from "#lib/checks/check.ts";
import { loadTemplateChecks } from "#lib/checks/template-checks.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import type { ItemSource } from "#lib/items/progress.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { loadRunModel, type RunModelRefusal } from "#lib/templates/run-model.ts";
import { loadStepModels, type StepModelRefusal, stepsAsked } from "#lib/templates/step-models.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { complaintOf } from "./complaint.ts";

/** What an output is made anew with. */
export interface RegenerationMaterials extends Callees, Pick<BatchTerms, "recipe" | "parameters"> {
  batch: BatchRow;
  /** Its row as it is now; with why it was rejected where that was not the row's fault. */
  source: ItemSource;
  /** Of its template, in its language, with its lexicons as they are now, and its glossaries as the launch fixed them. */
  checks: readonly Check[];
}

/** Loads what an output is made anew with, or says why it cannot be. */
export async function loadMaterials(
  row: RegenerationRow,
): Promise<
  Result<
    RegenerationMaterials,
    "dataset_rows_removed" | "not_found" | "price_currency_changed" | RunModelRefusal | StepModelRefusal
  >
> {
  const batch = await findBatch(db(), row.batchId);
  const item = await findItem(db(), row.batchId, row.seq);
  const version = batch && ((await findVersion(db(), batch.templateVersionId)) as TemplateVersion | null);
  if (!batch || !item || !version) return refuse("not_found");
  const [found] = await readRowsByNumber(db(), batch.datasetId, [item.rowNumber]);
  if (!found) return refuse("dataset_rows_removed");
  const model = await loadRunModel(db(), version, batch);
  if (!model.ok) return model;
  if (model.value.price.currency !== batch.currency) return refuse("price_currency_changed");
  const stepModels = await loadStepModels(
    db(),
    stepsAsked(version, "batch", [item.language]),
    batch.currency,
  );
  if (!stepModels.ok) return stepModels;
  const second = batch.fallbackModelId ? await loadCallableModel(db(), batch.fallbackModelId) : null;
  const fallback = second?.ok && second.value.price.currency === batch.currency ? second.value : null;
  const source = { values: found.values, language: item.language };
  const { reason, note } = row;
  const checks = await loadTemplateChecks(db(), version.checks, [item.language], batch);
  const terms = await loadPromptTerms(db(), version, batch.glossaries);
  const agreements = await loadAgreements(db(), version);
  const made = termsOf(batch, version, { hasFallback: fallback !== null, terms, agreements });
  const feedback = { complaint: complaintOf(reason), note, output: item.output ?? {} };
  return accept({
    parameters: made.parameters,
    recipe: made.recipeIn(item.language),
    batch,
    callee: gated(model.value),
    fallback: fallback && gated(fallback),
    stepCallees: new Map([...stepModels.value].map(([id, asked]) => [id, gated(asked)])),
    source: row.cause === "rejection" ? { ...source, feedback } : source,
    checks: checks.in(item.language),
  });
}

function gated(model: CallableModel): Callee {
  return { model, gate: gateTo(model) };
}
