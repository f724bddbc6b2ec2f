import type { Db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { findModel } from "#db/queries/models.ts";
import { findArchivedTemplate, findDraft } from "#db/queries/templates.ts";
import type { MoneyRange } from "#lib/estimates/money-range.ts";
import { previewRoughCost } from "#lib/estimates/preview-rough-cost.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import { chat } from "#lib/models/endpoints/chat.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { type TemplateVersion, templateBodySchema } from "#lib/templates/template.ts";
import { type LoadedVariant, loadVariant, type VariantRefusal } from "#lib/trials/load-variant.ts";
import { type TrialParameters, trialParametersSchema } from "#lib/trials/trial-parameters.ts";
import { leastCap, suggestedCap } from "./cap.ts";
import { type Gathered, gatherRejections, isWorthwhile, type RejectionsFrom } from "./gather-rejections.ts";
import { MOST_PROPOSALS } from "./improvement.ts";
import { chatRequestFor, type ProposerRequest, proposerRequest } from "./proposer-request.ts";

export interface ImprovementRequest {
  templateId: string;
  from?: RejectionsFrom | undefined;
  /** The proposer; the model of the newest rejection where absent. */
  modelId?: string | undefined;
  /** Whom proposals are tried with; the model of the newest rejection where absent. */
  trialModelId?: string | undefined;
}

/** An improvement that can be started, with what it takes. */
export interface ImprovementPlan {
  proposer: CallableModel;
  variant: LoadedVariant;
  parameters: TrialParameters;
  request: ProposerRequest;
  /** Rejections that there was no room to show. */
  leftOut: number;
  costs: {
    currency: string;
    /** The most that the proposer's call may cost. */
    proposer: string;
    /** Of trying one version on all cases. */
    version: MoneyRange;
    /** Below it nothing begins. */
    least: string;
    suggested: string;
  };
}

export type ImprovementRefusal =
  | VariantRefusal
  | "improvement_too_few"
  | "improvement_source_first"
  | "improvement_template_broken"
  | "improvement_other_currency";

/** What is known of a template's rejections, and what an improvement from them takes, or why there can be none. */
export interface Considered {
  base: TemplateVersion;
  draftRevision: number;
  gathered: Gathered;
  plan: Result<ImprovementPlan, ImprovementRefusal>;
}

/** Looks at a template's rejections and reckons an improvement from them. Refuses only a template that is not there. */
export async function considerImprovement(
  tx: Db,
  request: ImprovementRequest,
): Promise<Result<Considered, "not_found" | "template_archived">> {
  const { templateId, from = {} } = request;
  const draft = await findDraft(tx, templateId);
  if (!draft) return refuse("not_found");
  const archived = await findArchivedTemplate(tx, templateId);
  if (archived) return refuse("template_archived", { name: archived.name });
  const { id, number, state, revision } = draft;
  const base: TemplateVersion = { id, templateId, number, state, ...templateBodySchema.parse(draft) };
  const gathered = await gatherRejections(tx, templateId, base, from);
  const plan = await planOf(tx, request, base, gathered);
  return accept({ base, draftRevision: revision, gathered, plan });
}

/** The models that an improvement asks: those that were chosen, or that of the newest rejection; `null` where there is none. */
export async function defaultModels(
  tx: Db,
  { modelId, trialModelId }: Pick<ImprovementRequest, "modelId" | "trialModelId">,
  { newest }: Pick<Gathered, "newest">,
): Promise<{ proposerId: string | null; trialModelId: string | null; parameters: TrialParameters }> {
  const batch = newest && (await findBatch(tx, newest.batchId));
  const usualId = batch?.modelId ?? null;
  const askedId = trialModelId ?? usualId;
  const kept = trialParametersSchema.safeParse(askedId === usualId ? batch?.parameters : {});
  return {
    ...{ proposerId: modelId ?? usualId, trialModelId: askedId },
    parameters: kept.success ? kept.data : {},
  };
}

async function planOf(
  tx: Db,
  request: ImprovementRequest,
  base: TemplateVersion,
  gathered: Gathered,
): Promise<Result<ImprovementPlan, ImprovementRefusal>> {
  const worthwhile = isWorthwhile(gathered);
  if (!worthwhile.ok) return worthwhile;
  const errors = checkTemplate(base).filter(({ severity }) => severity === "error").length;
  if (errors > 0) return refuse("improvement_template_broken", { count: errors });
  const { proposerId, trialModelId, parameters } = await defaultModels(tx, request, gathered);
  const modelId = trialModelId ?? "";
  const variant = await loadVariant(tx, { templateVersionId: base.id, modelId, parameters });
  if (!variant.ok) return variant;
  const proposer = await loadProposer(tx, proposerId ?? "");
  if (!proposer.ok) return proposer;
  const { currency } = variant.value.model.price;
  if (proposer.value.price.currency !== currency)
    return refuse("improvement_other_currency", { currency, price: proposer.value.price.currency });
  const { shown } = gathered.split;
  const asked = proposerRequest(base, shown, {
    modelName: proposer.value.name,
    contextTokens: capabilitiesOf(proposer.value).contextTokens,
  });
  const costs = await costsOf(tx, { gathered, variant: variant.value, proposer: proposer.value, asked });
  if (!costs)
    return refuse("improvement_source_first", { left: 0, source: 0, shown: 0, heldOut: 0, least: 0 });
  return accept({
    ...{ proposer: proposer.value, variant: variant.value, parameters, request: asked, costs },
    leftOut: gathered.sorted.ofPrompt.length - asked.shown - gathered.split.heldOut.length,
  });
}

/** Loads a model that is to propose, with its price in force. */
export async function loadProposer(tx: Db, modelId: string): Promise<Result<CallableModel, VariantRefusal>> {
  const found = await findModel(tx, modelId);
  if (!found) return refuse("model_not_found");
  if (found.model.kind !== "text") return refuse("model_not_for_text", { model: found.model.name });
  const loaded = await loadCallableModel(tx, modelId);
  if (loaded.ok) return loaded;
  const { code, params } = loaded.refusal;
  return refuse(code === "not_found" ? "model_not_found" : code, params);
}

// Before a row is frozen: the prompts of the dataset that most of the tried rows are from.
async function costsOf(
  tx: Db,
  {
    gathered: { split },
    variant,
    proposer,
    asked,
  }: { gathered: Gathered; variant: LoadedVariant; proposer: CallableModel; asked: ProposerRequest },
): Promise<ImprovementPlan["costs"] | null> {
  const cases = [...split.heldOut, ...split.approved];
  const [first] = cases;
  if (!first) return null;
  const dataset = await findDataset(tx, first.datasetId);
  const rough =
    dataset &&
    (await previewRoughCost(tx, variant, { dataset, languages: [first.language], rowCount: cases.length }));
  if (!rough) return null;
  const proposerCost = chat.bound(proposer, chatRequestFor(asked)).amount;
  const reckoned = { proposer: proposerCost, version: rough.total, versions: MOST_PROPOSALS + 1 };
  return {
    ...{ currency: variant.model.price.currency, proposer: proposerCost, version: rough.total },
    ...{ least: leastCap(reckoned), suggested: suggestedCap(reckoned) },
  };
}
