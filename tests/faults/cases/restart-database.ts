import { setTimeout as wait } from "node:timers/promises";
import { launch, makeMaterials } from "#tests/batches/batch-fixture.ts";
import type { FaultCase } from "../fault-case.ts";
import { insistently } from "../insistently.ts";
import { takeAccount } from "../take-account.ts";
import { untilStarted } from "../until-started.ts";

/** The database crashes under running workers and comes back. */
export const restartDatabase: FaultCase = {
  name: "database restarts",
  on: ["postgres"],
  rounds: { short: 2, long: 50 },
  ownServer: true,
  async play({ provider, work, finished, restartDatabase: restart }, { rounds, isTimeUp }) {
    await provider.latency(120);
    const rows = 800 + rounds * 100;
    const batchId = await launch(
      await makeMaterials({ providerUrl: provider.url, rows, limits: { concurrency: 8 } }),
    );
    const workers = [work(batchId), work(batchId)];
    await untilStarted(...workers);
    let restarts = 0;
    for (; restarts < rounds && !isTimeUp(); restarts++) {
      restart();
      await wait(800 + Math.random() * 1_500);
    }
    await provider.latency(5);
    await finished(batchId);
    const died = workers.filter(({ process }) => process.exitCode !== null);
    const account = await insistently(() => takeAccount(batchId, provider));
    for (const worker of died)
      account.contradictions.push(`a worker died with the database:\n${worker.output()}`);
    return { account, crashed: true, did: `${restarts} restarts in ${rows} items by 2 workers` };
  },
};
