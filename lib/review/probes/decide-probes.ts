import type { Db } from "#db/client.ts";
import type { ReviewContextRow } from "#db/queries/review/batches.ts";
import { findRequests, insertDecisions } from "#db/queries/review/decisions.ts";
import { lockProbes, type ProbeRow, updateProbe } from "#db/queries/review/probes.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { stateAfter } from "#lib/batches/view/state-after.ts";
import { newId } from "#lib/new-id.ts";
import { checkOutput, type Misfit } from "#lib/templates/output.ts";
import type { ClaimedDecision, Output } from "../decision.ts";
import { fieldsIn } from "../fields-in.ts";
import { isCaught } from "./judge-probe.ts";

interface Asked {
  input: {
    requestId?: string | undefined;
    itemId: string;
    decision: ClaimedDecision;
    note?: string | undefined;
    output?: Output | undefined;
  };
  at: { batchId: string; seq: number };
  reason?: string | undefined;
  /** With `edit`: the run whose fields the output has to fit. */
  context?: ReviewContextRow | undefined;
}

/** What became of a decision on a probe: nothing tells it from one on an item. */
interface ProbeResult {
  itemId: string;
  status: "accepted" | "conflict" | "invalid";
  code?: string;
  errors?: Misfit[];
  item?: {
    reviewState: ReturnType<typeof stateAfter>;
    route: null;
    output: Output;
    outputVersion: number;
    token: number;
    decidedBy: null;
    decidedAt: string | null;
    lastEditedBy: null;
  };
}

/**
 * Decides what of these is a probe of the actor's: kept with the probe and in the log, and answered like any other
 * decision; no item changes.
 */
export async function decideProbes<One extends Asked>(
  tx: Db,
  actor: Actor,
  asked: readonly One[],
): Promise<Map<One, ProbeResult>> {
  const results = new Map<One, ProbeResult>();
  const probes = await lockProbes(
    tx,
    actor.memberId,
    asked.map(({ at }) => at),
  );
  if (probes.length === 0) return results;
  const byId = new Map(probes.map((probe) => [itemId(probe.batchId, probe.seq), probe]));
  const mine = asked.filter(({ input }) => byId.has(input.itemId));
  const requestIds = mine.flatMap(({ input }) => input.requestId ?? []);
  const madeBefore = await findRequests(tx, actor.memberId, requestIds);
  for (const one of mine) {
    const probe = byId.get(one.input.itemId) as ProbeRow;
    const isRepeated = one.input.requestId !== undefined && madeBefore.has(one.input.requestId);
    const result = isRepeated ? answer(one, probe, "accepted") : await decideProbe(tx, actor, one, probe);
    results.set(one, result);
  }
  return results;
}

async function decideProbe(tx: Db, actor: Actor, one: Asked, probe: ProbeRow): Promise<ProbeResult> {
  const { input, reason = null, context } = one;
  if (input.decision === "undo") {
    if (probe.decision === null) return { ...answer(one, probe, "conflict"), code: "nothing_to_undo" };
    const claimToken = probe.claimToken + 1;
    const undone = { decision: null, editedOutput: null, reason: null, decidedAt: null, caught: null };
    Object.assign(probe, { ...undone, claimToken });
  } else {
    if (probe.decision !== null)
      return probe.decision === input.decision
        ? answer(one, probe, "accepted")
        : { ...answer(one, probe, "conflict"), code: "already_decided" };
    const fitted =
      input.decision === "edit" && context
        ? checkOutput(fieldsIn(context, probe.language), { ...probe.output, ...input.output })
        : null;
    if (fitted && !fitted.ok)
      return { itemId: input.itemId, status: "invalid", code: "output_misfit", errors: fitted.misfits };
    const caught = isCaught(probe.answer, input.decision);
    const editedOutput = input.decision === "edit" ? { ...probe.output, ...input.output } : null;
    Object.assign(probe, { decision: input.decision, editedOutput, reason, decidedAt: new Date(), caught });
  }
  const { batchId, seq, decision, editedOutput, decidedAt, caught, claimToken } = probe;
  const change = { decision, editedOutput, reason: probe.reason, decidedAt, caught, claimToken };
  await updateProbe(tx, probe, change);
  await insertDecisions(tx, [
    {
      ...{ id: newId(), batchId, seq, memberId: actor.memberId, decision: input.decision, reason },
      ...{
        note: input.note?.trim() || null,
        outputVersion: 1,
        claimToken,
        requestId: input.requestId ?? null,
      },
    },
  ]);
  return answer(one, probe, "accepted");
}

function answer(
  { input }: Asked,
  { output, editedOutput, decision, decidedAt, claimToken }: ProbeRow,
  status: "accepted" | "conflict",
): ProbeResult {
  return {
    itemId: input.itemId,
    status,
    item: {
      reviewState: stateAfter(decision),
      route: null,
      output: editedOutput ?? output,
      outputVersion: decision === "edit" ? 2 : 1,
      token: claimToken,
      decidedBy: null,
      decidedAt: decidedAt?.toISOString() ?? null,
      lastEditedBy: null,
    },
  };
}
