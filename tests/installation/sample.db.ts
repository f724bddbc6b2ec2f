import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batches } from "#db/schema/batches.ts";
import { datasets } from "#db/schema/datasets.ts";
import { seedDemo } from "#lib/installation/demo/seed-demo.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

describeOnDatabase("the sample", () => {
  test("is there once, however many processes start together, and its members are told by one of them", async () => {
    await startQueue(jobs, "web");
    const added = await Promise.all([seedDemo(), seedDemo(), seedDemo()]);
    await stopQueue();
    expect(added.map(({ length }) => length).sort()).toEqual([0, 0, 3]);
    expect(await db().select({ name: datasets.name }).from(datasets)).toEqual([
      { name: "Sample: perfumes 香水" },
    ]);
    expect(await db().select({ rowCount: batches.rowCount }).from(batches)).toHaveLength(1);
    expect(await seedDemo()).toEqual([]);
  });
});
