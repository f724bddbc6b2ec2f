import { db } from "#db/client.ts";
import { COUNTER_SLOTS, type Landing, writeLandings } from "#db/queries/batches/write-landings.ts";
import { AppError } from "#lib/app-error.ts";
import { log } from "#lib/log.ts";

const FLUSH_ROWS = 250;
const FLUSH_AFTER_MS = 50;
const TRY_AGAIN_AFTER_MS = 1_000;
/** How long results are kept for a database that does not answer: by then the chunk has another owner. */
const GIVE_UP_AFTER_MS = 120_000;

// Slot 0 is for what people do.
const slot = 1 + Math.floor(Math.random() * (COUNTER_SLOTS - 1));

/**
 * Collects what happens to the items of one batch in this process and writes it together: 250 landings or 50 ms
 * per transaction, one transaction at a time.
 */
export class ResultBuffer {
  readonly #batchId: string;
  #landings: Landing[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #lost: { cause: unknown } | null = null;

  constructor(batchId: string) {
    this.#batchId = batchId;
  }

  /** Takes a landing; it is written soon. */
  add(landing: Landing): void {
    this.#landings.push(landing);
    if (this.#landings.length >= FLUSH_ROWS) this.#flushSoon();
    else this.#timer ??= setTimeout(() => this.#flushSoon(), FLUSH_AFTER_MS);
  }

  /** Writes everything taken so far. @throws when anything was ever lost: the chunk must be run again. */
  async written(): Promise<void> {
    this.#flushSoon();
    await this.#writing;
    if (this.#lost) throw new AppError("Results of a batch were lost.", this.#lost);
  }

  #flushSoon(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#landings.length === 0) return;
    const landings = this.#landings;
    this.#landings = [];
    const earlier = this.#writing;
    this.#writing = (async () => {
      await earlier;
      await this.#write(landings);
    })();
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
          this.#lost = { cause };
          return;
        }
        log.warn({ err: cause, batchId }, "results wait for the database");
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_AFTER_MS));
      }
    }
  }
}

// Data, constraint and syntax errors: what is written does not fit, and never will.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
function isFinal(err: unknown): boolean {
  const cause = err instanceof Error && err.cause instanceof Error ? err.cause : err;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  return code.startsWith("22") || code.startsWith("23") || code.startsWith("42");
}
