import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { type BatchRow, findBatch } from "#db/queries/batches/batches.ts";
import { isInChunk, readSettledSeqs } from "#db/queries/batches/chunks.ts";
import { readFailureGroups } from "#db/queries/batches/failure-groups.ts";
import {
  findItem,
  type ItemRow,
  listAttempts,
  listItems,
  listOpenChunks,
} from "#db/queries/batches/items.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import { findProbe, type ProbeRow } from "#db/queries/review/probes.ts";
import { findVersion } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { CallPurpose } from "#lib/calls/call-key.ts";
import { readCallKey } from "#lib/calls/call-key.ts";
import { wholeVerdicts } from "#lib/checks/kept-verdicts.ts";
import { isKeptBlind } from "#lib/checks/shown-blind.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import type { Failure } from "#lib/failure.ts";
import { inOrder } from "#lib/in-order.ts";
import { type Money, money } from "#lib/money.ts";
import { cutPage, decodeCursor, decodeNumberCursor, encodeCursor, isStoredInteger } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { itemId } from "../item-id.ts";
import { placeOf, seqCount } from "../item-seq.ts";
import type { ItemState } from "../item-state.ts";
import { openSeqs } from "../run/chunk-plan.ts";
import { type OutputVersionView, viewOutputVersions } from "./output-versions.ts";
import { stateAfter } from "./state-after.ts";

/** One output of a batch, made or still to be made. */
export interface ItemView {
  itemId: string;
  seq: number;
  rowNumber: number;
  language: string;
  state: ItemState;
  output: Record<string, unknown> | null;
  /** Of the output; `null` while there is none. */
  outputVersion: number | null;
  /** Why it failed, or was left out. */
  failure: Failure | null;
  failureGroup: string | null;
  /** None while it is kept from the reader what they found. */
  checks: Verdict[];
  /** The version of the output that the checks speak of. */
  checkedVersion: number | null;
  cost: Money;
  attempts: number;
  reviewState: ItemRow["reviewState"];
  /** Where it goes, of a rejected one. */
  route: ItemRow["route"];
  endedAt: string | null;
}

/** An item with what it went through and the row it is made from. */
export interface ItemWithRow extends ItemView {
  values: Record<string, string>;
  /** Of the row, in the order of its file. */
  columns: string[];
  versions: OutputVersionView[];
}

export interface ItemFilter {
  state?: ItemState | undefined;
  failureGroup?: string | undefined;
  reviewState?: ItemRow["reviewState"] | undefined;
  language?: string | undefined;
}

type Page<Item> = { items: Item[]; nextCursor: string | null };
type Refused = "forbidden" | "not_found";

/** A page of a batch's items in their order. Without a state, those that have ended. */
export async function viewItems(
  actor: Actor,
  batchId: string,
  { limit, cursor, ...filter }: ItemFilter & { limit: number; cursor?: string | undefined },
): Promise<Result<Page<ItemView>, Refused>> {
  const found = await readable(actor, batchId);
  if (!found.ok) return found;
  const batch = found.value;
  const { state, ...rest } = filter;
  if (state === "pending" || state === "running") return accept(await openItems(batch, state, limit, cursor));
  const afterSeq = decodeNumberCursor(cursor);
  const rows = await listItems(db(), batchId, { ...rest, state, limit, afterSeq });
  const page = cutPage(rows, limit, ({ seq }) => [seq]);
  const fields = await readFieldNames(batch);
  return accept({
    items: page.items.map((row) => itemOf(actor, batch, row, fields)),
    nextCursor: page.nextCursor,
  });
}

/**
 * An item with every version of its output and the row it is made from, which has no values when it is gone. To whom it was
 * shown a probe is an item like any other.
 */
export async function viewItem(
  actor: Actor,
  batchId: string,
  seq: number,
): Promise<Result<ItemWithRow, Refused | "outputs_removed">> {
  const found = await readable(actor, batchId);
  if (!found.ok) return found;
  const batch = found.value;
  const probe = await findShownProbe(actor, batch, seq);
  if (seq < 0 || (seq >= seqCount(batch) && !probe)) return refuse("not_found");
  if (batch.outputsRemovedAt) return refuse("outputs_removed");
  const original = await findItem(db(), batchId, probe?.ofSeq ?? seq);
  const row = original && probe ? asShown(original, probe) : original;
  if (!row && batch.only && !(await isInChunk(db(), batchId, seq))) return refuse("not_found");
  const item = row ? itemOf(actor, batch, row, await readFieldNames(batch)) : openItem(batch, seq, "pending");
  const [source] = await readRowsByNumber(db(), batch.datasetId, [item.rowNumber]);
  const dataset = await findDataset(db(), batch.datasetId);
  const columns = dataset?.columns.map(({ name }) => name) ?? [];
  const versions = row ? await viewOutputVersions(db(), row) : [];
  return accept({ ...item, values: inOrder(source?.values ?? {}, columns), columns, versions });
}

/** What stands for an item that was made to see what the actor decides on it. */
async function findShownProbe(actor: Actor, batch: BatchRow, seq: number): Promise<ProbeRow | null> {
  return seq >= seqCount(batch) ? findProbe(db(), actor.memberId, { batchId: batch.id, seq }) : null;
}

function asShown(row: ItemRow, { seq, output, editedOutput, checks, decision }: ProbeRow): ItemRow {
  return {
    ...row,
    ...{ seq, checks, checkedVersion: 1, reviewState: stateAfter(decision), route: null },
    output: editedOutput ?? output,
    outputVersion: editedOutput ? 2 : 1,
  };
}

/** One entry of a batch's ledger. */
export interface AttemptView {
  id: string;
  at: string;
  kind: "settled" | "released" | "unknown";
  seq: number;
  rowNumber: number;
  language: string;
  purpose: CallPurpose;
  outcome: string;
  usage: { inputTokens: number; cachedInputTokens: number; outputTokens: number };
  cost: Money;
  latencyMs: number | null;
  providerRequestId: string | null;
  /** The part of the price that was taken off, for a call made in a provider's batch. */
  batchDiscount: number | null;
  simulated: boolean;
}

/** A page of a batch's ledger, item by item; of one item when asked. */
export async function viewAttempts(
  actor: Actor,
  batchId: string,
  { seq, limit, cursor }: { seq?: number | undefined; limit: number; cursor?: string | undefined },
): Promise<Result<Page<AttemptView>, Refused>> {
  const found = await readable(actor, batchId);
  if (!found.ok) return found;
  const { languages } = found.value;
  const probe = seq === undefined ? null : await findShownProbe(actor, found.value, seq);
  const [afterSeq, afterId] = decodeCursor(cursor) ?? [];
  const isPosition = isStoredInteger(afterSeq) && typeof afterId === "string" && isUuid(afterId);
  const after = isPosition ? { seq: afterSeq, id: afterId } : undefined;
  const rows = await listAttempts(db(), batchId, { seq: probe?.ofSeq ?? seq, after, limit });
  const page = cutPage(rows, limit, (row) => [row.seq, row.id]);
  const items = page.items.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind,
    seq: probe?.seq ?? row.seq,
    ...placeOf(row.seq, languages),
    purpose: row.purpose,
    outcome: row.outcome,
    usage: {
      inputTokens: row.inputTokens,
      cachedInputTokens: row.cachedInputTokens,
      outputTokens: row.outputTokens,
    },
    cost: money(row.cost, row.currency),
    latencyMs: row.latencyMs,
    providerRequestId: row.providerRequestId,
    batchDiscount: row.batchDiscount === null ? null : Number(row.batchDiscount),
    simulated: row.simulated,
  }));
  return accept({ items, nextCursor: page.nextCursor });
}

/** Failures of one cause. */
export interface FailureGroupView {
  failureGroup: string;
  count: number;
  sample: Failure | null;
  lastAt: string;
}

/** What items of a batch failed for, most frequent first. */
export async function viewFailureGroups(
  actor: Actor,
  batchId: string,
): Promise<Result<FailureGroupView[], Refused>> {
  const found = await readable(actor, batchId);
  if (!found.ok) return found;
  const groups = await readFailureGroups(db(), batchId);
  return accept(
    groups.map(({ failureGroup, count, sample, lastAt }) => ({
      failureGroup,
      count,
      sample,
      lastAt: lastAt.toISOString(),
    })),
  );
}

async function readable(actor: Actor, batchId: string): Promise<Result<BatchRow, Refused>> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const batch = await findBatch(db(), batchId);
  return batch ? accept(batch) : refuse("not_found");
}

// Of the outputs, in the order of the template.
async function readFieldNames({ templateVersionId }: BatchRow): Promise<string[]> {
  const version = await findVersion(db(), templateVersionId);
  return version?.outputs.map(({ name }) => name) ?? [];
}

const CHUNKS_A_READ = 20;

// Items have no row before they end: those still open follow from the chunks that are, and from what is not yet
// handed out. A position is a chunk and a sequence number in it.
async function openItems(
  batch: BatchRow,
  state: "pending" | "running",
  limit: number,
  cursor: string | undefined,
): Promise<Page<ItemView>> {
  const { atChunk, afterSeq } = placeAmongOpen(cursor);
  const found: { chunk: number; seq: number }[] = [];
  let next = atChunk;
  while (found.length <= limit && next < TAIL) {
    const chunks = await listOpenChunks(db(), batch.id, next, CHUNKS_A_READ);
    for (const chunk of chunks) {
      const ended = await readSettledSeqs(db(), chunk);
      const started = new Set(Object.keys(chunk.started).map((key) => readCallKey(key).seq));
      const seqs = openSeqs(chunk, ended).filter((seq) => started.has(seq) === (state === "running"));
      const fresh = chunk.number === atChunk ? seqs.filter((seq) => seq > afterSeq) : seqs;
      found.push(...fresh.map((seq) => ({ chunk: chunk.number, seq })));
    }
    next = chunks.length < CHUNKS_A_READ ? TAIL : (chunks.at(-1)?.number ?? 0) + 1;
  }
  if (state === "pending") {
    const from = atChunk === TAIL ? afterSeq + 1 : batch.nextSeq;
    for (let seq = from; seq < batch.itemCount && found.length <= limit; seq++)
      found.push({ chunk: TAIL, seq });
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(({ seq }) => openItem(batch, seq, state)),
    nextCursor: found.length > limit && last ? encodeCursor([last.chunk, last.seq]) : null,
  };
}

function placeAmongOpen(cursor: string | undefined): { atChunk: number; afterSeq: number } {
  const [chunk, seq] = decodeCursor(cursor) ?? [];
  const isPlace = (chunk === TAIL || isStoredInteger(chunk)) && isStoredInteger(seq) && seq >= 0;
  return isPlace ? { atChunk: chunk, afterSeq: seq } : { atChunk: 0, afterSeq: -1 };
}

/** Stands for the chunk of what is not handed out yet. */
const TAIL = 2 ** 31;

function openItem(batch: BatchRow, seq: number, state: "pending" | "running"): ItemView {
  return {
    itemId: itemId(batch.id, seq),
    seq,
    ...placeOf(seq, batch.languages),
    state,
    output: null,
    outputVersion: null,
    failure: null,
    failureGroup: null,
    checks: [],
    checkedVersion: null,
    cost: money("0", batch.currency),
    attempts: 0,
    reviewState: "none",
    route: null,
    endedAt: null,
  };
}

function itemOf(actor: Actor, batch: BatchRow, row: ItemRow, fields: readonly string[]): ItemView {
  return {
    itemId: itemId(batch.id, row.seq),
    seq: row.seq,
    rowNumber: row.rowNumber,
    language: row.language,
    state: row.state,
    output: row.output && inOrder(row.output, fields),
    outputVersion: row.output && row.outputVersion,
    failure: row.failure,
    failureGroup: row.failureGroup,
    checks: checksOf(actor, batch, row),
    checkedVersion: row.output && row.checkedVersion,
    cost: money(row.cost, batch.currency),
    attempts: row.attempts,
    reviewState: row.reviewState,
    route: row.route,
    endedAt: row.endedAt.toISOString(),
  };
}

function checksOf(actor: Actor, batch: BatchRow, row: ItemRow): Verdict[] {
  if (isKeptBlind(actor, batch, row)) return [];
  return row.output ? wholeVerdicts(row.checks) : row.checks;
}
