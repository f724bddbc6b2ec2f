import { db } from "#db/client.ts";
import { type BatchRow, findBatch, type Progress, readProgress } from "#db/queries/batches/batches.ts";
import { type BatchNames, describeBatches } from "#db/queries/batches/describe-batches.ts";
import { findApprovals, type KnownApproval } from "#db/queries/batches/launch-approvals.ts";
import { type BatchSort, listBatches } from "#db/queries/batches/list-batches.ts";
import { listProviderBatches, type ProviderBatchRow } from "#db/queries/batches/provider-batches.ts";
import { findSelectionLaunches, type KnownSelectionLaunch } from "#db/queries/batches/selection-launches.ts";
import { type FullDisk, findDiskInTheWay } from "#db/queries/full-disks.ts";
import { type ModelNames, nameModels } from "#db/queries/models.ts";
import { type Pressure, readPressure } from "#db/queries/pacing.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { modelIdIn } from "#lib/calls/language-models.ts";
import { type ReviewPlan, reviewPlanSchema } from "#lib/checks/review-plan.ts";
import type { Failure } from "#lib/failure.ts";
import { type Money, money } from "#lib/money.ts";
import { cutPage, decodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { NO_MODEL_ID } from "#lib/templates/run-model.ts";
import type { BatchMode } from "../batch-mode.ts";
import { type BatchState, isFinal } from "../batch-state.ts";
import type { DueKind } from "../due/due-kind.ts";
import { type OffPeak, openingAt } from "../off-peak.ts";
import { type BatchParameters, parametersSchema } from "../parameters.ts";
import { type NamedLanguageModels, namedLanguageModels } from "./named-language-models.ts";
import { pressureWait } from "./pressure-wait.ts";

/** A batch as people and programs see it. */
export interface BatchView {
  id: string;
  name: string;
  status: BatchState;
  dataset: { id: string; name: string };
  template: { id: string; name: string; versionId: string; versionNumber: number };
  /** `null` where no model is asked. */
  model: { id: string; name: string; provider: string } | null;
  /** Asked where the model has failed an item. */
  fallbackModel: { id: string; name: string; provider: string } | null;
  parameters: BatchParameters;
  languages: string[];
  /** As its template names them. */
  languageModels: NamedLanguageModels[];
  mode: BatchMode;
  /** What the mode comes to by now, and why where nobody said so. */
  runsAs: BatchRow["runsAs"];
  runsAsFor: Failure | null;
  /** What its provider was given in batches, newest first. */
  providerBatches: ProviderBatchView[];
  rowCount: number;
  itemCount: number;
  /** What of its rows it makes; `null` for all. */
  only: DueKind[] | null;
  counts: { pending: number; running: number; succeeded: number; failed: number; skipped: number };
  /** Adds up to the outputs that were made. */
  review: { pending: number; approved: number; rejected: number; escalated: number; inLot: number };
  /** Which of its outputs people look at, and what the server draws by. */
  reviewPlan: ReviewPlan & { seed: number };
  budgetCap: Money;
  /** Billed for certain. */
  spent: Money;
  /** Possibly billed: calls whose end nobody saw. What was paid lies between `spent` and both together. */
  unknownSpend: Money;
  /** Promised to calls in flight. */
  reserved: Money;
  /** Calls that cost nothing, because an identical one had been answered. */
  cacheHits: number;
  /** Items that are approved translations used again. */
  memoryHits: number;
  expectedTotal: Money | null;
  prediction: { low: Money; expected: Money; high: Money; basis: "trial" | "rough" } | null;
  /** What it waits for, or why and by whom it is paused. */
  waitingFor: (Failure & { until: string | null }) | null;
  /** Why nothing came of a launch over a selection, where its rows said so. */
  notLaunchedFor: Failure | null;
  /** Why its launch waits or waited for somebody else's word, and what that was; `null` for one that never did. */
  approval: ApprovalView | null;
  simulated: boolean;
  launchedBy: { id: string; name: string };
  /** Daily hours outside of which no call starts. */
  offPeak: OffPeak | null;
  /** The schedule that launched it. */
  schedule: { id: string; name: string } | null;
  /** Times are RFC 3339. */
  deadline: string | null;
  startAt: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** When its outputs were removed, because outputs are not kept longer. */
  outputsRemovedAt: string | null;
}

/** What a launch waited for; what is `null` of it is still to come. */
export interface ApprovalView {
  reasons: Failure[];
  askedAt: string;
  decision: "approved" | "refused" | null;
  decidedBy: { id: string; name: string } | null;
  decidedAt: string | null;
  /** Why it was refused. */
  note: string | null;
  /** Another price holds now than its cost was reckoned with. */
  priceChanged: boolean;
}

/** Requests of a batch that its provider was given together. */
export interface ProviderBatchView {
  id: string;
  /** `gathering` its requests, `submitted`, or `done`: its results are taken in. */
  state: "gathering" | "submitted" | "done";
  ending: ProviderBatchRow["ending"];
  requests: number;
  /** Requests the provider says are done. */
  answered: number;
  /** Requests whose end is written. */
  takenIn: number;
  /** The name of whom it asks, where languages of its batch ask several. */
  model: string | null;
  /** What stands in its way at this moment. */
  trouble: Failure | null;
  submittedAt: string | null;
  /** When the provider is done with it at the latest. */
  expectedBy: string | null;
  endedAt: string | null;
}

const PROVIDER_BATCHES_SHOWN = 50;

/** A batch as it stands, from counters: never more than a second old. */
export async function viewBatch(
  actor: Actor,
  id: string,
): Promise<Result<BatchView, "forbidden" | "not_found">> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const batch = await findBatch(db(), id);
  const [view] = batch ? await viewsOf([batch]) : [];
  return view ? accept(view) : refuse("not_found");
}

export interface BatchFilter {
  state?: BatchState[] | undefined;
  launchedBy?: string | undefined;
  datasetId?: string | undefined;
  templateId?: string | undefined;
  modelId?: string | undefined;
  search?: string | undefined;
  sort?: BatchSort | undefined;
}

/** A page of batches in an order, newest first where none is given. */
export async function viewBatches(
  actor: Actor,
  { limit, cursor, ...filter }: BatchFilter & { limit: number; cursor?: string | undefined },
): Promise<Result<{ items: BatchView[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const rows = await listBatches(db(), { ...filter, limit, after: decodeCursor(cursor)?.map(String) });
  const page = cutPage(rows, limit, ({ position }) => position);
  return accept({
    items: await viewsOf(page.items.map(({ batch }) => batch)),
    nextCursor: page.nextCursor,
  });
}

async function viewsOf(batches: BatchRow[]): Promise<BatchView[]> {
  const ids = batches.map(({ id }) => id);
  const names = await describeBatches(db(), ids);
  const modelNames = await nameModels(db(), [...new Set(batches.flatMap((batch) => batch.languageModelIds))]);
  const progress = await readProgress(db(), ids);
  const approvals = await findApprovals(db(), ids);
  const selectionLaunches = await findSelectionLaunches(db(), ids);
  const batched = batches.filter(({ mode }) => mode !== "realtime").map(({ id }) => id);
  const files = await listProviderBatches(db(), batched, PROVIDER_BATCHES_SHOWN);
  const running = batches.filter(({ state }) => state === "running");
  const fullDisk = running.length > 0 ? await findDiskInTheWay(db()) : null;
  const pressures = await readPressure(
    db(),
    running.flatMap((batch) => [
      ...makersOf(batch),
      ...(batch.fallbackModelId ? [batch.fallbackModelId] : []),
    ]),
  );
  return batches.map((batch) =>
    viewOf(batch, {
      names: names.get(batch.id),
      modelNames,
      progress: progress.get(batch.id),
      approval: approvals.get(batch.id),
      selectionLaunch: selectionLaunches.get(batch.id),
      files: files.filter(({ batchId }) => batchId === batch.id),
      pressure: pressureOn(batch, pressures),
      fullDisk,
    }),
  );
}

// Where one model is out and another stands in, the other's limits are what it waits for.
function pressureOn(batch: BatchRow, pressures: ReadonlyMap<string, Pressure>): Pressure | undefined {
  const found = makersOf(batch).flatMap((modelId) => {
    const first = pressures.get(modelId);
    const isReplaced = first !== undefined && first.outage > 0 && batch.fallbackModelId !== null;
    return (isReplaced ? pressures.get(batch.fallbackModelId ?? "") : first) ?? [];
  });
  // Whatever holds up one of its languages holds up the batch.
  return found.find((pressure) => pressureWait(pressure) !== null) ?? found[0];
}

function makersOf(batch: BatchRow): string[] {
  return [...new Set(batch.languages.map((language) => modelIdIn(batch, language)))];
}

interface Surroundings {
  names: BatchNames | undefined;
  /** Of the models that languages ask. */
  modelNames: ReadonlyMap<string, ModelNames>;
  progress: Progress | undefined;
  approval: KnownApproval | undefined;
  /** Of a batch that waits for the rows of its selection, or found none to make. */
  selectionLaunch: KnownSelectionLaunch | undefined;
  files: ProviderBatchRow[];
  pressure: Pressure | undefined;
  /** Where no worker is left that has room on its disk. */
  fullDisk: FullDisk | null;
}

function viewOf(batch: BatchRow, surroundings: Surroundings): BatchView {
  const { names, progress, approval, selectionLaunch } = surroundings;
  const { succeeded = 0, failed = 0, skipped = 0, running = 0 } = progress ?? {};
  const amount = (value: string) => money(value, batch.currency);
  const pending = Math.max(0, batch.itemCount - succeeded - failed - skipped - running);
  const { prediction } = batch;
  return {
    id: batch.id,
    name: batch.name,
    status: batch.state,
    dataset: { id: batch.datasetId, name: names?.datasetName ?? "" },
    template: {
      id: batch.templateId,
      name: names?.templateName ?? "",
      versionId: batch.templateVersionId,
      versionNumber: names?.versionNumber ?? 0,
    },
    model:
      batch.modelId === NO_MODEL_ID
        ? null
        : { id: batch.modelId, name: names?.modelName ?? "", provider: names?.providerName ?? "" },
    fallbackModel: batch.fallbackModelId
      ? {
          id: batch.fallbackModelId,
          name: names?.fallbackModelName ?? "",
          provider: names?.fallbackProviderName ?? "",
        }
      : null,
    parameters: parametersSchema.parse(batch.parameters),
    languages: batch.languages,
    languageModels: namedLanguageModels(batch, surroundings.modelNames),
    mode: batch.mode,
    runsAs: batch.runsAs,
    runsAsFor: batch.runsAsFor,
    providerBatches: surroundings.files.map((file) => providerBatchView(file, surroundings.modelNames)),
    rowCount: batch.rowCount,
    itemCount: batch.itemCount,
    only: batch.only,
    counts: { pending, running, succeeded, failed, skipped },
    review: {
      pending: progress?.reviewPending ?? 0,
      approved: progress?.approved ?? 0,
      rejected: progress?.rejected ?? 0,
      escalated: progress?.escalated ?? 0,
      inLot: progress?.inLot ?? 0,
    },
    reviewPlan: { ...reviewPlanSchema.parse(batch.reviewPlan), seed: batch.reviewSeed },
    budgetCap: amount(batch.cap),
    spent: amount(batch.spent),
    unknownSpend: amount(batch.unknownSpend),
    reserved: amount(batch.reserved),
    cacheHits: progress?.cacheHits ?? 0,
    memoryHits: progress?.memoryHits ?? 0,
    expectedTotal: batch.expectedTotal === null ? null : amount(batch.expectedTotal),
    prediction: prediction && {
      low: amount(prediction.low),
      expected: amount(prediction.expected),
      high: amount(prediction.high),
      basis: prediction.basis,
    },
    waitingFor: waitOf(batch, surroundings),
    notLaunchedFor: selectionLaunch?.refusal ?? null,
    approval: approval ? approvalView(approval) : null,
    simulated: batch.simulated,
    launchedBy: { id: batch.launchedBy, name: names?.launchedByName ?? "" },
    offPeak: batch.offPeak,
    schedule: batch.scheduleId ? { id: batch.scheduleId, name: names?.scheduleName ?? "" } : null,
    deadline: batch.deadline?.toISOString() ?? null,
    startAt: batch.startAt?.toISOString() ?? null,
    createdAt: batch.createdAt.toISOString(),
    startedAt: batch.startedAt?.toISOString() ?? null,
    finishedAt: batch.finishedAt?.toISOString() ?? null,
    outputsRemovedAt: batch.outputsRemovedAt?.toISOString() ?? null,
  };
}

function approvalView({ decidedByName, ...approval }: KnownApproval): ApprovalView {
  const { reasons, askedAt, decision, decidedBy, decidedAt, note, priceChanged } = approval;
  return {
    ...{ reasons, decision, note, priceChanged },
    askedAt: askedAt.toISOString(),
    decidedBy: decidedBy ? { id: decidedBy, name: decidedByName ?? "" } : null,
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

function providerBatchView(
  file: ProviderBatchRow,
  names: ReadonlyMap<string, ModelNames>,
): ProviderBatchView {
  const { id, state, ending, requests } = file;
  const isGathering = state === "intended" || state === "collecting" || state === "creating";
  return {
    id,
    state: isGathering ? "gathering" : state,
    ending,
    requests,
    answered: Math.min(requests, Math.max(file.answered, file.takenIn)),
    takenIn: Math.min(requests, file.takenIn),
    model: (file.modelId !== null && names.get(file.modelId)?.name) || null,
    trouble: file.trouble,
    submittedAt: isGathering ? null : (file.submittedAt?.toISOString() ?? null),
    expectedBy: file.expiresAt?.toISOString() ?? null,
    endedAt: file.endedAt?.toISOString() ?? null,
  };
}

function waitOf(
  batch: BatchRow,
  { files, pressure, fullDisk, selectionLaunch }: Surroundings,
): BatchView["waitingFor"] {
  if (isFinal(batch.state)) return null;
  if (batch.state === "awaiting-approval") return { code: "waits_for_approval", until: null };
  if (batch.state === "scheduled" && selectionLaunch)
    return { code: "waits_for_rows", params: { rows: selectionLaunch.rowsSoFar }, until: null };
  if (batch.state === "scheduled")
    return { code: "waits_for_start", until: batch.startAt?.toISOString() ?? null };
  if (batch.state === "paused") return batch.pausedFor && { ...batch.pausedFor, until: null };
  const opening = openingAt(batch.offPeak, new Date());
  if (!opening.open) return { code: "waits_for_off_peak", until: opening.until?.toISOString() ?? null };
  const trouble = files.find(({ trouble }) => trouble)?.trouble;
  if (trouble) return { ...trouble, until: null };
  if (fullDisk) return { code: "waits_for_disk", params: diskParams(fullDisk), until: null };
  const wait = pressure && pressureWait(pressure);
  if (wait) return wait;
  const until = batch.waitingFor?.until;
  // A wait that is over is nobody's news; workers do not come back to say so.
  if (!batch.waitingFor || !until || Date.parse(until) < Date.now()) return null;
  const { code, params } = batch.waitingFor;
  return { code: `waits_for_${code}`, ...(params && { params }), until };
}

function diskParams({ host, freeBytes, neededBytes }: FullDisk): Record<string, string | number> {
  const megabytes = (bytes: number) => Math.floor(bytes / 1_000_000);
  return { host, free: megabytes(freeBytes), needed: megabytes(neededBytes) };
}
