import { randomInt } from "node:crypto";
import { type Db, db } from "#db/client.ts";
import { createBatch } from "#db/queries/batches/create-batch.ts";
import { addDueChunks, holdDueItems } from "#db/queries/batches/due-items.ts";
import { insertApproval } from "#db/queries/batches/launch-approvals.ts";
import { findPriceAt } from "#db/queries/models.ts";
import { noteLaunchWaiting } from "#db/queries/notifications/events.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { languageGroups, modelIdsOf } from "#lib/calls/language-models.ts";
import { categoryColumnOf } from "#lib/checks/category-key.ts";
import type { ReviewPlan } from "#lib/checks/review-plan.ts";
import { costOfPart } from "#lib/estimates/price-part.ts";
import { compareAmounts, type Money, money } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { columnsRead } from "#lib/templates/columns-read.ts";
import { askedByRun, paysModel } from "#lib/templates/step-models.ts";
import { asksModel } from "#lib/templates/steps.ts";
import { expectedCost, usualMaxOutput } from "#lib/trials/preview-run.ts";
import type { BatchMode } from "../batch-mode.ts";
import { itemsDue } from "../due/due-kind.ts";
import { findDueItems } from "../due/find-due-items.ts";
import { seqCount } from "../item-seq.ts";
import { feedBatchJob } from "../jobs.ts";
import type { OffPeak } from "../off-peak.ts";
import type { BatchParameters } from "../parameters.ts";
import { CHUNK_SIZE } from "../run/chunk-plan.ts";
import { approvalReasons } from "./approval-need.ts";
import { approvalRules } from "./approval-rules.ts";
import { type CheckedLaunch, checkLaunch, type LaunchRefusal, type LaunchScope } from "./check-launch.ts";
import { costInMode } from "./cost-in-mode.ts";
import { type LaunchMode, type ModeRefusal, modeForLaunch } from "./mode-for-launch.ts";

/** Seeds are kept as PostgreSQL's integers. */
const MAX_SEED = 2 ** 31 - 1;

export interface Launch extends LaunchScope {
  name: string;
  parameters?: BatchParameters | undefined;
  /** Not a cent more is spent, calls in flight included. Left out of a template that asks no model. */
  budgetCap?: Money | undefined;
  mode?: BatchMode | undefined;
  /** When everything should be made: near it, what a provider's batch has not done is made in real time. */
  deadline?: Date | undefined;
  /** Whether answers are kept and used again; where nothing is said, the parameters decide. */
  cache?: boolean | undefined;
  startAt?: Date | undefined;
  /** Daily hours outside of which no call starts. */
  offPeak?: OffPeak | undefined;
  reviewPlan?: ReviewPlan | undefined;
}

export type TermsRefusal =
  | "forbidden"
  | "currency_mismatch"
  | "cap_missing"
  | "cap_not_positive"
  | "assign_column_unknown"
  | ModeRefusal
  | LaunchRefusal;

/** What launched a batch other than a person, and what it writes down in the same transaction. */
export interface LaunchOrigin {
  scheduleId: string;
  /** May throw, and the batch is not launched. */
  record(tx: Db, batchId: string): Promise<void>;
}

/** Checks everything that would make a launch be refused, without launching. */
export async function checkTerms(
  actor: Actor,
  launch: Omit<Launch, "name">,
): Promise<Result<CheckedLaunch & { mode: LaunchMode; cap: Money }, TermsRefusal>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  const checked = await checkLaunch(launch);
  if (!checked.ok) return checked;
  const cap = capOf(launch, checked.value);
  if (!cap.ok) return cap;
  const assignBy = launch.reviewPlan?.assignBy;
  if (assignBy !== undefined && !checked.value.columns.has(assignBy))
    return refuse("assign_column_unknown", { column: assignBy });
  const mode = await modeForLaunch(launch, { ...launch, ...checked.value });
  return mode.ok ? accept({ ...checked.value, mode: mode.value, cap: cap.value }) : mode;
}

// What pays no model spends nothing, whatever it may spend.
function capOf(
  { budgetCap }: Pick<Launch, "budgetCap">,
  { version, model: { price } }: CheckedLaunch,
): Result<Money, "cap_missing" | "cap_not_positive" | "currency_mismatch"> {
  if (!paysModel(version, "batch")) return accept(budgetCap ?? money("0", price.currency));
  if (!budgetCap) return refuse("cap_missing");
  const { amount, currency } = budgetCap;
  if (currency !== price.currency)
    return refuse("currency_mismatch", { cap: currency, price: price.currency });
  return compareAmounts(amount, "0") > 0 ? accept(budgetCap) : refuse("cap_not_positive");
}

/**
 * Launches a batch, or, where it comes to more than its launcher may launch or a budget it counts in asks for that, has it wait
 * for somebody else's word. What it takes does not depend on how many items there are; they are made by workers. Where only a part
 * of them is to be made, they are looked through first; refused where none is.
 */
export async function launchBatch(
  actor: Actor,
  launch: Launch,
  origin?: LaunchOrigin,
): Promise<Result<{ id: string }, TermsRefusal | "nothing_due">> {
  const checked = await checkTerms(actor, launch);
  if (!checked.ok) return checked;
  const { version, model, stepModels, glossaries, languages, rowCount, mode } = checked.value;
  const { itemCount: allItems, cap: budgetCap } = checked.value;
  const { amount: cap, currency } = budgetCap;
  const { only } = launch;
  const run = {
    ...launch,
    templateVersionId: version.id,
    modelId: model.id,
    languages,
    rowCount,
    isPart: only !== undefined,
  };
  const expected = await expectedCost(db(), run);
  const id = newId();
  const reviewPlan = assigned(launch.reviewPlan ?? { kind: "every" }, checked.value.columns);
  const startsLater = launch.startAt !== undefined && launch.startAt.getTime() > Date.now();
  const asked = askedByRun(version, model.id, languages);
  const facts = {
    name: launch.name,
    datasetId: launch.datasetId,
    templateVersionId: version.id,
    modelId: model.id,
    fallbackModelId: asksModel(version) ? (launch.fallbackModelId ?? null) : null,
    parameters: { ...launch.parameters },
    languages,
    glossaries,
    only: only ? [...only] : null,
    rowCount,
    cap,
    currency,
    mode: launch.mode ?? "realtime",
    runsAs: mode.runsAs,
    deadline: launch.deadline ?? null,
    cache: launch.cache ?? null,
    startAt: launch.startAt ?? null,
    offPeak: launch.offPeak ?? null,
    scheduleId: origin?.scheduleId ?? null,
    reviewPlan,
  };
  return db().transaction(async (tx) => {
    if (only) await holdDueItems(tx, version.templateId);
    const due = only && (await findDueItems(tx, { ...checked.value, ...run }));
    const itemCount = due && only ? itemsDue(due, only) : allItems;
    if (itemCount === 0) return refuse("nothing_due");
    const prediction = expected && costInMode(costOfPart(expected, itemCount / allItems), mode);
    const expectedTotal = prediction?.expected.amount ?? null;
    const second = facts.fallbackModelId ? [facts.fallbackModelId] : [];
    const modelIds = [...new Set([model.id, ...second, ...modelIdsOf(asked)])];
    const spender = { currency, templateId: version.templateId, modelIds, memberId: actor.memberId };
    const rules = await approvalRules(tx, spender);
    const waitsFor = approvalReasons(rules, { cap: budgetCap, expected: expectedTotal });
    const waits = waitsFor.length > 0;
    await createBatch(tx, {
      id,
      ...facts,
      itemCount,
      reads: columnsRead(version, languages),
      templateId: version.templateId,
      stepModelIds: asked.stepModelIds,
      languageModelIds: asked.languageModelIds,
      runsAsFor: mode.reason,
      reviewSeed: randomInt(MAX_SEED),
      state: waits ? "awaiting-approval" : startsLater ? "scheduled" : "running",
      prediction: prediction && {
        low: prediction.low.amount,
        expected: prediction.expected.amount,
        high: prediction.high.amount,
        basis: prediction.basis === "measured" ? "trial" : "rough",
      },
      usualMaxOutput: await usualMaxOutput(tx, run, version),
      expectedTotal,
      simulated: [model, ...stepModels.values()].every(({ simulated }) => simulated),
      launchedBy: actor.memberId,
      startedAt: waits || startsLater ? null : new Date(),
      // What is listed in chunks is not to be handed out once more.
      ...(only && { nextSeq: seqCount({ rowCount, languages }) }),
    });
    if (only) await addDueChunks(tx, id, only, { size: CHUNK_SIZE, groups: languageGroups(asked) });
    await recordAudit(tx, actor, {
      action: "batches.launch",
      targetType: "batch",
      targetId: id,
      after: {
        ...{ ...facts, itemCount },
        ...(launch.templateLabel && { templateLabel: launch.templateLabel }),
        ...(waits && { awaitingApproval: waitsFor.map(({ code }) => code) }),
      },
    });
    if (waits) {
      await insertApproval(tx, { batchId: id, reasons: waitsFor, priceIds: await pricesOf(tx, modelIds) });
      const waiting = { id, name: launch.name, launchedBy: actor.memberId };
      await noteLaunchWaiting(tx, waiting, { cap, expected: expectedTotal, currency });
    } else
      await enqueue(tx, feedBatchJob, { batchId: id }, launch.startAt ? { startAfter: launch.startAt } : {});
    await origin?.record(tx, id);
    return accept({ id });
  });
}

async function pricesOf(tx: Db, modelIds: readonly string[]): Promise<string[]> {
  const now = new Date();
  const ids: string[] = [];
  for (const modelId of modelIds) {
    const price = await findPriceAt(tx, modelId, now);
    if (price) ids.push(price.id);
  }
  return ids;
}

/** A plan with the column by which its outputs are assigned: the one that is named, or that of the category. */
function assigned(plan: ReviewPlan, columns: ReadonlySet<string>): ReviewPlan {
  const assignBy = plan.assignBy ?? categoryColumnOf(columns);
  return assignBy === null ? plan : { ...plan, assignBy };
}
