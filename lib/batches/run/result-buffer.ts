import { db } from "#db/client.ts";
import { COUNTER_SLOTS, flushResults, type ItemResult } from "#db/queries/batches/flush-results.ts";
import { AppError } from "#lib/app-error.ts";
import { log } from "#lib/observability/log.ts";
import { noteFlush } from "#lib/observability/metrics.ts";
import { inSpan } from "#lib/observability/tracing.ts";

const FLUSH_ROWS = 250;
const FLUSH_AFTER_MS = 50;
const TRY_AGAIN_AFTER_MS = 1_000;
/** How long results are kept for a database that does not answer: by then the chunk has another owner. */
const GIVE_UP_AFTER_MS = 120_000;

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
  #next: Flush = newFlush();
  #timer: NodeJS.Timeout | null = null;
  #written: Promise<void> = Promise.resolve();
  #isDue = false;
  #isWriting = false;
  /** Chunks, by number and fence, of which results were lost. */
  readonly #lost = new Map<string, unknown>();

  constructor(batchId: string) {
    this.#batchId = batchId;
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
    const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      try {
        const { refused } = await db().transaction((tx) => flushResults(tx, this.#batchId, slot, results));
        if (refused > 0)
          log.warn({ batchId: this.#batchId, refused }, "results of a lost chunk were left out");
        return;
      } catch (cause) {
        const batchId = this.#batchId;
        if (Date.now() > giveUpAt || isFinal(cause)) {
          log.error({ err: cause, batchId, results: results.length }, "results could not be written");
          for (const { chunk, fence } of results) this.#lost.set(`${chunk}.${fence}`, cause);
          return;
        }
        log.warn({ err: cause, batchId }, "results wait for the database");
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_AFTER_MS));
      }
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

// Data, constraint and syntax errors: what is written does not fit, and never will.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
function isFinal(err: unknown): boolean {
  const cause = err instanceof Error && err.cause instanceof Error ? err.cause : err;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  return code.startsWith("22") || code.startsWith("23") || code.startsWith("42");
}
