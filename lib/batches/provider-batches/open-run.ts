import { db } from "#db/client.ts";
import { type BatchRow, findBatch } from "#db/queries/batches/batches.ts";
import type { ProviderBatchRow } from "#db/queries/batches/provider-batches.ts";
import { findVersion } from "#db/queries/templates.ts";
import { AppError } from "#lib/app-error.ts";
import { loadAgreements } from "#lib/checks/by-model/load-agreements.ts";
import { loadTemplateChecks, type TemplateChecks } from "#lib/checks/template-checks.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import { memoryOf, type TemplateMemory } from "#lib/memory/recall.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import type { BatchClient } from "#lib/models/endpoints/provider-batch/batch-client.ts";
import { type BatchLimits, batchLimitsOf } from "#lib/models/endpoints/provider-batch/batch-limits.ts";
import { discountedPrice } from "#lib/models/endpoints/provider-batch/discounted-price.ts";
import { openBatchClient } from "#lib/models/endpoints/provider-batch/open-batch-client.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import type { Obstacle } from "../run/shared-batch.ts";
import { type BatchTerms, termsOf } from "../terms.ts";

/** What the requests of a provider batch have in common. */
export interface ProviderBatchRun extends BatchTerms {
  file: ProviderBatchRow;
  batch: BatchRow;
  /** Of the template, with its lexicons as they are now, and its glossaries as the launch fixed them. */
  checks: TemplateChecks;
  /** What its template has approved before; `null` where it is not used again. */
  memory: TemplateMemory | null;
  /** At the price of the provider's batches, as it was when this one was intended. */
  model: CallableModel;
  client: BatchClient;
  limits: BatchLimits;
}

/** Prepares what it takes to make a provider batch or to take it in. */
export async function openRun(
  file: ProviderBatchRow,
): Promise<
  Result<
    ProviderBatchRun,
    Exclude<Obstacle, "not_running"> | "not_found" | "batch_price_unknown" | "mode_not_supported"
  >
> {
  const batch = await findBatch(db(), file.batchId);
  if (!batch) throw new AppError("A provider batch lost its batch.", { facts: { id: file.id } });
  const isAsked = file.state === "creating" || file.state === "submitted";
  const loaded = await loadCallableModel(db(), file.modelId ?? batch.modelId, {
    at: file.createdAt,
    isAsked,
  });
  if (!loaded.ok) return loaded;
  const price = discountedPrice(loaded.value.price);
  if (!price) return refuse("batch_price_unknown", { model: loaded.value.name });
  if (price.currency !== batch.currency) return refuse("price_currency_changed");
  const model = { ...loaded.value, price };
  const [client, limits] = [openBatchClient(model), batchLimitsOf(model)];
  if (!client || !limits) return refuse("mode_not_supported", { model: model.name });
  const version = (await findVersion(db(), batch.templateVersionId)) as TemplateVersion | null;
  if (!version) throw new AppError("A batch's template version is gone.", { facts: { batchId: batch.id } });
  const checks = await loadTemplateChecks(db(), version.checks, batch.languages, batch);
  const terms = await loadPromptTerms(db(), version, batch.glossaries);
  return accept({
    ...termsOf(batch, version, {
      hasFallback: false,
      terms,
      agreements: await loadAgreements(db(), version),
    }),
    file,
    batch,
    checks,
    memory: memoryOf(version),
    model,
    client,
    limits,
  });
}
