import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { itemSteps } from "#db/schema/batches.ts";
import { storableJson } from "../storable-json.ts";

/** The end of one step of an item. */
export interface EndedStepRow {
  seq: number;
  /** Its place in the recipe, from 0. */
  step: number;
  name: string;
  /** `null` where its condition left it out. */
  output: Record<string, unknown> | null;
  cost: string;
  attempts: number;
  /** What it rests on, of a step that asked no model. */
  evidence?: Record<string, unknown> | undefined;
}

/** Appends ends of steps of one batch; one that is kept already stays as it is. */
export async function appendSteps(tx: Db, batchId: string, steps: readonly EndedStepRow[]): Promise<void> {
  if (steps.length === 0) return;
  await tx.execute(sql`
    insert into item_steps (batch_id, seq, step, name, value, cost, attempts, evidence)
    select ${batchId}::uuid, seq, step, name, output, cost, attempts, evidence
    from jsonb_to_recordset(${storableJson(steps)}::jsonb)
      as ended(seq int, step smallint, name text, output jsonb, cost numeric, attempts smallint,
        evidence jsonb)
    on conflict (batch_id, seq, step) do nothing`);
}

/** The steps that have ended of these items of a batch, in order, by item. */
export async function readSteps(
  tx: Db,
  batchId: string,
  seqs: readonly number[],
): Promise<Map<number, EndedStepRow[]>> {
  const rows = await tx
    .select()
    .from(itemSteps)
    .where(and(eq(itemSteps.batchId, batchId), inArray(itemSteps.seq, [...seqs])))
    .orderBy(asc(itemSteps.seq), asc(itemSteps.step));
  return Map.groupBy(
    rows.map(({ seq, step, name, value, cost, attempts, evidence }) => ({
      seq,
      step,
      name,
      output: value,
      cost,
      attempts,
      ...(evidence && { evidence }),
    })),
    ({ seq }) => seq,
  );
}
