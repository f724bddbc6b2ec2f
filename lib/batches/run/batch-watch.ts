import { db } from "#db/client.ts";
import { watchBatches } from "#db/queries/batches/watch-batches.ts";
import { log } from "#lib/observability/log.ts";
import { lookAtPaces } from "#lib/pacing/gates.ts";
import { openingAt } from "../off-peak.ts";

/** How soon a worker notices that a batch was paused or cancelled, or its model given another limit. */
const LOOK_EVERY_MS = 400;

interface Watched {
  watchers: number;
  halted: AbortController;
}

const watched = new Map<string, Watched>();
let timer: NodeJS.Timeout | null = null;

/**
 * Watches a batch for as long as this process works on it: the signal aborts when it stops running, or
 * when the hours end in which it may call.
 * Call `leave` when done. One small query for all batches of the process, however many chunks it runs;
 * it brings the limits of their models along.
 */
export function watchBatch(batchId: string): { halted: AbortSignal; leave(): void } {
  const known = watched.get(batchId);
  // A batch that was resumed is watched anew; chunks still draining keep the old signal.
  const batch =
    known && !known.halted.signal.aborted ? known : { watchers: 0, halted: new AbortController() };
  batch.watchers++;
  watched.set(batchId, batch);
  timer ??= setInterval(look, LOOK_EVERY_MS);
  return {
    halted: batch.halted.signal,
    leave() {
      batch.watchers--;
      if (batch.watchers === 0 && watched.get(batchId) === batch) watched.delete(batchId);
      if (watched.size === 0 && timer) {
        clearInterval(timer);
        timer = null;
      }
    },
  };
}

async function look(): Promise<void> {
  try {
    const looked = [...watched];
    const found = await watchBatches(
      db(),
      looked.map(([id]) => id),
    );
    lookAtPaces(found.paces);
    const now = new Date();
    for (const [id, batch] of looked) {
      const known = found.batches.get(id);
      if (known?.state !== "running" || !openingAt(known.offPeak, now).open) batch.halted.abort();
    }
  } catch (err) {
    log.warn({ err }, "batches could not be watched");
  }
}
