import { until } from "#tests/batches/batch-fixture.ts";
import type { WorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { PATIENCE_MS } from "./fault-case.ts";

/** Waits until these workers take jobs. @throws when one of them ended. */
export async function untilStarted(...workers: WorkerProcess[]): Promise<void> {
  for (const worker of workers) {
    await until(async () => {
      const { exitCode, signalCode } = worker.process;
      if (exitCode !== null || signalCode !== null) throw new Error(`A worker ended:\n${worker.output()}`);
      return worker.output().includes("worker started");
    }, PATIENCE_MS);
  }
}
