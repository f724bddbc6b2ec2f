import { type Db, db } from "#db/client.ts";
import { type BatchOfOutputs, readBatchesOfOutputs } from "#db/queries/outputs/batches-of-outputs.ts";
import { type OutputRow, readOutputs } from "#db/queries/outputs/find-outputs.ts";
import { countToIndex } from "#db/queries/outputs/terms.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { wholeVerdicts } from "#lib/checks/kept-verdicts.ts";
import { isKeptBlind } from "#lib/checks/shown-blind.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { inOrder } from "#lib/in-order.ts";
import { type Money, money } from "#lib/money.ts";
import { decodeItemCursor, encodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { OutputFilter } from "./filter-schema.ts";
import { indexOutputs } from "./index-outputs.ts";
import { outputQuestion } from "./output-question.ts";
import { walkOutputs } from "./walk-outputs.ts";

/** An output of any batch, with where it stands. */
export interface OutputView {
  itemId: string;
  batch: { id: string; name: string };
  template: { id: string; name: string; version: number | null };
  seq: number;
  rowNumber: number;
  language: string;
  output: Record<string, unknown>;
  outputVersion: number;
  state: OutputRow["reviewState"];
  /** What it was rejected for, of a rejected one. */
  reason: string | null;
  /** None while it is kept from the reader what they found. */
  checks: Verdict[];
  isBlind: boolean;
  /** The version of the output that the checks speak of. */
  checkedVersion: number;
  cost: Money;
  simulated: boolean;
  endedAt: string;
  decidedAt: string | null;
}

export interface OutputPage {
  items: OutputView[];
  nextCursor: string | null;
  /** How many outputs are too new to be found by text or check yet. */
  notIndexed: number;
}

/** How long one page looks for outputs; what it found by then is the page, and the next one goes on. */
const PATIENCE_MS = 150;
/** What was made a moment ago is found at once where there is not much of it. */
const INDEX_PATIENCE_MS = 60;
const MOST_COUNTED = 10_000;

/**
 * A page of the outputs that answer to a filter, those of the newest batch first. A page may have fewer than `limit`, or
 * none, and still a next one. Needs `batches:read`; whose decisions others made is for those who may see it.
 */
export async function listOutputs(
  actor: Actor,
  filter: OutputFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Result<OutputPage, "forbidden">> {
  if (!maySee(actor, filter)) return refuse("forbidden");
  const question = outputQuestion(actor, filter);
  if (!question) return accept({ items: [], nextCursor: null, notIndexed: 0 });
  const isIndexed = !question.terms || (await indexOutputs({ patienceMs: INDEX_PATIENCE_MS, waits: true }));
  const { rows, next } = await walkOutputs(db(), readOutputs, question, {
    from: decodeItemCursor(cursor),
    limit,
    patienceMs: PATIENCE_MS,
  });
  return accept({
    items: await viewOutputs(db(), actor, await withoutToldBlind(db(), actor, filter, rows)),
    nextCursor: next && encodeCursor([next.batchId, next.seq]),
    notIndexed: isIndexed ? 0 : await countToIndex(db(), MOST_COUNTED),
  });
}

/** Whether the actor may read outputs by this filter. */
export function maySee(actor: Actor, { decidedBy }: OutputFilter): boolean {
  const isOwn = decidedBy === undefined || decidedBy === actor.memberId;
  return can(actor, "batches:read") && (isOwn || can(actor, "quality:read-all"));
}

/**
 * What a filter found without outputs of which it would tell what the checks found, where that is kept from the actor.
 */
export async function withoutToldBlind<Found extends Pick<OutputRow, "batchId" | "seq" | "reviewState">>(
  tx: Db,
  actor: Actor,
  { check, verdict, field }: OutputFilter,
  found: Found[],
): Promise<Found[]> {
  if (!check && !verdict && !field) return found;
  const batches = await readBatchesOfOutputs(
    tx,
    found.map(({ batchId }) => batchId),
  );
  return found.filter((output) => {
    const batch = batches.get(output.batchId);
    return batch && !isKeptBlind(actor, batch, output);
  });
}

/** Outputs as the actor is told of them, in the same order. */
export async function viewOutputs(tx: Db, actor: Actor, rows: readonly OutputRow[]): Promise<OutputView[]> {
  const batches = await readBatchesOfOutputs(
    tx,
    rows.map(({ batchId }) => batchId),
  );
  return rows.flatMap((row) => {
    const batch = batches.get(row.batchId);
    return batch ? [toView(actor, row, batch)] : [];
  });
}

function toView(actor: Actor, row: OutputRow, batch: BatchOfOutputs): OutputView {
  const { batchId, seq, rowNumber, language, outputVersion, checkedVersion, reason } = row;
  const isBlind = isKeptBlind(actor, batch, row);
  return {
    itemId: itemId(batchId, seq),
    batch: { id: batch.id, name: batch.name },
    template: { id: batch.templateId, name: batch.templateName, version: batch.versionNumber },
    ...{ seq, rowNumber, language, outputVersion, checkedVersion, reason },
    output: inOrder(row.output, batch.fields),
    state: row.reviewState,
    checks: isBlind ? [] : wholeVerdicts(row.checks),
    isBlind,
    cost: money(row.cost, batch.currency),
    simulated: batch.simulated,
    endedAt: new Date(row.endedAt).toISOString(),
    decidedAt: row.decidedAt && new Date(row.decidedAt).toISOString(),
  };
}
