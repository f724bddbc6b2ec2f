import { launch, makeMaterials, untilState } from "#tests/batches/batch-fixture.ts";
import { type FaultCase, PATIENCE_MS } from "../fault-case.ts";
import { takeAccount } from "../take-account.ts";

const PROCESSES = 4;
const CALLS_EACH = 64;

/** Four processes with 64 calls each in flight run into a cap together. */
export const capOvershoot: FaultCase = {
  name: "cap, 4 processes × 64",
  on: ["postgres"],
  rounds: { short: 1, long: 4 },
  async play({ provider, work }, { rounds }) {
    await provider.latency(40);
    const cap = String(0.3 * rounds);
    const batchId = await launch(
      await makeMaterials({
        providerUrl: provider.url,
        rows: 4_000 * rounds,
        limits: { concurrency: CALLS_EACH },
      }),
      { budgetCap: { amount: cap, currency: "USD" }, parameters: { maxOutputTokens: 60 } },
    );
    for (let count = 0; count < PROCESSES; count++) work(batchId);
    await untilState(batchId, ["paused"], PATIENCE_MS);
    const { billedCalls, bill, mostInFlight } = await provider.standing();
    const account = await takeAccount(batchId, provider, billedCalls);
    const used = Math.floor((Number(bill) / Number(cap)) * 10_000) / 100;
    return {
      account,
      crashed: false,
      did: `${billedCalls} calls, up to ${mostInFlight} at once, cap ${cap}`,
      measures: [{ name: "cap used", measured: used, goal: 99, unit: "%", atMost: false }],
    };
  },
};
