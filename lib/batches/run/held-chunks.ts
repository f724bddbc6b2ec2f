import type { JobShare } from "#lib/queue/job.ts";
import { CHUNK_SIZE } from "./chunk-plan.ts";

const RECENT_MS = 100;

/** What this process holds of one batch and has not started yet. */
interface Held {
  chunks: number;
  items: number;
  /** Calls the batch's model takes from this process at once; unknown before the first chunk is open. */
  concurrency: number | null;
  recentStarts: number;
  recentSince: number;
}

const held = new Map<string, Held>();
let look = () => {};

/** Whether so much waits that another chunk would only be kept from other processes. */
function isFull({ items, concurrency, recentStarts }: Held): boolean {
  return items >= (concurrency === null ? 1 : concurrency + recentStarts);
}

/** Keeps a process from taking more chunks of a batch than it can start soon, so that others find some. */
export const chunkShare: JobShare<{ batchId: string }> = {
  fullGroups: () => [...held].filter(([, batch]) => isFull(batch)).map(([batchId]) => batchId),
  took({ batchId }) {
    const batch = held.get(batchId) ?? {
      chunks: 0,
      items: 0,
      concurrency: null,
      recentStarts: 0,
      recentSince: 0,
    };
    batch.chunks++;
    batch.items += CHUNK_SIZE;
    held.set(batchId, batch);
  },
  onRoom(listener) {
    look = listener;
  },
};

/** A chunk's part in what the process holds; say what becomes of it. */
export class HeldChunk {
  readonly #batchId: string;
  #items = CHUNK_SIZE;

  constructor(batchId: string) {
    this.#batchId = batchId;
  }

  /** The chunk is open: so many of its items are to be made, and the model takes so many calls at once. */
  opened(items: number, concurrency: number): void {
    this.#change((batch) => {
      batch.concurrency = concurrency;
      this.#drop(batch, this.#items - items);
    });
  }

  /** Items are under way, or ended without a call. */
  started(items: number): void {
    this.#change((batch) => {
      const now = performance.now();
      if (now - batch.recentSince > RECENT_MS) {
        batch.recentSince = now;
        batch.recentStarts = 0;
      }
      batch.recentStarts += items;
      this.#drop(batch, items);
    });
  }

  /** The chunk is let go, with whatever it had not started. */
  left(): void {
    this.#change((batch) => {
      this.#drop(batch, this.#items);
      if (--batch.chunks === 0) held.delete(this.#batchId);
    });
  }

  #drop(batch: Held, items: number): void {
    this.#items -= items;
    batch.items -= items;
  }

  #change(change: (batch: Held) => void): void {
    const batch = held.get(this.#batchId);
    if (!batch) return;
    const wasFull = isFull(batch);
    change(batch);
    if (wasFull && !isFull(batch)) look();
  }
}
