import { setTimeout as wait } from "node:timers/promises";
import { launch, makeMaterials } from "#tests/batches/batch-fixture.ts";
import type { FaultCase } from "../fault-case.ts";
import { takeAccount } from "../take-account.ts";
import { untilStarted } from "../until-started.ts";

const WORKERS = 3;
const CONCURRENCY = 8;

/** One worker after another is killed with -9 at any moment, and another takes its place. */
export const killWorkers: FaultCase = {
  name: "kill -9 of workers",
  on: ["postgres"],
  rounds: { short: 3, long: 200 },
  async play({ provider, work, inside, finished }, { rounds, isTimeUp }) {
    await provider.latency(120);
    const rows = 1_500 + rounds * 60;
    const batchId = await inside(async () =>
      launch(await makeMaterials({ providerUrl: provider.url, rows, limits: { concurrency: CONCURRENCY } })),
    );
    const workers = Array.from({ length: WORKERS }, () => work(batchId));
    await untilStarted(...workers);
    let kills = 0;
    for (; kills < rounds && !isTimeUp(); kills++) {
      const place = kills % WORKERS;
      await workers[place]?.kill();
      const next = work(batchId);
      workers[place] = next;
      await untilStarted(next);
      await wait(Math.random() * 1_000);
    }
    await provider.latency(5);
    await finished(batchId);
    const account = await inside(() => takeAccount(batchId, provider));
    return { account, crashed: true, did: `${kills} kills in ${rows} items by ${WORKERS} workers` };
  },
};
