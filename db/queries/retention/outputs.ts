import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { itemsPartitionOf } from "../batches/create-batch.ts";
import { removeFingerprints } from "../checks/fingerprints.ts";
import { removeJudged } from "../checks/judged-decisions.ts";
import { removeRescanned } from "../checks/rescan-outputs.ts";
import { forgetAnswers } from "../kept-answers.ts";
import { forgetTerms } from "../outputs/terms.ts";
import { forgetFormerTexts } from "../publishing/channel-entries.ts";
import { forgetRefusedWords } from "../publishing/refusals.ts";
import { forgetReturnedWords } from "../publishing/returns.ts";
import { mayChange, measure, type Removable, type Removed } from "./removable.ts";
import { isSettled } from "./settled-batch.ts";

const LOCK_PATIENCE = "2s";

const partitionBytes = sql`coalesce(pg_total_relation_size(
  to_regclass('batch_items_' || replace(b.id::text, '-', ''))), 0)`;

/** Batches whose outputs nothing needs any more, with the room that their items take. */
export async function measureOutputs(tx: Db, before: Date): Promise<Removable> {
  return measure(
    tx,
    sql`
    select count(*) filter (where settled) as count,
      coalesce(sum(bytes) filter (where settled), 0) as bytes,
      count(*) filter (where not settled) as held_back
    from (
      select ${isSettled(before)} as settled, ${partitionBytes} as bytes from batches b
      where b.outputs_removed_at is null and b.created_at < ${before.toISOString()}
    ) old`,
  );
}

/**
 * Removes the items of one batch with every version and step of them; its counts, its ledger and what was decided on
 * them stay.
 */
export async function removeOutputs(tx: Db, before: Date): Promise<Removed> {
  // Held until it is done, so that nobody retries what is being removed.
  const [batch] = await tx.execute<{ id: string; bytes: string }>(sql`
    select b.id, ${partitionBytes} as bytes from batches b
    where b.outputs_removed_at is null and b.created_at < ${before.toISOString()} and ${isSettled(before)}
    order by b.id limit 1 for update of b skip locked`);
  if (!batch) return { count: 0, bytes: 0, more: false };
  // Whoever reads these items just now, as a backup does for long, is not waited for: everybody would wait behind.
  await tx.execute(sql`select set_config('lock_timeout', ${LOCK_PATIENCE}, true)`);
  await tx.execute(sql`truncate ${sql.identifier(itemsPartitionOf(batch.id))}`);
  await mayChange(tx, "output_versions");
  await tx.execute(sql`delete from output_versions where batch_id = ${batch.id}`);
  await tx.execute(sql`update probes set output = '{}', edited_output = null, checks = '[]'
    where batch_id = ${batch.id}`);
  await tx.execute(sql`delete from practice_answers a using practice_items p
    where p.id = a.practice_item_id and p.batch_id = ${batch.id}`);
  await tx.execute(sql`delete from practice_items where batch_id = ${batch.id}`);
  await tx.execute(sql`delete from item_steps where batch_id = ${batch.id}`);
  await forgetAnswers(tx, batch.id);
  await removeFingerprints(tx, batch.id);
  await removeJudged(tx, batch.id);
  await removeRescanned(tx, batch.id);
  await forgetTerms(tx, batch.id);
  await forgetFormerTexts(tx, batch.id);
  await forgetRefusedWords(tx, batch.id);
  await forgetReturnedWords(tx, batch.id);
  await tx.execute(sql`update batches set outputs_removed_at = now() where id = ${batch.id}`);
  return { count: 1, bytes: Number(batch.bytes), more: true };
}
