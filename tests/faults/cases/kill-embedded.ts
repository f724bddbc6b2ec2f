import { setTimeout as wait } from "node:timers/promises";
import { launch, makeMaterials } from "#tests/batches/batch-fixture.ts";
import { type FaultCase, PATIENCE_MS } from "../fault-case.ts";
import { takeAccount } from "../take-account.ts";

/** The one process of an embedded installation, database and all, is killed with -9 and started again. */
export const killEmbedded: FaultCase = {
  name: "kill -9 of everything",
  on: ["embedded"],
  rounds: { short: 2, long: 50 },
  async play({ provider, work, inside, finished }, { rounds, isTimeUp }) {
    await provider.latency(120);
    const rows = 400 + rounds * 40;
    const batchId = await inside(async () =>
      launch(await makeMaterials({ providerUrl: provider.url, rows, limits: { concurrency: 8 } })),
    );
    let kills = 0;
    for (; kills < rounds && !isTimeUp(); kills++) {
      const before = (await provider.standing()).requests;
      const worker = work(batchId);
      const giveUpAt = Date.now() + PATIENCE_MS;
      while ((await provider.standing()).requests < before + 20) {
        if (Date.now() > giveUpAt) throw new Error(`The worker does not go on:\n${worker.output()}`);
        if (worker.process.exitCode !== null) break;
        await wait(20);
      }
      await wait(Math.random() * 400);
      await worker.kill();
    }
    await provider.latency(5);
    work(batchId);
    await finished(batchId);
    const account = await inside(() => takeAccount(batchId, provider));
    return { account, crashed: true, did: `${kills} kills in ${rows} items` };
  },
};
