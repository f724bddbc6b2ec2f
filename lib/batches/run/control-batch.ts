import { type Db, db } from "#db/client.ts";
import { findMember } from "#db/queries/auth/members.ts";
import { type BatchRow, lockBatch, readProgress, updateBatch } from "#db/queries/batches/batches.ts";
import { lockOpenChunks, putBackFailed } from "#db/queries/batches/chunks.ts";
import { findSelectionLaunch } from "#db/queries/batches/selection-launches.ts";
import { findDataset, giveUpRows } from "#db/queries/datasets.ts";
import { noteBatchFinished, noteBatchPaused } from "#db/queries/notifications/events.ts";
import { openModels } from "#db/queries/pacing.ts";
import { lockReviewCounters } from "#db/queries/review/decisions.ts";
import { findArchivedTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { launchLimitOf } from "#lib/auth/launch-limits.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { languageGroups, modelIdsOf } from "#lib/calls/language-models.ts";
import { compareAmounts, type Money } from "#lib/money.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type BatchEvent, type BatchState, nextBatchState } from "../batch-state.ts";
import { formLotsJob } from "../jobs.ts";
import { hurryProviderBatches } from "../provider-batches/next-turn.ts";
import { CHUNK_SIZE } from "./chunk-plan.ts";
import { feedBatch } from "./feed-batch.ts";

type Controlled<More extends string = never> = Result<
  { id: string; status: BatchState },
  "forbidden" | "not_found" | "batch_not_in_state" | More
>;

/** Stops new calls within a second. Calls in flight end, are paid and are kept. */
export function pauseBatch(actor: Actor, id: string): Promise<Controlled> {
  const reason = { code: "paused_by", params: { name: actor.name } };
  return change(
    actor,
    id,
    "pause",
    () => ({ pausedFor: reason, waitingFor: null }),
    (tx, batch) => noteBatchPaused(tx, batch, { reason, by: actor.memberId }),
  );
}

/** Goes on where a paused batch stopped, with a new budget cap if one is given, which may not be raised above the actor's launch limit; its models are tried at once where they were closed. */
export async function resumeBatch(
  actor: Actor,
  { id, budgetCap }: { id: string; budgetCap?: Money | undefined },
): Promise<Controlled<"currency_mismatch" | "cap_not_positive" | "cap_above_launch_limit">> {
  if (budgetCap && compareAmounts(budgetCap.amount, "0") <= 0) return refuse("cap_not_positive");
  const member = budgetCap ? await findMember(db(), actor.memberId) : null;
  return change(
    actor,
    id,
    "resume",
    (batch) => {
      if (budgetCap && budgetCap.currency !== batch.currency)
        return refuse("currency_mismatch", { cap: budgetCap.currency, price: batch.currency });
      const limit = member && launchLimitOf(member);
      // A small launch whose cap is raised afterwards would be a large one that nobody approved.
      if (limit && budgetCap && compareAmounts(budgetCap.amount, batch.cap) > 0 && isAbove(budgetCap, limit))
        return refuse("cap_above_launch_limit", { limit: `${limit.amount} ${limit.currency}` });
      return {
        pausedFor: null,
        startedAt: batch.startedAt ?? new Date(),
        ...(budgetCap && { cap: budgetCap.amount }),
      };
    },
    async (tx, batch) => {
      await openModels(tx, modelsOf(batch));
      await feedBatch(tx, id);
    },
  );
}

/** Ends a batch for good. Calls in flight end, are paid and are kept; the other items are never made. */
export function cancelBatch(actor: Actor, id: string): Promise<Controlled> {
  return change(
    actor,
    id,
    "cancel",
    () => ({ pausedFor: null, waitingFor: null, finishedAt: new Date() }),
    async (tx, batch) => {
      // What is being put into a dataset for it is nobody's any more.
      if (await findSelectionLaunch(tx, id)) await giveUpRows(tx, batch.datasetId);
      await hurryProviderBatches(tx, id);
      const { succeeded = 0, failed = 0, skipped = 0 } = (await readProgress(tx, [id])).get(id) ?? {};
      const by = actor.memberId;
      await noteBatchFinished(tx, batch, { status: "cancelled", succeeded, failed, skipped, by });
      if (batch.reviewPlan.kind === "lots") await enqueue(tx, formLotsJob, { batchId: id });
    },
  );
}

/** Puts failed items back to be made again: those of one failure group, or all; its models are tried at once. */
export async function retryBatch(
  actor: Actor,
  { id, failureGroup }: { id: string; failureGroup?: string | undefined },
): Promise<
  Result<
    { id: string; status: BatchState; items: number },
    | "forbidden"
    | "not_found"
    | "batch_not_in_state"
    | "template_archived"
    | "outputs_removed"
    | "dataset_rows_removed"
  >
> {
  if (!can(actor, "batches:control")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    await lockOpenChunks(tx, id);
    // Before the batch, as results are written: what goes back is taken off them.
    await lockReviewCounters(tx, [id]);
    const batch = await lockBatch(tx, id);
    if (!batch) return refuse("not_found");
    if (batch.outputsRemovedAt) return refuse("outputs_removed");
    const dataset = await findDataset(tx, batch.datasetId);
    if (!dataset || dataset.rowsRemovedAt) return refuse("dataset_rows_removed");
    const status = nextBatchState(batch.state, "retry");
    if (!status) return refuse("batch_not_in_state", { state: batch.state });
    const archived = await findArchivedTemplate(tx, batch.templateId);
    if (archived) return refuse("template_archived", { name: archived.name });
    const items = await putBackFailed(tx, id, failureGroup, {
      size: CHUNK_SIZE,
      groups: languageGroups(batch),
    });
    if (items === 0) return accept({ id, status: batch.state, items });
    await updateBatch(tx, id, { state: status, finishedAt: null });
    const after = { state: status, failureGroup: failureGroup ?? null, items };
    await audit(tx, actor, "retry", batch, after);
    await openModels(tx, modelsOf(batch));
    await feedBatch(tx, id);
    return accept({ id, status, items });
  });
}

async function change<More extends string>(
  actor: Actor,
  id: string,
  event: BatchEvent,
  changeOf: (batch: BatchRow) => Partial<BatchRow> | { ok: false; refusal: { code: More } },
  then?: (tx: Db, batch: BatchRow) => Promise<void>,
): Promise<Controlled<More>> {
  if (!can(actor, "batches:control")) return refuse("forbidden");
  return db().transaction(async (tx): Promise<Controlled<More>> => {
    const batch = await lockBatch(tx, id);
    if (!batch) return refuse("not_found");
    const status = nextBatchState(batch.state, event);
    if (!status) return refuse("batch_not_in_state", { state: batch.state });
    const changed = changeOf(batch);
    if ("refusal" in changed) return changed;
    await updateBatch(tx, id, { ...changed, state: status });
    await audit(tx, actor, event, batch, { state: status, ...(changed.cap && { cap: changed.cap }) });
    await then?.(tx, batch);
    return accept({ id, status });
  });
}

function isAbove(cap: Money, limit: Money): boolean {
  return cap.currency !== limit.currency || compareAmounts(cap.amount, limit.amount) > 0;
}

function modelsOf(batch: BatchRow): string[] {
  const { fallbackModelId } = batch;
  return [...new Set([...modelIdsOf(batch), ...(fallbackModelId === null ? [] : [fallbackModelId])])];
}

function audit(tx: Db, actor: Actor, event: BatchEvent, batch: BatchRow, after: object): Promise<void> {
  return recordAudit(tx, actor, {
    action: `batches.${event}`,
    targetType: "batch",
    targetId: batch.id,
    before: { state: batch.state, cap: batch.cap },
    after,
  });
}
