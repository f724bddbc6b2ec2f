import { validate as isUuid } from "uuid";
import { type Db, db } from "#db/client.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import { findModel } from "#db/queries/models.ts";
import { sumRunSpend } from "#db/queries/spend/sum-run-spend.ts";
import { findVersion } from "#db/queries/templates.ts";
import { type CellRow, countCells, readCells } from "#db/queries/trials/cells.ts";
import { nameTemplates } from "#db/queries/trials/template-names.ts";
import { findTrial, listTrials, type NamedTrial } from "#db/queries/trials/trials.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { JudgeAgreement } from "#lib/checks/by-model/agreement.ts";
import { loadAgreements } from "#lib/checks/by-model/load-agreements.ts";
import type { CostPreview } from "#lib/estimates/preview-cost.ts";
import { inOrder } from "#lib/in-order.ts";
import { isSimulated } from "#lib/models/provider.ts";
import { compareAmounts, type Money, money } from "#lib/money.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import type { Rule } from "#lib/templates/rule.ts";
import { NO_MODEL_ID } from "#lib/templates/run-model.ts";
import type { InputColumn, OutputField } from "#lib/templates/template.ts";
import { compareTrial, type TrialComparison } from "./compare-trial.ts";
import { casesOf, evaluateTrial, type TrialEvaluations } from "./evaluate-trial.ts";
import { previewVariants } from "./preview-variants.ts";
import type { KeptVariant } from "./run-trial.ts";
import type { CellStatus } from "./trial.ts";
import type { TrialParameters } from "./trial-parameters.ts";
import { type VotesView, viewVotes } from "./votes/view-votes.ts";

/** A variant with the names people know it by. */
export interface NamedVariant {
  templateVersionId: string;
  templateId: string | null;
  templateName: string | null;
  /** `null` for a draft. */
  versionNumber: number | null;
  isDraft: boolean;
  /** `null` where no model is asked. */
  modelId: string | null;
  modelName: string | null;
  providerName: string | null;
  simulated: boolean;
  parameters: TrialParameters;
  /** The fields of its outputs, in order. */
  fields: Pick<OutputField, "name" | "type">[];
  rules: Rule[];
  checks: CheckSpec[];
  evaluators: EvaluatorSpec[];
  /** How often each of its judges says what people say, by name. */
  agreements: ReadonlyMap<string, JudgeAgreement>;
  /** What its rules read. */
  inputs: InputColumn[];
}

/** A trial without its cells. */
export interface TrialHead {
  named: NamedTrial;
  variants: NamedVariant[];
  counts: Record<CellStatus, number>;
  spent: { settled: Money[]; unknown: Money[] };
}

export interface TrialView extends TrialHead {
  cells: CellRow[];
  /** What the sampled rows hold, by row number. */
  sources: Map<number, Record<string, string>>;
  /** Of the dataset, in the order of its file. */
  columns: string[];
  /** One for each variant. */
  previews: (CostPreview | null)[];
  evaluations: TrialEvaluations;
  /** Of a trial of a regression set: each later variant against the first. */
  comparisons: TrialComparison[];
  votes: VotesView;
}

/** A trial with its cells and previews. Needs `trials:read`. */
export async function viewTrial(
  actor: Actor,
  id: string,
): Promise<Result<TrialView, "forbidden" | "not_found">> {
  if (!can(actor, "trials:read")) return refuse("forbidden");
  const named = await findTrial(db(), id);
  if (!named) return refuse("not_found");
  const cells = await readCells(db(), id);
  const [head] = await withHeads([named]);
  if (!head) return refuse("not_found");
  const rowNumbers = named.trial.sample.rows.map((row) => row.rowNumber);
  const rows = await readRowsByNumber(db(), named.trial.datasetId, rowNumbers);
  const dataset = await findDataset(db(), named.trial.datasetId);
  const columns = dataset?.columns.map(({ name }) => name) ?? [];
  const sources = new Map(rows.map(({ rowNumber, values }) => [rowNumber, inOrder(values, columns)]));
  const previews = await previewVariants(db(), named.trial, cells);
  const cases = await casesOf(db(), named.trial);
  const evaluations = evaluateTrial(head.variants, cells, { sources, cases });
  const comparisons = compareTrial(head.variants, cells, { sources, cases });
  const votes = await viewVotes(db(), actor, { trialId: id, cells });
  return accept({ ...head, cells, sources, columns, previews, evaluations, comparisons, votes });
}

/** A page of trials, the latest first. Needs `trials:read`. */
export async function listTrialHeads(
  actor: Actor,
  {
    datasetId,
    regressionSetId,
    templateId,
    limit,
    cursor,
  }: {
    datasetId?: string | undefined;
    regressionSetId?: string | undefined;
    templateId?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Result<{ items: TrialHead[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "trials:read")) return refuse("forbidden");
  const before = decodeIdCursor(cursor) ?? null;
  if ([datasetId, regressionSetId, templateId].some((id) => id !== undefined && !isUuid(id)))
    return accept({ items: [], nextCursor: null });
  const found = await listTrials(db(), { datasetId, regressionSetId, templateId }, { limit, before });
  const page = cutPage(found, limit, ({ trial }) => [trial.id]);
  return accept({ items: await withHeads(page.items), nextCursor: page.nextCursor });
}

async function withHeads(trials: readonly NamedTrial[]): Promise<TrialHead[]> {
  const ids = trials.map(({ trial }) => trial.id);
  const counts = await countCells(db(), ids);
  const spend = await sumRunSpend(db(), ids);
  const describe = variantDescriber(db());
  const heads: TrialHead[] = [];
  for (const named of trials) {
    const { id, variants } = named.trial;
    const own = spend.filter((sum) => sum.runId === id);
    heads.push({
      named,
      variants: await Promise.all((variants as KeptVariant[]).map(describe)),
      counts: countsOf(counts.filter((count) => count.trialId === id)),
      spent: {
        settled: own.map((sum) => money(sum.settled, sum.currency)),
        unknown: own.flatMap((sum) =>
          compareAmounts(sum.unknown, "0") > 0 ? [money(sum.unknown, sum.currency)] : [],
        ),
      },
    });
  }
  return heads;
}

function countsOf(counts: readonly { status: CellStatus; count: number }[]): Record<CellStatus, number> {
  const all = { pending: 0, running: 0, succeeded: 0, failed: 0, skipped: 0 };
  for (const { status, count } of counts) all[status] += count;
  return all;
}

// Trials of one page share most of their versions and models: each is read once.
function variantDescriber(tx: Db): (variant: KeptVariant) => Promise<NamedVariant> {
  const version = remembering((id) => findVersion(tx, id));
  const model = remembering((id) => findModel(tx, id));
  const templateName = remembering(async (id) => (await nameTemplates(tx, [id])).get(id) ?? null);
  return async ({ templateVersionId, modelId, parameters, draft }) => {
    const row = await version(templateVersionId);
    const body = draft ?? row;
    const found = await model(modelId);
    return {
      templateVersionId,
      templateId: row?.templateId ?? null,
      templateName: row ? await templateName(row.templateId) : null,
      versionNumber: draft ? null : (row?.number ?? null),
      isDraft: draft !== undefined,
      modelId: modelId === NO_MODEL_ID ? null : modelId,
      modelName: found?.model.name ?? null,
      providerName: found?.provider.name ?? null,
      simulated: found ? isSimulated(found.provider.kind) : false,
      parameters,
      fields: ((body?.outputs ?? []) as OutputField[]).map(({ name, type }) => ({ name, type })),
      // A trial may have kept its draft before there were rules or evaluators.
      rules: body?.rules ?? [],
      checks: (body?.checks ?? []) as CheckSpec[],
      evaluators: body?.evaluators ?? [],
      agreements: row
        ? await loadAgreements(tx, { templateId: row.templateId, evaluators: body?.evaluators ?? [] })
        : new Map(),
      inputs: body?.inputs ?? [],
    };
  };
}

function remembering<Value>(read: (id: string) => Promise<Value>): (id: string) => Promise<Value> {
  const known = new Map<string, Promise<Value>>();
  return (id) => {
    const value = known.get(id) ?? read(id);
    known.set(id, value);
    return value;
  };
}
