import { type Db, db } from "#db/client.ts";
import {
  insertOutputVersions,
  type NewOutputVersion,
  readOutputVersions,
} from "#db/queries/batches/output-versions.ts";
import { noteJudged } from "#db/queries/checks/judged-decisions.ts";
import { noteRejected } from "#db/queries/memory/entries.ts";
import { type ReviewContextRow, readReviewContexts } from "#db/queries/review/batches.ts";
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
import { countTries } from "#db/queries/review/regenerations.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { editorOf, versionsToKeep } from "#lib/batches/output-version.ts";
import type { ReviewState } from "#lib/checks/first-review-state.ts";
import { isShownBlind } from "#lib/checks/shown-blind.ts";
import { type ApprovedItem, rememberApproved } from "#lib/memory/remember-approved.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { checkOutput, type Misfit } from "#lib/templates/output.ts";
import { authorsOf } from "./authors.ts";
import {
  type ClaimedDecision,
  type Decision,
  judge,
  leftState,
  type Output,
  type ReviewedItem,
  standingBefore,
  UNDO_DEPTH,
  type UndoFacts,
  type Verdict,
} from "./decision.ts";
import { fieldsIn } from "./fields-in.ts";
import { judgeLots } from "./lots/judge-lots.ts";
import { noteDouble, readDoubles } from "./note-double.ts";
import { decideProbes } from "./probes/decide-probes.ts";
import { recheckOutputs } from "./recheck-outputs.ts";
import { askRegenerations } from "./regeneration/ask-regenerations.ts";
import { triesLeft } from "./regeneration/tries.ts";
import { type RejectCode, type RejectRoute, rejectReason } from "./reject-reason.ts";
import { digestOf, judgeRepeated } from "./repeated-request.ts";

/** A decision as the client sends it. */
export interface DecisionInput {
  /** The client's own id of this decision: sent again, it is made once. */
  requestId?: string | undefined;
  itemId: string;
  token: number;
  outputVersion: number;
  decision: ClaimedDecision;
  /** With `reject`: the code or key of a reason. */
  reason?: string | undefined;
  note?: string | undefined;
  /** With `reject`: where the item goes; its reason's route by default. */
  route?: RejectRoute | undefined;
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
  /** With `blocked_by_check`: the kinds of check that somebody would have to override. */
  blockedBy?: string[];
  item?: ItemState;
}

export interface ItemState {
  reviewState: ReviewState;
  output: Output;
  outputVersion: number;
  /** Of the latest claim; the actor's own after an undo. */
  token: number;
  /** Where it goes, of a rejected one. */
  route: RejectRoute | null;
  decidedBy: { memberId: string; name: string } | null;
  decidedAt: string | null;
  lastEditedBy: { memberId: string; name: string } | null;
}

/** A decision that can be made as far as can be told without looking at its item. */
export interface Ready {
  input: Omit<DecisionInput, "token">;
  at: { batchId: string; seq: number };
  decision: Decision;
  reason?: RejectCode;
  /** With `edit`: the run whose fields the output has to fit. */
  context?: ReviewContextRow;
}
type Item = LockedItemRow & ReviewedItem;

const FIRST_VERSION = 1;

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
  return accept(await decidePrepared(actor, prepared));
}

/**
 * Makes the decisions that are ready and gives what became of each, beside what was refused before.
 * @param actionId the bulk action that they are a part of.
 */
export async function decidePrepared(
  actor: Actor,
  prepared: readonly (Ready | DecisionResult)[],
  actionId: string | null = null,
): Promise<DecisionResult[]> {
  const ready = prepared.filter((one): one is Ready => "decision" in one);
  const decided = await db().transaction(async (tx) => {
    const probed = await decideProbes(tx, actor, ready);
    const items = await decideAll(
      tx,
      actor,
      ready.filter((one) => !probed.has(one)),
      actionId,
    );
    return new Map<Ready, DecisionResult>([...probed, ...items]);
  });
  return prepared.map((one) => ("decision" in one ? (decided.get(one) ?? notFound(one.input)) : one));
}

// Everything that can be refused without looking at the items, and so without a lock.
async function prepare(inputs: DecisionInput[]): Promise<(Ready | DecisionResult)[]> {
  const edited = inputs
    .filter(({ decision }) => decision === "edit")
    .map(({ itemId }) => parseItemId(itemId));
  const contexts = await readReviewContexts(db(), [...new Set(edited.flatMap((at) => at?.batchId ?? []))]);
  const contextOf = new Map(contexts.map((context) => [context.batchId, context]));
  return inputs.map((input) => {
    const at = parseItemId(input.itemId);
    if (!at) return notFound(input);
    const { token, outputVersion } = input;
    const ready: Ready = { input, at, decision: { kind: input.decision, token, outputVersion } };
    if (input.decision === "reject") return withReason(ready);
    if (input.decision !== "edit") return ready;
    const context = contextOf.get(at.batchId);
    if (!context) return notFound(input);
    return input.output ? { ...ready, context } : invalid(input, "output", "output_missing");
  });
}

/** A rejection with its reason and the route it takes; refused without a reason that is known. */
export function withReason(ready: Ready): Ready | DecisionResult {
  const { input, decision } = ready;
  const reason = rejectReason(input.reason ?? "");
  if (!reason) return invalid(input, "reason", "reason_unknown");
  return { ...ready, reason: reason.code, decision: { ...decision, route: input.route ?? reason.route } };
}

async function decideAll(
  tx: Db,
  actor: Actor,
  ready: Ready[],
  actionId: string | null,
): Promise<Map<Ready, DecisionResult>> {
  const results = new Map<Ready, DecisionResult>();
  if (ready.length === 0) return results;
  const batchIds = [...new Set(ready.map(({ at }) => at.batchId))].sort();
  await lockReviewCounters(tx, batchIds);
  const items = new Map<string, Item>();
  for (const row of await lockItems(tx, uniqueItems(ready.map(({ at }) => at))))
    items.set(itemId(row.batchId, row.seq), { ...row, output: row.output ?? {} });
  await readDoubles(tx, [...items.values()]);
  const before = new Map([...items].map(([id, item]) => [id, item.reviewState]));
  const requestIds = ready.flatMap(({ input }) => input.requestId ?? []);
  const madeBefore = await findRequests(tx, actor.memberId, requestIds);
  await countTriesLeft(tx, ready);

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
    const past = await undoFacts(tx, actor, one, item, log, versions);
    const verdict =
      judgeRepeated(one.input, madeBefore) ?? judge(item, one.decision, actor.memberId, past?.facts);
    verdicts.set(one, verdict);
    if (verdict.status !== "accepted" || !verdict.change) continue;
    if (one.input.requestId) madeBefore.set(one.input.requestId, digestOf(one.input));
    const entry = logEntry(actor, one, item, verdict.change);
    await noteDouble(
      tx,
      // From a list nobody reads blind: what is begun there ends.
      one.decision.token === null ? "escalate" : one.decision.kind,
      { ...item, decisionId: entry.id, memberId: actor.memberId },
      past?.lastId,
    );
    log.push(entry);
    const made = versionsOf(actor, one, item, verdict.change);
    versions.push(...made);
    Object.assign(item, verdict.change, { isLeaseOver: false });
    await readDoubles(tx, [item]);
    if (one.decision.kind === "edit") item.authors = await authorsAfter(tx, one.at, item, versions);
    changed.add(id);
  }

  await noteJudged(tx, log);
  await writeItemChanges(
    tx,
    [...changed].map((id) => items.get(id) as Item & ItemChange),
  );
  await insertOutputVersions(tx, versions);
  const decidedOn = [...changed].map((id) => items.get(id) as Item);
  await rememberApproved(tx, decidedOn.flatMap(approvedOf));
  await noteRejected(tx, decidedOn.filter(isRememberedAndRejected));
  await recheckOutputs(tx, uniqueItems(versions));
  await insertDecisions(tx, log);
  await judgeLots(tx, decidedItems(items, log));
  await askRegenerations(tx, regenerationsOf(actor, log, actionId));
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

/**
 * The item as its template's memory takes it up, where a person has approved it; none for one that the memory has already,
 * because its output is out of it.
 */
function approvedOf(item: Item): ApprovedItem[] {
  const { hasMemory, isRemembered, outputVersion, reviewState, decidedBy } = item;
  const isNew = hasMemory && !(isRemembered && outputVersion === FIRST_VERSION);
  return isNew && reviewState === "approved" && decidedBy ? [{ ...item, approvedBy: decidedBy }] : [];
}

/** Whether the memory gave an output that a person rejects, and not because of its source. */
function isRememberedAndRejected({ isRemembered, outputVersion, reviewState, route }: Item): boolean {
  return (
    isRemembered && outputVersion === FIRST_VERSION && reviewState === "rejected" && route !== "fix-source"
  );
}

async function countTriesLeft(tx: Db, ready: readonly Ready[]): Promise<void> {
  const regenerating = ready.filter(({ decision }) => decision.route === "regenerate");
  for (const [batchId, ofBatch] of Map.groupBy(regenerating, ({ at }) => at.batchId)) {
    const tries = await countTries(
      tx,
      batchId,
      ofBatch.map(({ at }) => at.seq),
    );
    for (const { decision, at } of ofBatch) decision.triesLeft = triesLeft(tries.get(at.seq) ?? 0);
  }
}

/**
 * The outputs to be made anew: those of which a rejection that says so is the last word. One of two people's that rejects
 * nothing yet, or nothing by itself, asks for none.
 */
function regenerationsOf(
  { memberId }: Actor,
  log: Parameters<typeof insertDecisions>[1],
  actionId: string | null,
): Parameters<typeof askRegenerations>[1] {
  const lastOfEach = new Map(log.map((entry) => [itemId(entry.batchId, entry.seq), entry]));
  return [...lastOfEach.values()]
    .filter(({ route, leftState }) => route === "regenerate" && !leftState)
    .map(({ id, batchId, seq, outputVersion, reason = null, note = null }) => ({
      batchId,
      seq,
      cause: "rejection" as const,
      decisionId: id,
      fromVersion: outputVersion,
      reason,
      note,
      askedBy: memberId,
      actionId,
    }));
}

async function authorsAfter(
  tx: Db,
  at: { batchId: string; seq: number },
  item: Item,
  newVersions: readonly NewOutputVersion[],
): Promise<string[]> {
  return authorsOf(await versionsOfItem(tx, at, newVersions), item.outputVersion);
}

/** The versions of an item: those that are kept, and those of this call. */
async function versionsOfItem(
  tx: Db,
  at: { batchId: string; seq: number },
  newVersions: readonly NewOutputVersion[],
): Promise<NewOutputVersion[]> {
  const kept = await readOutputVersions(tx, [at]);
  return [...kept, ...newVersions.filter(({ batchId, seq }) => batchId === at.batchId && seq === at.seq)];
}

// Fields an edit leaves out stay as they are, so the whole is known only now that the item is.
function fitEdit({ input, decision, context }: Ready, item: Item): Misfit[] | null {
  if (decision.kind !== "edit" || !context) return null;
  const fitted = checkOutput(fieldsIn(context, item.language), { ...item.output, ...input.output });
  if (!fitted.ok) return fitted.misfits;
  decision.output = fitted.output;
  return null;
}

function uniqueItems<At extends { batchId: string; seq: number }>(places: readonly At[]): At[] {
  return [...new Map(places.map((at) => [itemId(at.batchId, at.seq), at])).values()];
}

// Decisions made earlier in the same call are not in the table yet, so they are put on top of what is.
async function undoFacts(
  tx: Db,
  actor: Actor,
  { at, decision }: Ready,
  item: Item,
  log: Parameters<typeof insertDecisions>[1],
  newVersions: NewOutputVersion[],
): Promise<{ facts: UndoFacts; lastId: string | null } | undefined> {
  if (decision.kind !== "undo") return undefined;
  const isOfItem = ({ batchId, seq }: { batchId: string; seq: number }) =>
    batchId === at.batchId && seq === at.seq;
  const written = await readItemDecisions(tx, at.batchId, at.seq);
  const decisions = [...written, ...log.filter(isOfItem)];
  const standing = standingBefore(decisions);
  const last = decisions.at(-1);
  if (!last) {
    const facts = { last: null, editorBefore: null, authorsBefore: [], standing, isPublished: false };
    return { facts, lastId: null };
  }
  const versions = await versionsOfItem(tx, at, newVersions);
  const own = decision.takesBack ? [] : await readOwnDecisions(tx, actor.memberId, UNDO_DEPTH);
  const isRecent =
    decision.takesBack === undefined
      ? log.some(({ id }) => id === last.id) || own.some(({ id }) => id === last.id)
      : last.requestId === decision.takesBack;
  const before = versions.find(({ version }) => version === last.outputVersion);
  const current = versions.find(({ version }) => version === item.outputVersion);
  const facts = {
    last: {
      memberId: last.memberId,
      kind: last.decision,
      outputVersion: last.outputVersion,
      outputBefore: before?.output ?? null,
      isRecent,
      wasMadeAnew:
        last.decision === "reject" &&
        item.reviewState === "pending" &&
        current?.kind === "regenerated" &&
        current.fromVersion === last.outputVersion,
    },
    editorBefore: editorOf(versions, last.outputVersion),
    authorsBefore: authorsOf(versions, last.outputVersion),
    standing,
    isPublished: item.isPublished,
  };
  return { facts, lastId: last.id };
}

function logEntry(
  actor: Actor,
  { input, at, reason, decision }: Ready,
  item: Item,
  change: Partial<ReviewedItem>,
): Parameters<typeof insertDecisions>[1][number] {
  return {
    id: newId(),
    batchId: at.batchId,
    seq: at.seq,
    memberId: actor.memberId,
    decision: input.decision,
    reason: reason ?? null,
    note: input.note?.trim() || null,
    route: decision.kind === "reject" ? (decision.route ?? null) : null,
    outputVersion: item.outputVersion,
    leftState: leftState(input.decision, change),
    blind: isShownBlind(item.reviewPlan, item.reviewSeed, at.seq),
    claimToken: item.claimToken,
    requestId: input.requestId ?? null,
    requestDigest: input.requestId ? digestOf(input) : null,
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

/** The items that decisions were made on, each as it stands after the last of them. */
function decidedItems(items: ReadonlyMap<string, Item>, log: Parameters<typeof insertDecisions>[1]) {
  const byItem = Map.groupBy(log, ({ batchId, seq }) => itemId(batchId, seq));
  return [...byItem].flatMap(([id, entries]) => {
    const item = items.get(id);
    return item ? [{ ...item, isTakenBack: entries.some(({ decision }) => decision === "undo") }] : [];
  });
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
  input: Ready["input"],
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
    ...("code" in verdict && verdict.code === "blocked_by_check" && { blockedBy: item.openBlocks }),
    item: {
      reviewState: item.reviewState,
      output: item.output,
      outputVersion: item.outputVersion,
      token: item.claimToken,
      route: item.route,
      decidedBy: named(item.decidedBy),
      decidedAt: item.decidedBy && decidedAt ? new Date(decidedAt).toISOString() : null,
      lastEditedBy: named(item.lastEditedBy),
    },
  };
}

function notFound({ itemId }: Pick<DecisionInput, "itemId">): DecisionResult {
  return { itemId, status: "not_found", code: "not_found" };
}

function invalid({ itemId }: Pick<DecisionInput, "itemId">, path: string, code: string): DecisionResult {
  return { itemId, status: "invalid", code, errors: [{ path, code }] };
}
