import { db } from "#db/client.ts";
import { watchBatches } from "#db/queries/batches/watch-batches.ts";
import { log } from "#lib/observability/log.ts";
import { lookAtPaces } from "#lib/pacing/gates.ts";
import { openingAt } from "../off-peak.ts";

/** How soon a worker notices that a batch was paused or cancelled, or its model given another limit. */
const LOOK_EVERY_MS = 400;

interface Watch {
  halted: AbortController;
  cancelled: AbortController;
}

const watched = new Map<string, Set<Watch>>();
let timer: NodeJS.Timeout | null = null;

/**
 * Watches a batch for as long as this process works on it: `halted` aborts when it stops running, or
 * when the hours end in which it may call; `cancelled` when it is over for good by somebody's word.
 * Call `leave` when done. One small query for all batches of the process, however many chunks it runs;
 * it brings the limits of their models along.
 */
export function watchBatch(batchId: string): { halted: AbortSignal; cancelled: AbortSignal; leave(): void } {
  const watch = { halted: new AbortController(), cancelled: new AbortController() };
  const watches = watched.get(batchId) ?? new Set();
  watched.set(batchId, watches.add(watch));
  timer ??= setInterval(look, LOOK_EVERY_MS);
  return {
    halted: watch.halted.signal,
    cancelled: watch.cancelled.signal,
    leave() {
      watches.delete(watch);
      if (watches.size === 0 && watched.get(batchId) === watches) watched.delete(batchId);
      if (watched.size === 0 && timer) {
        clearInterval(timer);
        timer = null;
      }
    },
  };
}

async function look(): Promise<void> {
  try {
    // Who begins to watch while this looks is looked after the next time.
    const looked = [...watched].map(([id, watches]) => [id, [...watches]] as const);
    const found = await watchBatches(
      db(),
      looked.map(([id]) => id),
    );
    lookAtPaces(found.paces);
    const now = new Date();
    for (const [id, watches] of looked) {
      const known = found.batches.get(id);
      if (known?.state === "running" && openingAt(known.offPeak, now).open) continue;
      for (const { halted, cancelled } of watches) {
        halted.abort();
        if (!known || known.state === "cancelled") cancelled.abort();
      }
    }
  } catch (err) {
    log.warn({ err }, "batches could not be watched");
  }
}
