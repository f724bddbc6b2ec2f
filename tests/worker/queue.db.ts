import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { feedBatchJob, runChunkJob } from "#lib/batches/jobs.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue, enqueueAll } from "#lib/worker/queue.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

describeOnBothDatabases("a job that waits", () => {
  test("is kept for years of a service that is down, however it was put on the queue", async () => {
    const batchId = newId();
    await enqueue(db(), feedBatchJob, { batchId });
    await enqueue(db(), feedBatchJob, { batchId }, { startAfter: new Date(Date.now() + 60_000) });
    await enqueueAll(db(), runChunkJob, [{ batchId, number: 0 }], batchId);
    const jobs = await db().execute<{ kept: boolean }>(sql`
      select keep_until > now() + interval '5 years' as kept from queue.job where data ->> 'batchId' = ${batchId}`);
    expect(jobs.map(({ kept }) => kept)).toEqual([true, true, true]);
  });
});
