import { type Db, db } from "#db/client.ts";
import { insertOutputVersions, type NewOutputVersion } from "#db/queries/batches/output-versions.ts";
import { noteJudged } from "#db/queries/checks/judged-decisions.ts";
import {
  findRequests,
  type ItemChange,
  insertDecisions,
  lockItems,
  lockReviewCounters,
  writeItemChanges,
} from "#db/queries/review/decisions.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import { countTries } from "#db/queries/review/regenerations.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { checkOutput, type Misfit } from "#lib/templates/output.ts";
import { judge, type Verdict } from "./decision.ts";
import { type DecisionInput, prepareDecisions, type Ready } from "./decision-input.ts";
import { type LoggedDecision, logEntry, versionsOf } from "./decision-log.ts";
import { type DecisionResult, notFound, toResult } from "./decision-result.ts";
import { fieldsIn } from "./fields-in.ts";
import { decidedItems, regenerationsOf, tellMemory } from "./follow-decisions.ts";
import { judgeLots } from "./lots/judge-lots.ts";
import { moveCounters } from "./move-counters.ts";
import { noteDouble, readDoubles } from "./note-double.ts";
import { decideProbes } from "./probes/decide-probes.ts";
import { recheckOutputs } from "./recheck-outputs.ts";
import { askRegenerations } from "./regeneration/ask-regenerations.ts";
import { triesLeft } from "./regeneration/tries.ts";
import { digestOf, judgeRepeated } from "./repeated-request.ts";
import type { ReviewedRow } from "./reviewed-row.ts";
import { authorsAfter, undoFacts } from "./undo-facts.ts";

/**
 * Makes decisions, each on its own merits, in the order given and in one transaction with their log, counters and
 * audit entry. Who launched a batch or last edited an item decides nothing on it, whatever the claim.
 */
export async function decideItems(
  actor: Actor,
  inputs: DecisionInput[],
): Promise<Result<DecisionResult[], "forbidden">> {
  if (!can(actor, "review:decide")) return refuse("forbidden");
  const prepared = await prepareDecisions(inputs);
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
  const items = new Map<string, ReviewedRow>();
  for (const row of await lockItems(tx, uniqueItems(ready.map(({ at }) => at))))
    items.set(itemId(row.batchId, row.seq), { ...row, output: row.output ?? {} });
  await readDoubles(tx, [...items.values()]);
  const before = new Map([...items].map(([id, item]) => [id, item.reviewState]));
  const requestIds = ready.flatMap(({ input }) => input.requestId ?? []);
  const madeBefore = await findRequests(tx, actor.memberId, requestIds);
  await countTriesLeft(tx, ready);

  const log: LoggedDecision[] = [];
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
    [...changed].map((id) => items.get(id) as ReviewedRow & ItemChange),
  );
  await insertOutputVersions(tx, versions);
  const decidedOn = [...changed].map((id) => items.get(id) as ReviewedRow);
  await tellMemory(tx, decidedOn);
  await recheckOutputs(tx, uniqueItems(versions));
  await insertDecisions(tx, log);
  await judgeLots(tx, decidedItems(items, log));
  await askRegenerations(tx, regenerationsOf(actor, log, actionId));
  await moveCounters(tx, before, items);
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

// Fields an edit leaves out stay as they are, so the whole is known only now that the item is.
function fitEdit({ input, decision, context }: Ready, item: ReviewedRow): Misfit[] | null {
  if (decision.kind !== "edit" || !context) return null;
  const fitted = checkOutput(fieldsIn(context, item.language), { ...item.output, ...input.output });
  if (!fitted.ok) return fitted.misfits;
  decision.output = fitted.output;
  return null;
}

function uniqueItems<At extends { batchId: string; seq: number }>(places: readonly At[]): At[] {
  return [...new Map(places.map((at) => [itemId(at.batchId, at.seq), at])).values()];
}

async function writeAudit(tx: Db, actor: Actor, log: LoggedDecision[]): Promise<void> {
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
