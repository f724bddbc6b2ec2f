import { and, between, eq, lt, not, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { evaluationCalls, rescanJudgements } from "#db/schema/checks.ts";
import { storableJson } from "../storable-json.ts";

export type EvaluationCallRow = typeof evaluationCalls.$inferSelect;

/** Notes a call that is under way. */
export async function insertEvaluationCall(
  tx: Db,
  call: Omit<EvaluationCallRow, "entry" | "startedAt"> & { entry: object },
): Promise<void> {
  await tx.insert(evaluationCalls).values({ ...call, entry: { ...call.entry } });
}

/** Takes a call out of those under way; `null` when somebody else has. */
export async function takeEvaluationCall(tx: Db, id: string): Promise<EvaluationCallRow | null> {
  const [taken] = await tx.delete(evaluationCalls).where(eq(evaluationCalls.id, id)).returning();
  return taken ?? null;
}

/** Takes what a run's last worker had under way. */
export async function takeEvaluationCallsOf(tx: Db, runId: string): Promise<EvaluationCallRow[]> {
  return tx.delete(evaluationCalls).where(eq(evaluationCalls.runId, runId)).returning();
}

/** Takes calls that began before a moment, whose end nobody has told, and that no re-scan answers for. */
export async function takeForgottenCalls(tx: Db, before: Date): Promise<EvaluationCallRow[]> {
  const ofRescan = sql`exists (select from rescans where rescans.id = ${evaluationCalls.runId})`;
  return tx
    .delete(evaluationCalls)
    .where(and(lt(evaluationCalls.startedAt, before), not(ofRescan)))
    .returning();
}

/**
 * Takes the most that a call may cost from what a re-scan may spend on models. `left`: it is not this owner's, or over.
 */
export async function takeForRescan(
  tx: Db,
  { id, fence }: { id: string; fence: number },
  amount: string,
): Promise<{ kind: "taken" | "left" | "lacking"; inFlight: boolean }> {
  const [held] = await tx.execute<{ fits: boolean; inFlight: boolean }>(sql`
    select coalesce(judge_cap, 0) - judge_spent >= ${amount}::numeric as fits,
      exists (select from evaluation_calls c where c.run_id = rescans.id) as "inFlight"
    from rescans where id = ${id} and fence = ${fence} and status = 'running' for update`);
  if (!held) return { kind: "left", inFlight: false };
  if (!held.fits) return { kind: "lacking", inFlight: held.inFlight };
  await tx.execute(sql`update rescans set judge_spent = judge_spent + ${amount}::numeric where id = ${id}`);
  return { kind: "taken", inFlight: false };
}

/** Gives back what a call did not cost of what was taken for it. */
export async function giveBackOfRescan(
  tx: Db,
  id: string,
  { amount, cost }: { amount: string; cost: string },
): Promise<void> {
  await tx.execute(sql`
    update rescans set judge_spent = judge_spent - ${amount}::numeric + ${cost}::numeric where id = ${id}`);
}

/** What a model said of a version of an output in a re-scan; lib/checks/by-model/model-check.ts says what it means. */
export interface KeptJudgement {
  rescanId: string;
  batchId: string;
  seq: number;
  outputVersion: number;
  /** Of the check. */
  name: string;
  judgement: Record<string, unknown>;
}

/** Keeps what a model said, for the page that its output is checked on. */
export async function keepJudgement(tx: Db, kept: KeptJudgement): Promise<void> {
  const judgement = JSON.parse(storableJson(kept.judgement)) as Record<string, unknown>;
  await tx
    .insert(rescanJudgements)
    .values({ ...kept, judgement })
    .onConflictDoNothing();
}

/** What models have said in a re-scan of outputs of a batch between two places, both included. */
export async function readJudgements(
  tx: Db,
  { rescanId, batchId }: { rescanId: string; batchId: string },
  { from, to }: { from: number; to: number },
): Promise<KeptJudgement[]> {
  const kept = rescanJudgements;
  return tx
    .select()
    .from(kept)
    .where(and(eq(kept.rescanId, rescanId), eq(kept.batchId, batchId), between(kept.seq, from, to)));
}
