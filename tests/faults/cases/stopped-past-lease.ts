import { setTimeout as wait } from "node:timers/promises";
import { launch, makeMaterials, until } from "#tests/batches/batch-fixture.ts";
import type { WorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { countLostCalls } from "../count-lost-calls.ts";
import { type FaultCase, PATIENCE_MS } from "../fault-case.ts";
import { takeAccount } from "../take-account.ts";
import { untilStarted } from "../until-started.ts";

/**
 * A worker is frozen until its jobs have new owners, and then goes on as if nothing had happened; the next time its
 * successor is killed as well, so that there is always somebody whose calls are lost.
 */
export const stoppedPastLease: FaultCase = {
  name: "SIGSTOP past the lease",
  on: ["postgres"],
  rounds: { short: 1, long: 10 },
  async play({ provider, work, finished }, { rounds, isTimeUp }) {
    await provider.latency(250);
    const rows = 400 + 400 * rounds;
    const batchId = await launch(
      await makeMaterials({ providerUrl: provider.url, rows, limits: { concurrency: 8 } }),
    );
    const frozen = work(batchId);
    await until(async () => (await provider.standing()).requests > 20, PATIENCE_MS);
    let stops = 0;
    let other: WorkerProcess | undefined;
    const stoppedMs: number[] = [];
    for (; stops < rounds && !isTimeUp(); stops++) {
      const before = await countLostCalls(batchId);
      const stoppedAt = Date.now();
      frozen.process.kill("SIGSTOP");
      await other?.kill();
      other = work(batchId);
      await untilStarted(other);
      await until(async () => (await countLostCalls(batchId)) > before, PATIENCE_MS);
      stoppedMs.push(Date.now() - stoppedAt);
      frozen.process.kill("SIGCONT");
      // What it takes next is what it will be frozen with.
      await wait(3_000);
    }
    await provider.latency(5);
    await finished(batchId);
    const account = await takeAccount(batchId, provider);
    if (frozen.process.exitCode !== null) account.contradictions.push("the frozen worker did not survive");
    const longest = (Math.max(...stoppedMs) / 1_000).toFixed(0);
    return { account, crashed: true, did: `frozen ${stops} × up to ${longest} s in ${rows} items` };
  },
};
