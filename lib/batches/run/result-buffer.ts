import { db } from "#db/client.ts";
import { COUNTER_SLOTS, type Landing, writeLandings } from "#db/queries/batches/write-landings.ts";
import { AppError } from "#lib/app-error.ts";
import { log } from "#lib/log.ts";
import { noteFlush } from "#lib/metrics.ts";
import { inSpan } from "#lib/tracing.ts";

const FLUSH_ROWS = 250;
const FLUSH_AFTER_MS = 50;
const TRY_AGAIN_AFTER_MS = 1_000;
/** How long results are kept for a database that does not answer: by then the chunk has another owner. */
const GIVE_UP_AFTER_MS = 120_000;

// Slot 0 is for what people do.
const slot = 1 + Math.floor(Math.random() * (COUNTER_SLOTS - 1));

/** What one transaction writes, and its end. */
interface Flush {
  landings: Landing[];
  written: Promise<void>;
  done(): void;
}

/**
 * Collects what happens to the items of one batch in this process and writes it together: 250 landings or 50 ms
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

  /** Takes a landing; it is written soon. */
  add(landing: Landing): void {
    const { landings } = this.#next;
    landings.push(landing);
    if (landings.length >= FLUSH_ROWS) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), FLUSH_AFTER_MS);
  }

  /** Waits until everything taken so far is written. @throws when any of the chunk's results was lost. */
  async written({ number, fence }: { number: number; fence: number }): Promise<void> {
    await (this.#next.landings.length > 0 ? this.#next.written : this.#written);
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
      await this.#observed(flush.landings);
      flush.done();
    }
    this.#isWriting = false;
  }

  async #observed(landings: Landing[]): Promise<void> {
    const startedAt = performance.now();
    const facts = { batchId: this.#batchId, rows: landings.length };
    await inSpan("flush", facts, () => this.#write(landings));
    noteFlush({
      ...endingsOf(landings),
      rows: landings.length,
      seconds: (performance.now() - startedAt) / 1_000,
    });
  }

  async #write(landings: Landing[]): Promise<void> {
    const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      try {
        const { refused } = await db().transaction((tx) => writeLandings(tx, this.#batchId, slot, landings));
        if (refused > 0)
          log.warn({ batchId: this.#batchId, refused }, "results of a lost chunk were left out");
        return;
      } catch (cause) {
        const batchId = this.#batchId;
        if (Date.now() > giveUpAt || isFinal(cause)) {
          log.error({ err: cause, batchId, landings: landings.length }, "results could not be written");
          for (const { chunk, fence } of landings) this.#lost.set(`${chunk}.${fence}`, cause);
          return;
        }
        log.warn({ err: cause, batchId }, "results wait for the database");
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_AFTER_MS));
      }
    }
  }
}

function endingsOf(landings: readonly Landing[]): Record<"succeeded" | "failed" | "skipped", number> {
  const endings = { succeeded: 0, failed: 0, skipped: 0 };
  for (const { ended } of landings) if (ended) endings[ended.state]++;
  return endings;
}

function newFlush(): Flush {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { landings: [], written: promise, done: resolve };
}

// Data, constraint and syntax errors: what is written does not fit, and never will.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
function isFinal(err: unknown): boolean {
  const cause = err instanceof Error && err.cause instanceof Error ? err.cause : err;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  return code.startsWith("22") || code.startsWith("23") || code.startsWith("42");
}
