import { randomInt } from "node:crypto";
import { type Db, db } from "#db/client.ts";
import { lockBatch, updateBatch } from "#db/queries/batches/batches.ts";
import { createBatch } from "#db/queries/batches/create-batch.ts";
import { addDueChunks, holdDueItems } from "#db/queries/batches/due-items.ts";
import { insertApproval } from "#db/queries/batches/launch-approvals.ts";
import { forgetSelectionLaunch } from "#db/queries/batches/selection-launches.ts";
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
import type { BatchState } from "../batch-state.ts";
import { itemsDue } from "../due/due-kind.ts";
import { findDueItems } from "../due/find-due-items.ts";
import { seqCount } from "../item-seq.ts";
import { feedBatchJob } from "../jobs.ts";
import type { OffPeak } from "../off-peak.ts";
import type { BatchParameters } from "../parameters.ts";
import { CHUNK_SIZE } from "../run/chunk-plan.ts";
import { approvalReasons } from "./approval-need.ts";
import { approvalRules } from "./approval-rules.ts";
import {
  type CheckedLaunch,
  type CheckedRun,
  checkLaunch,
  checkRun,
  type LaunchRefusal,
  type LaunchScope,
} from "./check-launch.ts";
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

interface CheckedTerms {
  mode: LaunchMode;
  cap: Money;
}

/** Checks everything that would make a launch be refused, without launching. */
export async function checkTerms(
  actor: Actor,
  launch: Omit<Launch, "name">,
): Promise<Result<CheckedLaunch & CheckedTerms, TermsRefusal>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  return checkWithRows(launch);
}

/** The part of it that needs no rows: what is wrong with a launch before its selection has been frozen. */
export async function checkTermsWithoutRows(
  launch: Omit<Launch, "name" | "datasetId">,
): Promise<Result<CheckedRun & CheckedTerms, TermsRefusal>> {
  const checked = await checkRun(launch);
  if (!checked.ok) return checked;
  const cap = capOf(launch, checked.value);
  if (!cap.ok) return cap;
  const mode = await modeForLaunch(launch, checked.value);
  return mode.ok ? accept({ ...checked.value, mode: mode.value, cap: cap.value }) : mode;
}

async function checkWithRows(
  launch: Omit<Launch, "name">,
): Promise<Result<CheckedLaunch & CheckedTerms, TermsRefusal>> {
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
  { version, model: { price } }: CheckedRun,
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
  const id = newId();
  const prepared = await prepare(launch, checked.value);
  return db().transaction(async (tx) => {
    const found = await findItems(tx, prepared, actor.memberId);
    if (!found.ok) return found;
    const { asked, known, waitsFor } = found.value;
    const scheduleId = origin?.scheduleId ?? null;
    await createBatch(tx, {
      ...{ id, ...asked, ...known, scheduleId },
      reviewSeed: newSeed(),
      launchedBy: actor.memberId,
    });
    await auditLaunch(tx, actor, id, {
      ...{ ...asked, scheduleId },
      ...(launch.templateLabel && { templateLabel: launch.templateLabel }),
      ...(waitsFor.length > 0 && { awaitingApproval: waitsFor.map(({ code }) => code) }),
    });
    await setGoing(tx, { id, launchedBy: actor.memberId }, found.value);
    await origin?.record(tx, id);
    return accept({ id });
  });
}

/**
 * Gives a batch that waited for its rows what it is made of, and sets it going as if it were launched now. Somebody
 * who cancelled it meanwhile has cancelled it.
 */
export async function launchWaitingBatch(
  { id, launchedBy }: { id: string; launchedBy: string },
  launch: Launch,
): Promise<Result<{ id: string }, TermsRefusal | "nothing_due">> {
  const checked = await checkWithRows(launch);
  if (!checked.ok) return checked;
  const prepared = await prepare(launch, checked.value);
  return db().transaction(async (tx) => {
    const found = await findItems(tx, prepared, launchedBy);
    if (!found.ok) return found;
    const batch = await lockBatch(tx, id);
    if (batch?.state !== "scheduled" || !(await forgetSelectionLaunch(tx, id))) return accept({ id });
    await updateBatch(tx, id, { ...found.value.asked, ...found.value.known });
    await setGoing(tx, { id, launchedBy }, found.value);
    return accept({ id });
  });
}

/** What was asked for of a batch and does not hang on its rows: what is written down of its launch. */
export function askedFacts(
  launch: Omit<Launch, "datasetId">,
  { version, model, glossaries, languages, mode, cap }: CheckedRun & CheckedTerms,
) {
  return {
    name: launch.name,
    templateVersionId: version.id,
    modelId: model.id,
    fallbackModelId: asksModel(version) ? (launch.fallbackModelId ?? null) : null,
    parameters: { ...launch.parameters },
    languages,
    glossaries,
    only: launch.only ? [...launch.only] : null,
    cap: cap.amount,
    currency: cap.currency,
    mode: launch.mode ?? "realtime",
    runsAs: mode.runsAs,
    deadline: launch.deadline ?? null,
    cache: launch.cache ?? null,
    startAt: launch.startAt ?? null,
    offPeak: launch.offPeak ?? null,
  };
}

/** What follows from it. */
export function knownFacts({ version, model, stepModels, languages, mode }: CheckedRun & CheckedTerms) {
  const asked = askedByRun(version, model.id, languages);
  return {
    templateId: version.templateId,
    stepModelIds: asked.stepModelIds,
    languageModelIds: asked.languageModelIds,
    reads: columnsRead(version, languages),
    runsAsFor: mode.reason,
    simulated: [model, ...stepModels.values()].every(({ simulated }) => simulated),
  };
}

/** What the server draws by: which outputs people see. */
export function newSeed(): number {
  return randomInt(MAX_SEED);
}

/** Writes down who launched what. */
export function auditLaunch(tx: Db, actor: Actor, id: string, after: object): Promise<void> {
  return recordAudit(tx, actor, { action: "batches.launch", targetType: "batch", targetId: id, after });
}

interface Prepared {
  launch: Launch;
  checked: CheckedLaunch & CheckedTerms;
  scope: Parameters<typeof expectedCost>[1];
  /** Of all its items. */
  expected: Awaited<ReturnType<typeof expectedCost>>;
}

async function prepare(launch: Launch, checked: CheckedLaunch & CheckedTerms): Promise<Prepared> {
  const { version, model, languages, rowCount } = checked;
  const scope = {
    ...launch,
    templateVersionId: version.id,
    modelId: model.id,
    languages,
    rowCount,
    isPart: launch.only !== undefined,
  };
  return { launch, checked, scope, expected: await expectedCost(db(), scope) };
}

/** Looks what there is to make, what it comes to, and whether somebody else has to allow it. */
async function findItems(tx: Db, { launch, checked, scope, expected }: Prepared, memberId: string) {
  const { version, model, languages, rowCount, itemCount: allItems, mode, cap } = checked;
  const { only } = launch;
  if (only) await holdDueItems(tx, version.templateId);
  const due = only && (await findDueItems(tx, { ...checked, ...scope }));
  const itemCount = due && only ? itemsDue(due, only) : allItems;
  if (itemCount === 0) return refuse("nothing_due");
  const prediction = expected && costInMode(costOfPart(expected, itemCount / allItems), mode);
  const expectedTotal = prediction?.expected.amount ?? null;
  const asked = {
    ...askedFacts(launch, checked),
    datasetId: launch.datasetId,
    rowCount,
    itemCount,
    reviewPlan: assigned(launch.reviewPlan ?? { kind: "every" }, checked.columns),
  };
  const second = asked.fallbackModelId ? [asked.fallbackModelId] : [];
  const run = askedByRun(version, model.id, languages);
  const modelIds = [...new Set([model.id, ...second, ...modelIdsOf(run)])];
  const spender = { currency: cap.currency, templateId: version.templateId, modelIds, memberId };
  const waitsFor = approvalReasons(await approvalRules(tx, spender), { cap, expected: expectedTotal });
  const waits = waitsFor.length > 0;
  const startsLater = launch.startAt !== undefined && launch.startAt.getTime() > Date.now();
  const state: BatchState = waits ? "awaiting-approval" : startsLater ? "scheduled" : "running";
  const known = {
    ...knownFacts(checked),
    state,
    prediction: prediction && {
      low: prediction.low.amount,
      expected: prediction.expected.amount,
      high: prediction.high.amount,
      basis: prediction.basis === "measured" ? ("trial" as const) : ("rough" as const),
    },
    usualMaxOutput: await usualMaxOutput(tx, scope, version),
    expectedTotal,
    startedAt: state === "running" ? new Date() : null,
    // What is listed in chunks is not to be handed out once more.
    ...(only && { nextSeq: seqCount({ rowCount, languages }) }),
  };
  return accept({ asked, known, waitsFor, modelIds, groups: languageGroups(run) });
}

type Found = Extract<Awaited<ReturnType<typeof findItems>>, { ok: true }>["value"];

/** Hands a batch on to workers, or to who may allow it. */
async function setGoing(
  tx: Db,
  { id, launchedBy }: { id: string; launchedBy: string },
  { asked, known, waitsFor, modelIds, groups }: Found,
): Promise<void> {
  const { name, only, cap, currency, startAt } = asked;
  if (only) await addDueChunks(tx, id, only, { size: CHUNK_SIZE, groups });
  if (waitsFor.length === 0)
    return enqueue(tx, feedBatchJob, { batchId: id }, startAt ? { startAfter: startAt } : {});
  await insertApproval(tx, { batchId: id, reasons: waitsFor, priceIds: await pricesOf(tx, modelIds) });
  await noteLaunchWaiting(tx, { id, name, launchedBy }, { cap, expected: known.expectedTotal, currency });
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
