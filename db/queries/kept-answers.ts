import { and, eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { keptAnswers } from "#db/schema/spend.ts";
import { storableJson } from "./storable-json.ts";

/** What was answered to a call, as it was written. */
export interface KeptAnswer {
  /** The call's entry in the ledger. */
  attemptId: string;
  seq: number;
  text: string;
  isCut: boolean;
}

/** Keeps answers to calls of a run; one that is kept already is replaced: the last of these that says it, counts. */
export async function keepAnswers(tx: Db, runId: string, answers: readonly KeptAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  const last = new Map(answers.map((answer) => [answer.attemptId, answer]));
  await tx.execute(sql`
    insert into kept_answers (attempt_id, run_id, seq, text, is_cut)
    select "attemptId", ${runId}::uuid, seq, text, "isCut"
    from jsonb_to_recordset(${storableJson([...last.values()])}::jsonb)
      as answer("attemptId" uuid, seq int, text text, "isCut" boolean)
    on conflict (attempt_id) do update set text = excluded.text, is_cut = excluded.is_cut`);
}

/** The answers that are kept of one item or cell of a run, by the ledger entry of their call. */
export async function readKeptAnswers(
  tx: Db,
  runId: string,
  seq: number,
): Promise<Map<string, Pick<KeptAnswer, "text" | "isCut">>> {
  const rows = await tx
    .select()
    .from(keptAnswers)
    .where(and(eq(keptAnswers.runId, runId), eq(keptAnswers.seq, seq)));
  return new Map(rows.map(({ attemptId, text, isCut }) => [attemptId, { text, isCut }]));
}

/** Forgets every answer to the calls of a run. */
export async function forgetAnswers(tx: Db, runId: string): Promise<void> {
  await tx.delete(keptAnswers).where(eq(keptAnswers.runId, runId));
}
