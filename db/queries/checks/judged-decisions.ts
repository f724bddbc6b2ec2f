import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { judgedDecisions } from "#db/schema/checks.ts";
import { reviewDecisions } from "#db/schema/review.ts";
import { storableJson } from "../storable-json.ts";

export type JudgedDecisionRow = typeof judgedDecisions.$inferSelect;

interface LoggedDecision {
  id: string;
  batchId: string;
  seq: number;
  decision: string;
  outputVersion: number;
  blind?: boolean | undefined;
}

const SAYS_GOOD = "approve";
const JUDGING = [SAYS_GOOD, "reject", "edit"];
const TAKING_BACK = ["undo", "reopen"];

/**
 * Takes down what judges had said of the outputs that are decided on, as these stand in this transaction: before any of
 * them is changed or checked anew. What is taken back is forgotten.
 */
export async function noteJudged(tx: Db, decisions: readonly LoggedDecision[]): Promise<void> {
  const made = decisions.filter(({ decision }) => JUDGING.includes(decision));
  if (made.length > 0) await insertJudged(tx, made);
  for (const { id, batchId, seq, decision } of decisions)
    if (TAKING_BACK.includes(decision)) await forgetLast(tx, { id, batchId, seq });
}

async function insertJudged(tx: Db, made: readonly LoggedDecision[]): Promise<void> {
  const batchIds = [...new Set(made.map(({ batchId }) => batchId))];
  const rows = made.map(({ id, batchId, seq, decision, outputVersion, blind = false }) => ({
    ...{ id, batch_id: batchId, seq, version: outputVersion, blind },
    good: decision === SAYS_GOOD,
  }));
  await tx.execute(sql`
    insert into judged_decisions (decision_id, template_id, judge, digest, batch_id, seq, output_version, language, score,
      reason, judge_passed, person_passed, blind, output)
    select d.id, b.template_id, v -> 'evidence' ->> 'judge', v ->> 'version', d.batch_id, d.seq, d.version, i.language,
      (v -> 'message' -> 'params' ->> 'score')::int, coalesce(v -> 'evidence' ->> 'reason', ''),
      v -> 'message' ->> 'code' = 'judge_passed', d.good, d.blind, i.output
    from jsonb_to_recordset(${storableJson(rows)}::jsonb)
        as d(id uuid, batch_id uuid, seq int, version int, blind boolean, good boolean)
      join batch_items i on i.batch_id = d.batch_id and i.seq = d.seq and i.batch_id in ${batchIds}
        and i.checked_version = d.version and i.checks @> '[{"kind": "judge"}]'
      join batches b on b.id = d.batch_id
      cross join lateral jsonb_array_elements(i.checks) v
    where v ->> 'kind' = 'judge' and v -> 'message' ->> 'code' in ('judge_passed', 'judge_failed', 'judge_failed_unproven')
    on conflict (decision_id, judge) do nothing`);
}

async function forgetLast(
  tx: Db,
  { id, batchId, seq }: Pick<LoggedDecision, "id" | "batchId" | "seq">,
): Promise<void> {
  const ofItem = and(eq(judgedDecisions.batchId, batchId), eq(judgedDecisions.seq, seq));
  const [last] = await tx
    .select({ id: judgedDecisions.decisionId })
    .from(judgedDecisions)
    .where(and(ofItem, lt(judgedDecisions.decisionId, id)))
    .orderBy(desc(judgedDecisions.decisionId))
    .limit(1);
  if (last) await tx.delete(judgedDecisions).where(eq(judgedDecisions.decisionId, last.id));
}

/** The last decisions on outputs that a judge of a template had judged. */
export async function readJudgedDecisions(
  tx: Db,
  { templateId, digest }: { templateId: string; digest: string },
  limit: number,
): Promise<Pick<JudgedDecisionRow, "judgePassed" | "personPassed" | "blind">[]> {
  const { judgePassed, personPassed, blind } = judgedDecisions;
  return tx
    .select({ judgePassed, personPassed, blind })
    .from(judgedDecisions)
    .where(and(eq(judgedDecisions.templateId, templateId), eq(judgedDecisions.digest, digest)))
    .orderBy(desc(judgedDecisions.decisionId))
    .limit(limit);
}

/**
 * Where a judge and a person differed, the latest first, with what the person said; the first of two who decide unseen of each
 * other is left out.
 */
export async function readDisagreements(
  tx: Db,
  { templateId, digest }: { templateId: string; digest: string },
  { limit, before }: { limit: number; before: string | null },
) {
  return tx
    .select({
      judged: judgedDecisions,
      decision: reviewDecisions.decision,
      rejectReason: reviewDecisions.reason,
      note: reviewDecisions.note,
      at: reviewDecisions.at,
      memberName: members.name,
    })
    .from(judgedDecisions)
    .innerJoin(reviewDecisions, eq(reviewDecisions.id, judgedDecisions.decisionId))
    .leftJoin(members, eq(members.id, reviewDecisions.memberId))
    .where(
      and(
        eq(judgedDecisions.templateId, templateId),
        eq(judgedDecisions.digest, digest),
        sql`${judgedDecisions.judgePassed} <> ${judgedDecisions.personPassed}`,
        // Of two who are to decide without knowing of each other, the second must not read here what the first said.
        sql`${reviewDecisions.leftState} is distinct from 'pending'`,
        before ? lt(judgedDecisions.decisionId, before) : undefined,
      ),
    )
    .orderBy(desc(judgedDecisions.decisionId))
    .limit(limit + 1);
}

/** Forgets what judges had said of the outputs of a batch that are removed. */
export async function removeJudged(tx: Db, batchId: string): Promise<void> {
  await tx.delete(judgedDecisions).where(eq(judgedDecisions.batchId, batchId));
}
