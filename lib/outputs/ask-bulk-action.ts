import { type Db, db } from "#db/client.ts";
import { readBatchesOfOutputs } from "#db/queries/outputs/batches-of-outputs.ts";
import { insertBulkAction } from "#db/queries/outputs/bulk-actions.ts";
import { type OutputPlace, readOutputs } from "#db/queries/outputs/find-outputs.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { type Money, money, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { practisesFirst } from "#lib/review/practice/practises-first.ts";
import {
  previewRegenerations,
  type RegenerationPreview,
} from "#lib/review/regeneration/preview-regenerations.ts";
import { rejectReason } from "#lib/review/reject-reason.ts";
import { BULK_PERMISSIONS, type BulkDeed, bulkParts, rejects } from "./bulk-action.ts";
import type { OutputFilter } from "./filter-schema.ts";
import { type BulkOutputs, freezeOutputs, isIndexed, type NotFrozen, SNAPSHOT } from "./freeze-outputs.ts";
import { runBulkActionJob } from "./jobs.ts";
import { type OutputView, viewOutputs } from "./list-outputs.ts";

/** What somebody wants done with every output of a filter, or with those they name. */
export interface BulkActionInput extends BulkOutputs {
  do: BulkDeed;
  /**
   * With `reject` and `regenerate`: the code or key of a reason. Without one, what stands rejected is made anew for the
   * reason it was rejected for.
   */
  reason?: string | undefined;
  note?: string | undefined;
}

type Refused = NotFrozen | "outputs_not_indexed" | "practice_first";

/** What an action would be about. */
export interface BulkPreview {
  count: number;
  samples: OutputView[];
  /** What these outputs have cost, by currency. */
  spent: Money[];
  /** Of an action that rejects: what it costs if they are made anew. */
  regeneration: RegenerationPreview | null;
}

const SAMPLES = 5;

/**
 * Counts the outputs of an action before something is done with them. Needs the permission for what is to be done:
 * `review:decide`, and `batches:control` to check anew. Refuses who has to practise first, a filter that says nothing, one of no outputs or of
 * more than 100,000, one by text or check while too many outputs are not in the index yet, and one that takes too long.
 */
export async function previewBulkAction(
  actor: Actor,
  { do: deed, ...which }: BulkOutputs & Pick<BulkActionInput, "do">,
): Promise<Result<BulkPreview, Refused>> {
  if (!can(actor, BULK_PERMISSIONS[deed])) return refuse("forbidden");
  if (await isPractising(actor, deed)) return refuse("practice_first");
  if (!(await isIndexed(which))) return refuse("outputs_not_indexed");
  return db().transaction(async (tx) => {
    const found = await freezeOutputs(tx, actor, which);
    if (!found.ok) return found;
    const samples = await readOutputs(
      tx,
      {},
      found.value.slice(0, SAMPLES).map(({ batchId, seq }) => ({ batchId, fromSeq: seq, toSeq: seq })),
      SAMPLES,
    );
    return accept({
      count: found.value.length,
      samples: await viewOutputs(tx, actor, samples),
      spent: await spentOn(tx, found.value),
      regeneration: rejects(deed) ? await previewRegenerations(tx, actor, toBeRejected(found.value)) : null,
    });
  }, SNAPSHOT);
}

/**
 * Asks for something to be done with every output that answers to a filter at this moment, or that is named, in the version
 * it has: a job does it, and none that comes to answer to the filter later is touched. Needs and refuses what
 * `previewBulkAction` does, and a rejection without a known reason.
 */
export async function askBulkAction(
  actor: Actor,
  { do: deed, reason, note, ...which }: BulkActionInput,
): Promise<Result<{ id: string; count: number }, Refused | "reason_unknown">> {
  if (!can(actor, BULK_PERMISSIONS[deed])) return refuse("forbidden");
  if (await isPractising(actor, deed)) return refuse("practice_first");
  const code = reasonOf(deed, reason, which.filter);
  if (code === undefined)
    return refuse("reason_unknown", undefined, [{ path: "reason", code: "reason_unknown" }]);
  if (!(await isIndexed(which))) return refuse("outputs_not_indexed");
  return db().transaction(async (tx) => {
    const found = await freezeOutputs(tx, actor, which);
    if (!found.ok) return found;
    const id = newId();
    const count = found.value.length;
    const filter = plainFilter(which.filter ?? {});
    const action = { do: deed, reason: code, note: note?.trim() || null, filter };
    await insertBulkAction(
      tx,
      { ...action, id, status: "queued", itemCount: count, askedBy: actor.memberId },
      bulkParts(found.value),
    );
    await recordAudit(tx, actor, {
      action: "outputs.bulk",
      targetType: "bulk-action",
      targetId: id,
      after: { ...action, count },
    });
    await enqueue(tx, runBulkActionJob, { actionId: id });
    return accept({ id, count });
  }, SNAPSHOT);
}

async function isPractising({ memberId }: Actor, deed: BulkDeed): Promise<boolean> {
  return BULK_PERMISSIONS[deed] === "review:decide" && (await practisesFirst(db(), memberId));
}

/** The reason to keep; `null`: none, or each output's own; `undefined`: there has to be one, and it is not known. */
function reasonOf(
  deed: BulkDeed,
  reason: string | undefined,
  filter: OutputFilter | undefined,
): string | null | undefined {
  if (!rejects(deed)) return null;
  const hasOwn = filter?.state === "rejected" || filter?.reason !== undefined;
  if (deed === "regenerate" && reason === undefined && hasOwn) return null;
  return rejectReason(reason ?? "")?.code;
}

/** How many of each batch a rejection could be about: what is approved stays. */
function toBeRejected(places: readonly OutputPlace[]): ReadonlyMap<string, number> {
  const open = places.filter(({ reviewState }) => reviewState !== "approved");
  return new Map([...Map.groupBy(open, ({ batchId }) => batchId)].map(([id, { length }]) => [id, length]));
}

async function spentOn(tx: Db, places: readonly OutputPlace[]): Promise<Money[]> {
  const batches = await readBatchesOfOutputs(
    tx,
    places.map(({ batchId }) => batchId),
  );
  const byCurrency = Map.groupBy(places, ({ batchId }) => batches.get(batchId)?.currency ?? "");
  return [...byCurrency].map(([currency, ofCurrency]) =>
    money(sumAmounts(ofCurrency.map(({ cost }) => cost)), currency),
  );
}

function plainFilter(filter: OutputFilter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}
