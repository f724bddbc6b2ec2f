import { db } from "#db/client.ts";
import {
  type BatchRow,
  findBatch,
  listBatches,
  type Progress,
  readProgress,
} from "#db/queries/batches/batches.ts";
import { type BatchNames, describeBatches } from "#db/queries/batches/describe-batches.ts";
import { listProviderBatches, type ProviderBatchRow } from "#db/queries/batches/provider-batches.ts";
import { type Pressure, readPressure } from "#db/queries/pacing.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { Failure } from "#lib/failure.ts";
import { type Money, money } from "#lib/money.ts";
import { cutPage, decodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { BatchMode } from "../batch-mode.ts";
import { type BatchState, isFinal } from "../batch-state.ts";
import { type OffPeak, openingAt } from "../off-peak.ts";
import { type BatchParameters, parametersSchema } from "../parameters.ts";
import { pressureWait } from "./pressure-wait.ts";

/** A batch as people and programs see it. */
export interface BatchView {
  id: string;
  name: string;
  status: BatchState;
  dataset: { id: string; name: string };
  template: { id: string; name: string; versionId: string; versionNumber: number };
  model: { id: string; name: string };
  /** Asked where the model has failed an item. */
  fallbackModel: { id: string; name: string } | null;
  parameters: BatchParameters;
  languages: string[];
  mode: BatchMode;
  /** What the mode comes to by now, and why where nobody said so. */
  runsAs: BatchRow["runsAs"];
  runsAsFor: Failure | null;
  /** What its provider was given in batches, newest first. */
  providerBatches: ProviderBatchView[];
  rowCount: number;
  itemCount: number;
  counts: { pending: number; running: number; succeeded: number; failed: number; skipped: number };
  review: { pending: number; approved: number; rejected: number };
  budgetCap: Money;
  /** Billed for certain. */
  spent: Money;
  /** Possibly billed: calls whose end nobody saw. What was paid lies between `spent` and both together. */
  unknownSpend: Money;
  /** Promised to calls in flight. */
  reserved: Money;
  /** Calls that cost nothing, because an identical one had been answered. */
  cacheHits: number;
  expectedTotal: Money | null;
  prediction: { low: Money; expected: Money; high: Money; basis: "trial" | "rough" } | null;
  /** What it waits for, or why and by whom it is paused. */
  waitingFor: (Failure & { until: string | null }) | null;
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
  search?: string | undefined;
}

/** A page of batches, newest first. */
export async function viewBatches(
  actor: Actor,
  { limit, cursor, ...filter }: BatchFilter & { limit: number; cursor?: string | undefined },
): Promise<Result<{ items: BatchView[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const [beforeId] = decodeCursor(cursor) ?? [];
  const rows = await listBatches(db(), {
    ...filter,
    limit,
    ...(beforeId !== undefined && { beforeId: String(beforeId) }),
  });
  const page = cutPage(rows, limit, ({ id }) => [id]);
  return accept({ items: await viewsOf(page.items), nextCursor: page.nextCursor });
}

async function viewsOf(batches: BatchRow[]): Promise<BatchView[]> {
  const ids = batches.map(({ id }) => id);
  const names = await describeBatches(db(), ids);
  const progress = await readProgress(db(), ids);
  const batched = batches.filter(({ mode }) => mode !== "realtime").map(({ id }) => id);
  const files = await listProviderBatches(db(), batched, PROVIDER_BATCHES_SHOWN);
  const running = batches.filter(({ state }) => state === "running");
  const pressures = await readPressure(
    db(),
    running.flatMap(({ modelId, fallbackModelId }) => [
      modelId,
      ...(fallbackModelId ? [fallbackModelId] : []),
    ]),
  );
  return batches.map((batch) =>
    viewOf(batch, {
      names: names.get(batch.id),
      progress: progress.get(batch.id),
      files: files.filter(({ batchId }) => batchId === batch.id),
      pressure: pressureOn(batch, pressures),
    }),
  );
}

// Where one model is out and another stands in, the other's limits are what it waits for.
function pressureOn(batch: BatchRow, pressures: ReadonlyMap<string, Pressure>): Pressure | undefined {
  const first = pressures.get(batch.modelId);
  const isReplaced = first !== undefined && first.outage > 0 && batch.fallbackModelId !== null;
  return isReplaced ? pressures.get(batch.fallbackModelId ?? "") : first;
}

interface Surroundings {
  names: BatchNames | undefined;
  progress: Progress | undefined;
  files: ProviderBatchRow[];
  pressure: Pressure | undefined;
}

function viewOf(batch: BatchRow, { names, progress, files, pressure }: Surroundings): BatchView {
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
    model: { id: batch.modelId, name: names?.modelName ?? "" },
    fallbackModel: batch.fallbackModelId
      ? { id: batch.fallbackModelId, name: names?.fallbackModelName ?? "" }
      : null,
    parameters: parametersSchema.parse(batch.parameters),
    languages: batch.languages,
    mode: batch.mode,
    runsAs: batch.runsAs,
    runsAsFor: batch.runsAsFor,
    providerBatches: files.map(providerBatchView),
    rowCount: batch.rowCount,
    itemCount: batch.itemCount,
    counts: { pending, running, succeeded, failed, skipped },
    review: {
      pending: progress?.reviewPending ?? 0,
      approved: progress?.approved ?? 0,
      rejected: progress?.rejected ?? 0,
    },
    budgetCap: amount(batch.cap),
    spent: amount(batch.spent),
    unknownSpend: amount(batch.unknownSpend),
    reserved: amount(batch.reserved),
    cacheHits: progress?.cacheHits ?? 0,
    expectedTotal: batch.expectedTotal === null ? null : amount(batch.expectedTotal),
    prediction: prediction && {
      low: amount(prediction.low),
      expected: amount(prediction.expected),
      high: amount(prediction.high),
      basis: prediction.basis,
    },
    waitingFor: waitOf(batch, pressure),
    simulated: batch.simulated,
    launchedBy: { id: batch.launchedBy, name: names?.launchedByName ?? "" },
    offPeak: batch.offPeak,
    schedule: batch.scheduleId ? { id: batch.scheduleId, name: names?.scheduleName ?? "" } : null,
    deadline: batch.deadline?.toISOString() ?? null,
    startAt: batch.startAt?.toISOString() ?? null,
    createdAt: batch.createdAt.toISOString(),
    startedAt: batch.startedAt?.toISOString() ?? null,
    finishedAt: batch.finishedAt?.toISOString() ?? null,
  };
}

function providerBatchView(file: ProviderBatchRow): ProviderBatchView {
  const { id, state, ending, requests } = file;
  const isGathering = state === "intended" || state === "collecting" || state === "creating";
  return {
    id,
    state: isGathering ? "gathering" : state,
    ending,
    requests,
    answered: Math.min(requests, Math.max(file.answered, file.takenIn)),
    takenIn: Math.min(requests, file.takenIn),
    submittedAt: file.submittedAt?.toISOString() ?? null,
    expectedBy: file.expiresAt?.toISOString() ?? null,
    endedAt: file.endedAt?.toISOString() ?? null,
  };
}

function waitOf(batch: BatchRow, pressure: Pressure | undefined): BatchView["waitingFor"] {
  if (isFinal(batch.state)) return null;
  if (batch.state === "scheduled")
    return { code: "waits_for_start", until: batch.startAt?.toISOString() ?? null };
  if (batch.state === "paused") return batch.pausedFor && { ...batch.pausedFor, until: null };
  const opening = openingAt(batch.offPeak, new Date());
  if (!opening.open) return { code: "waits_for_off_peak", until: opening.until?.toISOString() ?? null };
  const wait = pressure && pressureWait(pressure);
  if (wait) return wait;
  const until = batch.waitingFor?.until;
  // A wait that is over is nobody's news; workers do not come back to say so.
  if (!batch.waitingFor || !until || Date.parse(until) < Date.now()) return null;
  const { code, params } = batch.waitingFor;
  return { code: `waits_for_${code}`, ...(params && { params }), until };
}
