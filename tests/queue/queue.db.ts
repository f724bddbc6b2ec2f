import { sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { putRetriesFirst, readDueQueues } from "#db/queries/queue.ts";
import { feedBatchJob, runChunkJob } from "#lib/batches/jobs.ts";
import { importDataset } from "#lib/datasets/jobs.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue, enqueueAll } from "#lib/queue/queue.ts";
import { watchDueJobs } from "#lib/worker/due-watch.ts";
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

  test("goes first when it has run before, however much was put on the queue together with it", async () => {
    const { pressworkQueue: queue } = globalThis as typeof globalThis & { pressworkQueue?: PgBoss };
    if (!queue) throw new Error("The queue is not started.");
    const { name } = runChunkJob;
    const batchId = newId();
    await queue.deleteAllJobs(name);
    await enqueueAll(
      db(),
      runChunkJob,
      Array.from({ length: 50 }, (_, number) => ({ batchId, number })),
      batchId,
    );
    const [lost] = await queue.fetch(name);
    await queue.fail(name, lost?.id ?? "");
    await db().execute(
      sql`update queue.job set start_after = now() where name = ${name} and state = 'retry'`,
    );
    await putRetriesFirst(db(), name);
    expect((await queue.fetch(name)).map(({ id }) => id)).toEqual([lost?.id]);
  });

  test("is seen by the one look at all kinds once it may be taken, also again after a failure", async () => {
    const { pressworkQueue: queue } = globalThis as typeof globalThis & { pressworkQueue?: PgBoss };
    const kinds = [feedBatchJob, runChunkJob, importDataset].map(({ name }) => name);
    for (const name of kinds) await queue?.deleteAllJobs(name);
    const due = () => readDueQueues(db(), kinds);
    await enqueue(db(), feedBatchJob, { batchId: newId() }, { startAfter: new Date(Date.now() + 60_000) });
    expect(await due()).toEqual([]);
    await enqueue(db(), feedBatchJob, { batchId: newId() });
    expect(await due()).toEqual([feedBatchJob.name]);
    const [taken] = (await queue?.fetch(feedBatchJob.name)) ?? [];
    expect(await due(), "what is being run is not taken").toEqual([]);
    await queue?.fail(feedBatchJob.name, taken?.id ?? "");
    await db().execute(sql`update queue.job set start_after = now() where state = 'retry'`);
    expect(await due()).toEqual([feedBatchJob.name]);

    const told: string[] = [];
    const stopping = new AbortController();
    const takers = kinds.map((name) => ({ name, look: () => told.push(name) }));
    const watching = watchDueJobs(takers, stopping.signal);
    await expect.poll(() => told).toContain(feedBatchJob.name);
    stopping.abort();
    await watching;
    expect(new Set(told)).toEqual(new Set([feedBatchJob.name]));
  });
});
