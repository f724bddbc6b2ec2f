import { type Db, db } from "#db/client.ts";
import { readBatchesOfOutputs } from "#db/queries/outputs/batches-of-outputs.ts";
import { insertBulkAction } from "#db/queries/outputs/bulk-actions.ts";
import { type OutputPlace, readOutputPlaces, readOutputs } from "#db/queries/outputs/find-outputs.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { type Money, money, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { rejectReason } from "#lib/review/reject-reason.ts";
import { BULK_PERMISSIONS, type BulkDeed, bulkParts, MOST_OUTPUTS } from "./bulk-action.ts";
import type { OutputFilter } from "./filter-schema.ts";
import { indexOutputs } from "./index-outputs.ts";
import { runBulkActionJob } from "./jobs.ts";
import { maySee, type OutputView, viewOutputs, withoutToldBlind } from "./list-outputs.ts";
import { isEmptyFilter } from "./output-filter.ts";
import { outputQuestion } from "./output-question.ts";
import { walkOutputs } from "./walk-outputs.ts";

/** What somebody wants done with every output of a filter. */
export interface BulkActionInput {
  filter: OutputFilter;
  do: BulkDeed;
  /** With `reject`: the code or key of a reason. */
  reason?: string | undefined;
  note?: string | undefined;
}

type Refused =
  | "forbidden"
  | "empty_filter"
  | "nothing_matches"
  | "too_many_outputs"
  | "outputs_not_indexed"
  | "filter_too_slow";

/** What an action would be about. */
export interface BulkPreview {
  count: number;
  samples: OutputView[];
  /** What these outputs have cost, by currency. */
  spent: Money[];
}

const SAMPLES = 5;
const INDEX_PATIENCE_MS = 3_000;
const PATIENCE_MS = 20_000;

/**
 * Counts the outputs of a filter before something is done with them. Needs the permission for what is to be done:
 * `review:decide`, and `batches:control` to check anew. Refuses a filter that says nothing, one of no outputs or of
 * more than 100,000, one by text or check while too many outputs are not in the index yet, and one that takes too long.
 */
export async function previewBulkAction(
  actor: Actor,
  { filter, do: deed }: Pick<BulkActionInput, "filter" | "do">,
): Promise<Result<BulkPreview, Refused>> {
  if (!can(actor, BULK_PERMISSIONS[deed])) return refuse("forbidden");
  if (!(await isIndexed(filter))) return refuse("outputs_not_indexed");
  return db().transaction(async (tx) => {
    const found = await freeze(tx, actor, filter);
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
    });
  }, SNAPSHOT);
}

/**
 * Asks for something to be done with every output that answers to a filter at this moment, in the version it has: a job
 * does it, and none that comes to answer to the filter later is touched. Needs and refuses what `previewBulkAction`
 * does, and a rejection without a known reason.
 */
export async function askBulkAction(
  actor: Actor,
  { filter, do: deed, reason, note }: BulkActionInput,
): Promise<Result<{ id: string; count: number }, Refused | "reason_unknown">> {
  if (!can(actor, BULK_PERMISSIONS[deed])) return refuse("forbidden");
  const code = deed === "reject" ? rejectReason(reason ?? "")?.code : null;
  if (code === undefined)
    return refuse("reason_unknown", undefined, [{ path: "reason", code: "reason_unknown" }]);
  if (!(await isIndexed(filter))) return refuse("outputs_not_indexed");
  return db().transaction(async (tx) => {
    const found = await freeze(tx, actor, filter);
    if (!found.ok) return found;
    const id = newId();
    const count = found.value.length;
    const action = { do: deed, reason: code, note: note?.trim() || null, filter: plainFilter(filter) };
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

/** All of one answer is read as it stands at one moment, however many statements that takes. */
const SNAPSHOT = { isolationLevel: "repeatable read" } as const;

/** Whether all that the filter may be about is in the index, or it asks for nothing that is. */
async function isIndexed({ q, check, verdict }: OutputFilter): Promise<boolean> {
  return (!q && !check && !verdict) || indexOutputs({ patienceMs: INDEX_PATIENCE_MS, waits: true });
}

async function freeze(tx: Db, actor: Actor, filter: OutputFilter): Promise<Result<OutputPlace[], Refused>> {
  if (!maySee(actor, filter)) return refuse("forbidden");
  if (isEmptyFilter(filter)) return refuse("empty_filter");
  const question = outputQuestion(actor, filter);
  if (!question) return refuse("nothing_matches");
  const { rows, next } = await walkOutputs(tx, readOutputPlaces, question, {
    limit: MOST_OUTPUTS,
    patienceMs: PATIENCE_MS,
  });
  if (rows.length === MOST_OUTPUTS && next) return refuse("too_many_outputs", { limit: MOST_OUTPUTS });
  if (next) return refuse("filter_too_slow");
  const told = await withoutToldBlind(tx, actor, filter, rows);
  return told.length === 0 ? refuse("nothing_matches") : accept(told);
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
