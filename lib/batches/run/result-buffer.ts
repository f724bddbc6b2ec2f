import { db } from "#db/client.ts";
import {
  COUNTER_SLOTS,
  flushResults,
  type ItemResult,
  type SettleEnded,
} from "#db/queries/batches/flush-results.ts";
import { AppError } from "#lib/app-error.ts";
import { log } from "#lib/observability/log.ts";
import { noteFlush } from "#lib/observability/metrics.ts";
import { inSpan } from "#lib/observability/tracing.ts";
import { untilWritten } from "#lib/until-written.ts";

const FLUSH_ROWS = 250;
const FLUSH_AFTER_MS = 50;

// Slot 0 is for what people do.
const slot = 1 + Math.floor(Math.random() * (COUNTER_SLOTS - 1));

/** What one transaction writes, and its end. */
interface Flush {
  results: ItemResult[];
  written: Promise<void>;
  done(): void;
}

/**
 * Collects what happens to the items of one batch in this process and writes it together: 250 results or 50 ms
 * per transaction, one transaction at a time; what comes meanwhile goes into the next.
 */
export class ResultBuffer {
  readonly #batchId: string;
  readonly #settle: SettleEnded | undefined;
  #next: Flush = newFlush();
  #timer: NodeJS.Timeout | null = null;
  #written: Promise<void> = Promise.resolve();
  #isDue = false;
  #isWriting = false;
  /** Chunks, by number and fence, of which results were lost. */
  readonly #lost = new Map<string, unknown>();

  /** @param settle says what else is to be kept of items that end. */
  constructor(batchId: string, settle?: SettleEnded) {
    this.#batchId = batchId;
    this.#settle = settle;
  }

  /** Takes a result; it is written soon. */
  add(result: ItemResult): void {
    const { results } = this.#next;
    results.push(result);
    if (results.length >= FLUSH_ROWS) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), FLUSH_AFTER_MS);
  }

  /** Waits until everything taken so far is written. @throws when any of the chunk's results was lost. */
  async written({ number, fence }: { number: number; fence: number }): Promise<void> {
    await (this.#next.results.length > 0 ? this.#next.written : this.#written);
    const key = `${number}.${fence}`;
    if (!this.#lost.has(key)) return;
    const cause = this.#lost.get(key);
    this.#lost.delete(key);
    throw new AppError("Results of a batch were lost.", { cause });
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isDue = true;
    if (!this.#isWriting) this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#isDue) {
      this.#isDue = false;
      const flush = this.#next;
      this.#next = newFlush();
      this.#written = flush.written;
      await this.#observed(flush.results);
      flush.done();
    }
    this.#isWriting = false;
  }

  async #observed(results: ItemResult[]): Promise<void> {
    const startedAt = performance.now();
    const facts = { batchId: this.#batchId, rows: results.length };
    await inSpan("flush", facts, () => this.#write(results));
    noteFlush({
      ...endingsOf(results),
      rows: results.length,
      seconds: (performance.now() - startedAt) / 1_000,
    });
  }

  async #write(results: ItemResult[]): Promise<void> {
    const batchId = this.#batchId;
    try {
      const { refused } = await untilWritten(
        () => db().transaction((tx) => flushResults(tx, batchId, slot, results, this.#settle)),
        { batchId },
      );
      if (refused > 0) log.warn({ batchId, refused }, "results of a lost chunk were left out");
    } catch (cause) {
      log.error({ err: cause, batchId, results: results.length }, "results could not be written");
      for (const { chunk, fence } of results) this.#lost.set(`${chunk}.${fence}`, cause);
    }
  }
}

function endingsOf(results: readonly ItemResult[]): Record<"succeeded" | "failed" | "skipped", number> {
  const endings = { succeeded: 0, failed: 0, skipped: 0 };
  for (const { ended } of results) if (ended) endings[ended.state]++;
  return endings;
}

function newFlush(): Flush {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { results: [], written: promise, done: resolve };
}
