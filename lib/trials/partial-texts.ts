import { db } from "#db/client.ts";
import { writePartialTexts } from "#db/queries/trials/cells.ts";
import { log } from "#lib/observability/log.ts";

const EVERY_MS = 300;

/** Collects the texts that stream in and writes them down together, at most every 300 ms. */
export class PartialTexts {
  readonly #trialId: string;
  #texts = new Map<number, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(trialId: string) {
    this.#trialId = trialId;
  }

  /** A cell's text so far; replaces what it had before. */
  set(seq: number, text: string): void {
    this.#texts.set(seq, text);
    this.#timer ??= setTimeout(() => void this.#write(), EVERY_MS);
  }

  /** The cell's text is not wanted any more: its output is there, or it is asked again. */
  drop(seq: number): void {
    this.#texts.delete(seq);
  }

  /** Stops writing; what was not written yet is dropped. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#texts.clear();
  }

  async #write(): Promise<void> {
    const texts = this.#texts;
    this.#texts = new Map();
    this.#timer = undefined;
    if (texts.size === 0) return;
    try {
      await writePartialTexts(db(), this.#trialId, texts);
    } catch (err) {
      // Only what is looked at while it runs: the output itself is written elsewhere.
      log.warn({ err, trialId: this.#trialId }, "partial texts were not written");
    }
  }
}
