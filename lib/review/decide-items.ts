import { type Db, db } from "#db/client.ts";
import {
  insertOutputVersions,
  type NewOutputVersion,
  readOutputVersions,
} from "#db/queries/batches/output-versions.ts";
import { readReviewContexts } from "#db/queries/review/batches.ts";
import {
  findRequests,
  type ItemChange,
  insertDecisions,
  type LockedItemRow,
  lockItems,
  lockReviewCounters,
  moveReviewCounters,
  readItemDecisions,
  readOwnDecisions,
  writeItemChanges,
} from "#db/queries/review/decisions.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { editorOf, versionsToKeep } from "#lib/batches/output-version.ts";
import type { ReviewState } from "#lib/checks/first-review-state.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { checkOutput, type Misfit } from "#lib/templates/output.ts";
import type { OutputField } from "#lib/templates/template.ts";
import {
  type Decision,
  type DecisionKind,
  judge,
  type Output,
  type ReviewedItem,
  UNDO_DEPTH,
  type UndoFacts,
  type Verdict,
} from "./decision.ts";
import { type RejectCode, rejectReason } from "./reject-reason.ts";

/** A decision as the client sends it. */
export interface DecisionInput {
  /** The client's own id of this decision: sent again, it is made once. */
  requestId?: string | undefined;
  itemId: string;
  token: number;
  outputVersion: number;
  decision: DecisionKind;
  /** With `reject`: the code or key of a reason. */
  reason?: string | undefined;
  note?: string | undefined;
  /** With `edit`: the fields that changed, or all of them. */
  output?: Output | undefined;
}

/** What became of one decision, and the item as it now stands. */
export interface DecisionResult {
  itemId: string;
  status: "accepted" | "conflict" | "forbidden" | "stale" | "invalid" | "not_found";
  /** Why it was not accepted. */
  code?: string;
  /** With `invalid`: what does not fit, by field. */
  errors?: { path: string; code: string; params?: Record<string, string | number> }[];
  item?: ItemState;
}

export interface ItemState {
  reviewState: ReviewState;
  output: Output;
  outputVersion: number;
  /** Of the latest claim; the actor's own after an undo. */
  token: number;
  decidedBy: { memberId: string; name: string } | null;
  decidedAt: string | null;
  lastEditedBy: { memberId: string; name: string } | null;
}

interface Ready {
  input: DecisionInput;
  at: { batchId: string; seq: number };
  decision: Decision;
  reason?: RejectCode;
  /** With `edit`: what the output has to fit. */
  fields?: OutputField[];
}
type Item = LockedItemRow & ReviewedItem;

/**
 * Makes decisions, each on its own merits, in the order given and in one transaction with their log, counters and
 * audit entry. Who launched a batch or last edited an item decides nothing on it, whatever the claim.
 */
export async function decideItems(
  actor: Actor,
  inputs: DecisionInput[],
): Promise<Result<DecisionResult[], "forbidden">> {
  if (!can(actor, "review:decide")) return refuse("forbidden");
  const prepared = await prepare(inputs);
  const ready = prepared.filter((one): one is Ready => "decision" in one);
  const decided = await db().transaction((tx) => decideAll(tx, actor, ready));
  return accept(prepared.map((one) => ("decision" in one ? (decided.get(one) ?? notFound(one.input)) : one)));
}

// Everything that can be refused without looking at the items, and so without a lock.
async function prepare(inputs: DecisionInput[]): Promise<(Ready | DecisionResult)[]> {
  const edited = inputs
    .filter(({ decision }) => decision === "edit")
    .map(({ itemId }) => parseItemId(itemId));
  const contexts = await readReviewContexts(db(), [...new Set(edited.flatMap((at) => at?.batchId ?? []))]);
  const fieldsOf = new Map(contexts.map(({ batchId, outputs }) => [batchId, outputs as OutputField[]]));
  return inputs.map((input) => {
    const at = parseItemId(input.itemId);
    if (!at) return notFound(input);
    const { token, outputVersion } = input;
    const ready: Ready = { input, at, decision: { kind: input.decision, token, outputVersion } };
    if (input.decision === "reject") {
      const reason = rejectReason(input.reason ?? "");
      return reason ? { ...ready, reason: reason.code } : invalid(input, "reason", "reason_unknown");
    }
    if (input.decision !== "edit") return ready;
    const fields = fieldsOf.get(at.batchId);
    if (!fields) return notFound(input);
    return input.output ? { ...ready, fields } : invalid(input, "output", "output_missing");
  });
}

async function decideAll(tx: Db, actor: Actor, ready: Ready[]): Promise<Map<Ready, DecisionResult>> {
  const results = new Map<Ready, DecisionResult>();
  if (ready.length === 0) return results;
  const batchIds = [...new Set(ready.map(({ at }) => at.batchId))].sort();
  await lockReviewCounters(tx, batchIds);
  const items = new Map<string, Item>();
  for (const row of await lockItems(tx, uniqueItems(ready)))
    items.set(itemId(row.batchId, row.seq), { ...row, output: row.output ?? {} });
  const before = new Map([...items].map(([id, item]) => [id, item.reviewState]));
  const requestIds = ready.flatMap(({ input }) => input.requestId ?? []);
  const madeBefore = await findRequests(tx, actor.memberId, requestIds);

  const log: Parameters<typeof insertDecisions>[1] = [];
  const versions: NewOutputVersion[] = [];
  const changed = new Set<string>();
  const verdicts = new Map<Ready, Verdict>();
  for (const one of ready) {
    const id = one.input.itemId;
    const item = items.get(id);
    if (!item) continue;
    const misfits = fitEdit(one, item);
    if (misfits) {
      results.set(one, { itemId: id, status: "invalid", code: "output_misfit", errors: misfits });
      continue;
    }
    const isRepeated = one.input.requestId !== undefined && madeBefore.has(one.input.requestId);
    const verdict: Verdict = isRepeated
      ? { status: "accepted", change: null }
      : judge(item, one.decision, actor.memberId, await undoFacts(tx, actor, one, item, log, versions));
    verdicts.set(one, verdict);
    if (verdict.status !== "accepted" || !verdict.change) continue;
    if (one.input.requestId) madeBefore.add(one.input.requestId);
    log.push(logEntry(actor, one, item));
    versions.push(...versionsOf(actor, one, item, verdict.change));
    Object.assign(item, verdict.change, { isLeaseOver: false });
    changed.add(id);
  }

  await writeItemChanges(
    tx,
    [...changed].map((id) => items.get(id) as Item & ItemChange),
  );
  await insertOutputVersions(tx, versions);
  await insertDecisions(tx, log);
  await writeCounters(tx, before, items);
  await writeAudit(tx, actor, log);
  const names = await readMemberNames(
    tx,
    [...items.values()].flatMap((i) => [i.decidedBy, i.lastEditedBy]),
  );
  for (const [one, verdict] of verdicts) {
    const item = items.get(one.input.itemId);
    if (item) results.set(one, toResult(one.input, verdict, item, names, changed.has(one.input.itemId)));
  }
  return results;
}

// Fields an edit leaves out stay as they are, so the whole is known only now that the item is.
function fitEdit({ input, decision, fields }: Ready, item: Item): Misfit[] | null {
  if (decision.kind !== "edit" || !fields) return null;
  const fitted = checkOutput(fields, { ...item.output, ...input.output });
  if (!fitted.ok) return fitted.misfits;
  decision.output = fitted.output;
  return null;
}

function uniqueItems(ready: Ready[]): { batchId: string; seq: number }[] {
  return [...new Map(ready.map(({ input, at }) => [input.itemId, at])).values()];
}

// Decisions made earlier in the same call are not in the table yet, so they are put on top of what is.
async function undoFacts(
  tx: Db,
  actor: Actor,
  { at, decision }: Ready,
  item: Item,
  log: Parameters<typeof insertDecisions>[1],
  newVersions: NewOutputVersion[],
): Promise<UndoFacts | undefined> {
  if (decision.kind !== "undo") return undefined;
  const isOfItem = ({ batchId, seq }: { batchId: string; seq: number }) =>
    batchId === at.batchId && seq === at.seq;
  const written = await readItemDecisions(tx, at.batchId, at.seq);
  const last = [...written, ...log.filter(isOfItem)].at(-1);
  if (!last) return { last: null, editorBefore: null, isPublished: false };
  const kept = await readOutputVersions(tx, [at]);
  const versions = [...kept, ...newVersions.filter(isOfItem)];
  const own = await readOwnDecisions(tx, actor.memberId, UNDO_DEPTH);
  const isRecent = log.some(({ id }) => id === last.id) || own.some(({ id }) => id === last.id);
  const before = versions.find(({ version }) => version === last.outputVersion);
  return {
    last: {
      memberId: last.memberId,
      kind: last.decision,
      outputBefore: before?.output ?? null,
      isRecent,
    },
    editorBefore: editorOf(versions, last.outputVersion),
    isPublished: item.isPublished,
  };
}

function logEntry(
  actor: Actor,
  { input, at, reason }: Ready,
  item: Item,
): Parameters<typeof insertDecisions>[1][number] {
  return {
    id: newId(),
    batchId: at.batchId,
    seq: at.seq,
    memberId: actor.memberId,
    decision: input.decision,
    reason: reason ?? null,
    note: input.note?.trim() || null,
    outputVersion: item.outputVersion,
    claimToken: item.claimToken,
    requestId: input.requestId ?? null,
  };
}

// An edit can be taken back only while nothing came after it, so what it was made from is the version before.
function versionsOf(
  { memberId }: Actor,
  { at, decision }: Ready,
  item: Item,
  { output }: Partial<ReviewedItem>,
): NewOutputVersion[] {
  if (!output) return [];
  const from =
    decision.kind === "undo"
      ? { kind: "restored" as const, fromVersion: item.outputVersion - 1 }
      : { kind: "edited" as const, fromVersion: item.outputVersion };
  return versionsToKeep(item, { ...from, output, madeBy: memberId }).map((version) => ({
    ...version,
    ...at,
  }));
}

const COUNTED = ["pending", "approved", "rejected", "escalated"] as const;

async function writeCounters(
  tx: Db,
  before: Map<string, ReviewState>,
  items: Map<string, Item>,
): Promise<void> {
  const moves = new Map<string, Record<(typeof COUNTED)[number], number>>();
  for (const [id, item] of items) {
    const from = before.get(id);
    if (from === item.reviewState) continue;
    const by = moves.get(item.batchId) ?? { pending: 0, approved: 0, rejected: 0, escalated: 0 };
    for (const state of COUNTED) by[state] += Number(item.reviewState === state) - Number(from === state);
    moves.set(item.batchId, by);
  }
  for (const [batchId, by] of [...moves].sort()) await moveReviewCounters(tx, batchId, by);
}

async function writeAudit(tx: Db, actor: Actor, log: Parameters<typeof insertDecisions>[1]): Promise<void> {
  for (const [batchId, ofBatch] of Map.groupBy(log, (entry) => entry.batchId)) {
    const counts: Record<string, number> = {};
    for (const { decision } of ofBatch) counts[decision] = (counts[decision] ?? 0) + 1;
    await recordAudit(tx, actor, {
      action: "review.decide",
      targetType: "batch",
      targetId: batchId,
      after: counts,
    });
  }
}

function toResult(
  input: DecisionInput,
  verdict: Verdict,
  item: Item,
  names: Map<string, string>,
  isChangedNow: boolean,
): DecisionResult {
  const named = (id: string | null) => (id ? { memberId: id, name: names.get(id) ?? "" } : null);
  const decidedAt = isChangedNow ? new Date().toISOString() : item.decidedAt;
  return {
    itemId: input.itemId,
    status: verdict.status,
    ...(verdict.status !== "accepted" && { code: verdict.code }),
    item: {
      reviewState: item.reviewState,
      output: item.output,
      outputVersion: item.outputVersion,
      token: item.claimToken,
      decidedBy: named(item.decidedBy),
      decidedAt: item.decidedBy && decidedAt ? new Date(decidedAt).toISOString() : null,
      lastEditedBy: named(item.lastEditedBy),
    },
  };
}

function notFound({ itemId }: DecisionInput): DecisionResult {
  return { itemId, status: "not_found", code: "not_found" };
}

function invalid({ itemId }: DecisionInput, path: string, code: string): DecisionResult {
  return { itemId, status: "invalid", code, errors: [{ path, code }] };
}
