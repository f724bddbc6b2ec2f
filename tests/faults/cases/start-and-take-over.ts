import { and, eq, gt } from "drizzle-orm";
import { db } from "#db/client.ts";
import { attempts } from "#db/schema/spend.ts";
import { launch, makeMaterials, until } from "#tests/batches/batch-fixture.ts";
import { type FaultCase, PATIENCE_MS } from "../fault-case.ts";
import { takeAccount } from "../take-account.ts";

// More than can be made meanwhile: whoever comes after the dead takes over from them before anything new.
const ROWS_A_ROUND = 1_200;
const CONCURRENCY = 8;

/** How soon a worker that starts makes its first call, and how soon it makes those of one that was killed. */
export const startAndTakeOver: FaultCase = {
  name: "boot, and taking over from the dead",
  on: ["postgres"],
  rounds: { short: 1, long: 5 },
  async play({ provider, work, finished }, { rounds }) {
    const boots: number[] = [];
    const takeOvers: number[] = [];
    await provider.latency(400);
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: ROWS_A_ROUND * rounds,
      limits: { concurrency: CONCURRENCY },
    });
    const batchId = await launch(materials);
    const startedAt = Date.now();
    let worker = work(batchId);
    boots.push((await firstCallAfter(startedAt)) - startedAt);
    for (let round = 0; round < rounds; round++) {
      await until(async () => (await provider.standing()).inFlight >= CONCURRENCY, PATIENCE_MS);
      await worker.kill();
      const killedAt = Date.now();
      worker = work(batchId);
      takeOvers.push((await takenOverAfter(killedAt)) - killedAt);
    }
    await provider.latency(5);
    await finished(batchId);
    const account = await takeAccount(batchId, provider);
    return {
      account,
      crashed: true,
      did: `${rounds} × killed and taken over`,
      measures: [
        { name: "boot → first call", measured: Math.max(...boots), goal: 2_000, unit: "ms", atMost: true },
        { name: "kill → going on", measured: Math.max(...takeOvers), goal: 30_000, unit: "ms", atMost: true },
      ],
    };

    // Charging what the dead had in flight is the first thing its successor does.
    async function takenOverAfter(atMs: number): Promise<number> {
      const takenOver = await until(async () => {
        const [entry] = await db()
          .select({ at: attempts.at })
          .from(attempts)
          .where(and(eq(attempts.outcome, "worker_lost"), gt(attempts.at, new Date(atMs))))
          .orderBy(attempts.at)
          .limit(1);
        return entry;
      }, PATIENCE_MS);
      return takenOver.at.getTime();
    }

    async function firstCallAfter(atMs: number): Promise<number> {
      const [first] = await until(async () => {
        const started = await provider.startedAfter(atMs);
        return started.length > 0 && started;
      }, PATIENCE_MS);
      return first as number;
    }
  },
};
