import { setTimeout as wait } from "node:timers/promises";
import { cancelBatch, pauseBatch, resumeBatch } from "#lib/batches/run/control-batch.ts";
import { launch, makeMaterials, operator, until } from "#tests/batches/batch-fixture.ts";
import { type FaultCase, PATIENCE_MS } from "../fault-case.ts";
import { takeAccount } from "../take-account.ts";
import { untilStarted } from "../until-started.ts";

const NO_CALL_AFTER_MS = 1_000;

/** A batch is paused and resumed again and again under two workers, then runs to its end. */
export const pauseStorm: FaultCase = {
  name: "pause storm",
  on: ["postgres"],
  rounds: { short: 6, long: 150 },
  async play({ provider, work, finished }, { rounds, isTimeUp }) {
    await provider.latency(100);
    const rows = 600 + rounds * 40;
    const batchId = await launch(
      await makeMaterials({ providerUrl: provider.url, rows, limits: { concurrency: 8 } }),
    );
    await untilStarted(work(batchId), work(batchId));
    await until(async () => (await provider.standing()).requests > 20, PATIENCE_MS);
    let pauses = 0;
    let late = 0;
    for (; pauses < rounds && !isTimeUp(); pauses++) {
      const paused = await pauseBatch(operator, batchId);
      if (!paused.ok) break;
      const pausedAt = Date.now();
      const isLong = pauses % 3 === 0;
      await wait(isLong ? NO_CALL_AFTER_MS + 800 : Math.random() * 300);
      if (isLong) late += (await provider.startedAfter(pausedAt + NO_CALL_AFTER_MS)).length;
      await resumeBatch(operator, { id: batchId });
      await wait(Math.random() * 400);
    }
    await provider.latency(5);
    await finished(batchId);
    const account = await takeAccount(batchId, provider);
    if (late > 0) account.contradictions.push(`${late} calls began more than 1 s after a pause`);
    return { account, crashed: false, did: `${pauses} pauses in ${rows} items by 2 workers` };
  },
};

/** A batch is cancelled in the middle: no call begins after a second, and what was in flight is paid and kept. */
export const cancelMidRun: FaultCase = {
  name: "cancel",
  on: ["postgres"],
  rounds: { short: 1, long: 1 },
  async play({ provider, work }) {
    await provider.latency(300);
    const batchId = await launch(
      await makeMaterials({ providerUrl: provider.url, rows: 2_000, limits: { concurrency: 16 } }),
    );
    work(batchId);
    work(batchId);
    await until(async () => (await provider.standing()).billedCalls > 60, PATIENCE_MS);
    await cancelBatch(operator, batchId);
    const cancelledAt = Date.now();
    await wait(NO_CALL_AFTER_MS + 1_500);
    const late = await provider.startedAfter(cancelledAt + NO_CALL_AFTER_MS);
    const { billedCalls } = await provider.standing();
    const account = await takeAccount(batchId, provider, billedCalls);
    if (late.length > 0) account.contradictions.push(`${late.length} calls began more than 1 s after it`);
    return { account, crashed: false, did: `cancelled after ${billedCalls} of 2000 items` };
  },
};
