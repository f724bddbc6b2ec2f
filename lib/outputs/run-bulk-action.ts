import { v5 as idOfName } from "uuid";
import { db } from "#db/client.ts";
import { readBatchesOfOutputs } from "#db/queries/outputs/batches-of-outputs.ts";
import {
  type BulkActionPart,
  type BulkActionRow,
  beginBulkAction,
  endBulkAction,
  endBulkPart,
  nextBulkPart,
} from "#db/queries/outputs/bulk-actions.ts";
import { claimNamed } from "#db/queries/review/claim-named.ts";
import { releaseClaims } from "#db/queries/review/claims.ts";
import { lockItems, readLastRejections, shareReviewCounters } from "#db/queries/review/decisions.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { findActorByMember } from "#lib/auth/find-actor-by-member.ts";
import { itemId } from "#lib/batches/item-id.ts";
import type { Result } from "#lib/result.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import type { DecisionResult } from "#lib/review/decision-result.ts";
import { recheckOutputs } from "#lib/review/recheck-outputs.ts";
import { type RejectionInput, rejectItems } from "#lib/review/reject-items.ts";
import { takeBackRejections } from "#lib/review/take-back-rejections.ts";
import { BULK_PERMISSIONS, type BulkAct } from "./bulk-action.ts";

interface Failure {
  seq: number;
  code: string;
}

/**
 * The job: does what was asked for with every output of a bulk action, part by part, as who asked for it and with the
 * roles they have now. Cut off anywhere it goes on at the part that was not done; a decision that was made is not made
 * again.
 */
export async function runBulkAction({ actionId }: { actionId: string }, signal: AbortSignal): Promise<void> {
  const action = await beginBulkAction(db(), actionId);
  if (!action) return;
  for (;;) {
    signal.throwIfAborted();
    const part = await nextBulkPart(db(), actionId);
    if (!part) break;
    // Asked anew for each: a long one ends where the right to it does.
    const actor = await findActorByMember(action.askedBy);
    if (!actor || !can(actor, BULK_PERMISSIONS[action.do])) {
      await endBulkAction(db(), actionId, { status: "failed", failure: { code: "forbidden" } });
      return;
    }
    if (action.do === "recheck") await recheckPart(part);
    else await decidePart(actor, action, action.do, part);
  }
  await endBulkAction(db(), actionId, { status: "succeeded" });
}

/** The job was tried in vain: what is done stays, and the action says so. */
export function giveUpBulkAction({ actionId }: { actionId: string }): Promise<void> {
  return endBulkAction(db(), actionId, { status: "failed", failure: { code: "bulk_action_failed" } });
}

/** Checks the outputs of a part anew, as they are now. */
async function recheckPart(part: BulkActionPart): Promise<void> {
  const { batchId, seqs } = part;
  await db().transaction(async (tx) => {
    // A publication that freezes what checks allow comes wholly before or after this.
    await shareReviewCounters(tx, batchId);
    const items = await lockItems(
      tx,
      seqs.map((seq) => ({ batchId, seq })),
    );
    const batch = (await readBatchesOfOutputs(tx, [batchId])).get(batchId);
    if (batch?.hasChecks) await recheckOutputs(tx, items);
    const found = new Set(items.map(({ seq }) => seq));
    const failures = seqs.flatMap((seq): Failure[] => {
      if (!found.has(seq)) return [{ seq, code: "not_found" }];
      return batch?.hasChecks ? [] : [{ seq, code: "no_checks" }];
    });
    await endBulkPart(tx, part, failures);
  });
}

type PartItem = RejectionInput["items"][number] & { requestId: string; seq: number };

/** Decides on the outputs of a part in the versions that were found: escalates under claims, else as from a list. */
async function decidePart(
  actor: Actor,
  action: BulkActionRow,
  act: Exclude<BulkAct, "recheck">,
  part: BulkActionPart,
): Promise<void> {
  const { batchId, seqs, versions } = part;
  const items = seqs.map((seq, at): PartItem => {
    const item = itemId(batchId, seq);
    return { seq, itemId: item, outputVersion: versions[at] ?? 0, requestId: requestIdOf(item, action.id) };
  });
  const failures = await failuresOf(actor, action, act, part, items);
  await db().transaction((tx) => endBulkPart(tx, part, failures));
}

/** The same each time, so that a decision that was made before its part was cut off counts as made. */
function requestIdOf(item: string, actionId: string): string {
  return idOfName(item, actionId);
}

function failuresOf(
  actor: Actor,
  action: BulkActionRow,
  act: Exclude<BulkAct, "recheck">,
  part: BulkActionPart,
  items: readonly PartItem[],
): Promise<Failure[]> {
  switch (act) {
    case "reject":
      return rejectPart(actor, action, action, items);
    case "regenerate":
      return regeneratePart(actor, action, part, items);
    case "take-back":
      return takeBackPart(actor, action, items);
    case "escalate":
      return escalatePart(actor, action, part, items);
  }
}

async function rejectPart(
  actor: Actor,
  { id, do: act }: BulkActionRow,
  { reason, note }: { reason: string | null; note: string | null },
  items: readonly PartItem[],
): Promise<Failure[]> {
  const results = await rejectItems(actor, {
    items: items.map(({ seq: _, ...item }) => item),
    reason: reason ?? "",
    note: note ?? undefined,
    route: act === "regenerate" ? "regenerate" : undefined,
    actionId: id,
  });
  return toFailures(items, results);
}

/** Has the outputs of a part made anew, each for the action's reason or the one it stands rejected for. */
async function regeneratePart(
  actor: Actor,
  action: BulkActionRow,
  { batchId, seqs }: BulkActionPart,
  items: readonly PartItem[],
): Promise<Failure[]> {
  const { reason, note } = action;
  if (reason) return rejectPart(actor, action, action, items);
  const last = await readLastRejections(db(), batchId, seqs);
  const why = (seq: number) => {
    const own = last.get(seq);
    return own?.reason ? JSON.stringify([own.reason, note ?? own.note]) : null;
  };
  const failures: Failure[] = [];
  for (const [said, alike] of Map.groupBy(items, ({ seq }) => why(seq))) {
    if (said === null) {
      failures.push(...alike.map(({ seq }) => ({ seq, code: "never_rejected" })));
      continue;
    }
    const [ownReason, ownNote] = JSON.parse(said) as [string, string | null];
    failures.push(...(await rejectPart(actor, action, { reason: ownReason, note: ownNote }, alike)));
  }
  return failures;
}

async function takeBackPart(
  actor: Actor,
  { ofAction }: BulkActionRow,
  items: readonly PartItem[],
): Promise<Failure[]> {
  const rejections = items.map(({ itemId: item, requestId }) => ({
    ...{ itemId: item, requestId },
    takesBack: requestIdOf(item, ofAction ?? ""),
  }));
  return toFailures(items, await takeBackRejections(actor, rejections));
}

async function escalatePart(
  actor: Actor,
  { note }: BulkActionRow,
  part: BulkActionPart,
  items: readonly PartItem[],
): Promise<Failure[]> {
  const named = items.map(({ seq: _, ...item }) => item);
  return toFailures(items, await escalate(actor, part, named, note ?? undefined));
}

function toFailures(
  items: readonly PartItem[],
  results: Result<DecisionResult[], "forbidden" | "practice_first">,
): Failure[] {
  return items.flatMap(({ seq }, at): Failure[] => {
    if (!results.ok) return [{ seq, code: results.refusal.code }];
    const result = results.value[at];
    return result?.status === "accepted" ? [] : [{ seq, code: result?.code ?? "not_found" }];
  });
}

/** Escalates the outputs of a part under claims of their own, which end where one could not be escalated. */
async function escalate(
  actor: Actor,
  { batchId, seqs }: BulkActionPart,
  items: readonly Pick<DecisionInput, "itemId" | "outputVersion" | "requestId">[],
  note: string | undefined,
): Promise<Result<DecisionResult[], "forbidden" | "practice_first">> {
  const claims = await claimNamed(db(), { batchId, memberId: actor.memberId, seqs });
  const tokens = new Map(claims.map(({ seq, token }) => [itemId(batchId, seq), token]));
  const results = await decideItems(
    actor,
    // Without a claim the decision cannot stand, and its refusal says why.
    items.map((item) => ({ ...item, token: tokens.get(item.itemId) ?? 0, decision: "escalate", note })),
  );
  const failed = claims.filter(({ seq }) => {
    const at = seqs.indexOf(seq);
    return !results.ok || results.value[at]?.status !== "accepted";
  });
  await releaseClaims(
    db(),
    actor.memberId,
    failed.map(({ seq, token }) => ({ batchId, seq, token })),
  );
  return results;
}
