import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import type { BatchState } from "#lib/batches/batch-state.ts";
import { driveProviderBatchJob } from "#lib/batches/jobs.ts";
import { until } from "./batch-fixture.ts";

/** A provider of tests whose batches can be made older. */
interface AgingProvider {
  age(ms: number): void;
}

/**
 * Waits until the batch is in one of these states without sitting out what lies between two looks at its provider: here
 * and there everything becomes as much older as is left until the next one, as if it had been waited for.
 */
export function untilStateAsTimePasses(
  id: string,
  states: BatchState[],
  provider: AgingProvider,
  timeoutMs?: number,
) {
  return until(async () => {
    const batch = await findBatch(db(), id);
    if (batch && states.includes(batch.state)) return batch;
    provider.age(await passTime(id));
    return null;
  }, timeoutMs);
}

/** @returns by how much the batch's files at its provider became older, in milliseconds. */
async function passTime(batchId: string): Promise<number> {
  const [passed] = await db().execute<{ ms: number }>(sql`
    with waiting as (
      select job.id, job.start_after
      from queue.job_common job join provider_batches file on job.data ->> 'id' = file.id::text
      where file.batch_id = ${batchId} and job.name = ${driveProviderBatchJob.name}
        and job.state in ('created', 'retry')
    ),
    rest as (select min(start_after) - now() as span from waiting having min(start_after) > now()),
    jobs as (
      update queue.job_common job set start_after = job.start_after - rest.span
      from rest where job.id in (select id from waiting)
    ),
    files as (
      update provider_batches set created_at = created_at - rest.span, submitted_at = submitted_at - rest.span,
        troubled_since = troubled_since - rest.span
      from rest where batch_id = ${batchId}
    )
    select extract(epoch from span)::float8 * 1000 as ms from rest`);
  return passed?.ms ?? 0;
}
