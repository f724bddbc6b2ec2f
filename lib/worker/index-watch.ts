import { log } from "#lib/observability/log.ts";
import { indexOutputs } from "#lib/outputs/index-outputs.ts";

const LOOK_EVERY_MS = 1_000;
const LONGEST_TURN_MS = 250;

/**
 * Puts what this and other processes have made into the index of outputs, beside the jobs: a turn at a time, and then
 * the database is left to others for as long.
 */
export class IndexWatch {
  #next: NodeJS.Timeout | null = null;
  #turn: Promise<void> = Promise.resolve();
  #isStopped = false;

  start(afterMs = LOOK_EVERY_MS): void {
    this.#next = setTimeout(() => {
      this.#turn = this.#take();
    }, afterMs);
  }

  /** No new turn begins; resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#next) clearTimeout(this.#next);
    await this.#turn;
  }

  async #take(): Promise<void> {
    let isDone = true;
    try {
      isDone = await indexOutputs({ patienceMs: LONGEST_TURN_MS });
    } catch (err) {
      log.warn({ err }, "new outputs could not be put into the index");
    }
    if (!this.#isStopped) this.start(isDone ? LOOK_EVERY_MS : LONGEST_TURN_MS);
  }
}
