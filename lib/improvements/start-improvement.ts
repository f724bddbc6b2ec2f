import { type Db, db } from "#db/client.ts";
import { insertImprovementCases } from "#db/queries/improvements/cases.ts";
import { hasOpenImprovement, insertImprovement } from "#db/queries/improvements/improvements.ts";
import { lockTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { type FrozenRow, freezeRows } from "#lib/evaluators/regression-sets/frozen-rows.ts";
import { rowKey } from "#lib/evaluators/regression-sets/regression-case.ts";
import { compareAmounts, type Money } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { usedUpBudget } from "#lib/spend/budgets/view-budgets.ts";
import type { ApprovedOutput, CaseRole, Rejection } from "./improvement.ts";
import { proposeJob } from "./jobs.ts";
import {
  type Considered,
  considerImprovement,
  type ImprovementPlan,
  type ImprovementRefusal,
  type ImprovementRequest,
} from "./plan-improvement.ts";

export type StartRefusal =
  | ImprovementRefusal
  | "forbidden"
  | "not_found"
  | "template_archived"
  | "budget_used_up"
  | "improvement_busy"
  | "improvement_cap_currency"
  | "improvement_cap_too_low";

/**
 * Starts an improvement of a template's draft from what people rejected and edited: a worker asks the proposer, and tries
 * what it proposes. Nothing of it is applied. Needs `templates:write` and `trials:run`. One at a time of a template.
 * @param budgetCap the most that proposer and trial may cost together.
 */
export async function startImprovement(
  actor: Actor,
  { budgetCap, ...request }: ImprovementRequest & { budgetCap: Money },
): Promise<Result<{ id: string }, StartRefusal>> {
  if (!can(actor, "templates:write") || !can(actor, "trials:run")) return refuse("forbidden");
  const considered = await considerImprovement(db(), request);
  if (!considered.ok) return considered;
  const { plan } = considered.value;
  if (!plan.ok) return plan;
  const unpaid = await refusalOfMoney(actor, request.templateId, plan.value, budgetCap);
  if (unpaid) return unpaid;
  return db().transaction(async (tx) => {
    const template = await lockTemplate(tx, request.templateId);
    if (!template) return refuse("not_found");
    if (await hasOpenImprovement(tx, request.templateId)) return refuse("improvement_busy");
    const started = { ...considered.value, ...plan.value, name: template.name, cap: budgetCap };
    return accept({ id: await insert(tx, actor, started) });
  });
}

async function refusalOfMoney(
  { memberId }: Actor,
  templateId: string,
  { costs, proposer, variant }: ImprovementPlan,
  cap: Money,
): Promise<Result<never, "budget_used_up" | "improvement_cap_currency" | "improvement_cap_too_low"> | null> {
  const { currency, least } = costs;
  if (cap.currency !== currency) return refuse("improvement_cap_currency", { currency });
  if (compareAmounts(cap.amount, least) < 0)
    return refuse("improvement_cap_too_low", { needed: least, currency });
  const modelIds = [proposer.id, variant.model.id, ...variant.stepModels.keys()];
  const budget = await usedUpBudget({ currency, templateId, modelIds, memberId });
  return budget === null ? null : refuse("budget_used_up", { budget });
}

async function insert(
  tx: Db,
  actor: Actor,
  started: Omit<Considered, "plan"> & ImprovementPlan & { name: string; cap: Money },
): Promise<string> {
  const id = newId();
  const { base, gathered, proposer, variant, parameters, request, leftOut, name, cap } = started;
  const { split, sorted, rejects, edits } = gathered;
  const tried = [...split.heldOut, ...split.approved];
  const { rows, numberOf } = numberRows(tried);
  const datasetId = await freezeRows(tx, {
    ...{ rows, likeDatasetId: tried[0]?.datasetId ?? "", name, createdBy: actor.memberId },
  });
  await insertImprovement(tx, {
    ...{ id, templateId: base.templateId, templateVersionId: base.id, base: { ...base } },
    glossaries: [...variant.glossaries],
    ...{ modelId: proposer.id, trialModelId: variant.model.id, parameters, datasetId },
    found: { rejects, edits, ofSource: sorted.ofSource, leftOut },
    prompt: { messages: request.messages, outputSchema: request.outputSchema },
    ...{ cap: cap.amount, currency: cap.currency, state: "proposing", createdBy: actor.memberId },
  });
  const cases = [
    ...split.shown.slice(0, request.shown).map((one) => ({ role: "shown" as const, one })),
    ...split.heldOut.map((one) => ({ role: "held-out" as const, one })),
    ...split.approved.map((one) => ({ role: "approved" as const, one })),
  ];
  await insertImprovementCases(
    tx,
    cases.map(({ role, one }, seq) => ({
      ...{ improvementId: id, seq, role, rowNumber: role === "shown" ? null : numberOf(one.source) },
      ...caseOf(role, one),
    })),
  );
  await recordAudit(tx, actor, {
    action: "improvements.start",
    targetType: "template",
    targetId: base.templateId,
    after: { improvementId: id, modelId: proposer.id, cap, rejects, edits, tried: tried.length },
  });
  await enqueue(tx, proposeJob, { improvementId: id });
  return id;
}

function caseOf(role: CaseRole, one: Rejection | ApprovedOutput) {
  const { batchId, seq: itemSeq, outputVersion, language, source, output } = one;
  const common = { batchId, itemSeq, outputVersion, language, source, output };
  if (role === "approved" || !("kind" in one)) return { ...common, kind: "approved" as const };
  const { kind, reason, note, corrected, flagged } = one;
  return { ...common, kind, reason, note, corrected, flagged };
}

// Rows of several datasets stand in one: those with the same values are one row.
function numberRows(cases: readonly Pick<Rejection, "source">[]): {
  rows: FrozenRow[];
  numberOf: (source: Record<string, string>) => number;
} {
  const numbers = new Map<string, FrozenRow>();
  for (const { source } of cases) {
    const key = rowKey(source);
    if (!numbers.has(key)) numbers.set(key, { rowNumber: numbers.size + 1, values: source });
  }
  return {
    rows: [...numbers.values()],
    numberOf: (source) => numbers.get(rowKey(source))?.rowNumber ?? 0,
  };
}
