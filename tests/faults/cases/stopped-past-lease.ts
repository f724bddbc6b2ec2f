import { setTimeout as wait } from "node:timers/promises";
import { launch, makeMaterials, until } from "#tests/batches/batch-fixture.ts";
import { type FaultCase, PATIENCE_MS } from "../fault-case.ts";
import { takeAccount } from "../take-account.ts";

// The queue takes a worker for lost after 10 s without a heartbeat, and looks once a second.
const PAST_LEASE_MS = 13_000;

/** A worker is frozen until its jobs have new owners, and then goes on as if nothing had happened. */
export const stoppedPastLease: FaultCase = {
  name: "SIGSTOP past the lease",
  on: ["postgres"],
  rounds: { short: 1, long: 10 },
  async play({ provider, work, finished }, { rounds, isTimeUp }) {
    await provider.latency(250);
    const rows = 500 * rounds;
    const batchId = await launch(
      await makeMaterials({ providerUrl: provider.url, rows, limits: { concurrency: 8 } }),
    );
    const frozen = work(batchId);
    await until(async () => (await provider.standing()).requests > 20, PATIENCE_MS);
    work(batchId);
    let stops = 0;
    for (; stops < rounds && !isTimeUp(); stops++) {
      frozen.process.kill("SIGSTOP");
      await wait(PAST_LEASE_MS);
      frozen.process.kill("SIGCONT");
      await wait(1_500);
    }
    await provider.latency(5);
    await finished(batchId);
    const account = await takeAccount(batchId, provider);
    if (frozen.process.exitCode !== null) account.contradictions.push("the frozen worker did not survive");
    return { account, crashed: true, did: `frozen ${stops} × ${PAST_LEASE_MS / 1_000} s in ${rows} items` };
  },
};
