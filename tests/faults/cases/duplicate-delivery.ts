import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { runChunkJob } from "#lib/batches/jobs.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { launch, makeMaterials } from "#tests/batches/batch-fixture.ts";
import type { FaultCase } from "../fault-case.ts";
import { takeAccount } from "../take-account.ts";
import { untilStarted } from "../until-started.ts";

/** The queue hands out jobs a second time while the first is at work, and long after it was done. */
export const duplicateDelivery: FaultCase = {
  name: "duplicate delivery of jobs",
  on: ["postgres"],
  rounds: { short: 3, long: 40 },
  async play({ provider, work, finished }, { rounds, isTimeUp }) {
    await provider.latency(150);
    const rows = 600 + rounds * 150;
    const batchId = await launch(
      await makeMaterials({ providerUrl: provider.url, rows, limits: { concurrency: 16 } }),
    );
    await untilStarted(work(batchId), work(batchId));
    await wait(500);
    let delivered = 0;
    for (let round = 0; round < rounds && !isTimeUp(); round++) {
      const chunks = await db().execute<{ number: number }>(
        sql`select number from batch_chunks where batch_id = ${batchId} and state in ('running', 'done')`,
      );
      for (const { number } of chunks.slice(-8)) {
        await enqueue(db(), runChunkJob, { batchId, number });
        delivered++;
      }
      await wait(500);
    }
    await provider.latency(5);
    await finished(batchId);
    const account = await takeAccount(batchId, provider);
    return { account, crashed: true, did: `${delivered} jobs delivered twice in ${rows} items` };
  },
};
