import { db } from "#db/client.ts";
import { readDueQueues } from "#db/queries/queue.ts";
import { log } from "#lib/observability/log.ts";
import { sleep } from "#lib/sleep.ts";

const LOOK_EVERY_MS = 500;

/** Who takes jobs of a kind, and is told when there is one. */
export interface Taker {
  readonly name: string;
  look(): void;
}

/**
 * Looks for all kinds of jobs in one statement, and tells those who take them of what is due: a worker with nothing to do
 * asks the database twice a second, however many kinds there are. Ends when the process is to stop.
 */
export async function watchDueJobs(takers: readonly Taker[], stopping: AbortSignal): Promise<void> {
  const names = takers.map(({ name }) => name);
  while (await sleep(LOOK_EVERY_MS, stopping)) {
    try {
      const due = new Set(await readDueQueues(db(), names));
      for (const taker of takers) if (due.has(taker.name)) taker.look();
    } catch (err) {
      log.warn({ err }, "no jobs could be looked for");
    }
  }
}
