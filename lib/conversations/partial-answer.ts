import { db } from "#db/client.ts";
import { type OwnedTurn, writePartialAnswer } from "#db/queries/conversations/turns.ts";
import { log } from "#lib/observability/log.ts";

const EVERY_MS = 300;

/** The answer of a turn as it streams in; written down at most every 300 ms. */
export class PartialAnswer {
  readonly #owned: OwnedTurn;
  #timer: NodeJS.Timeout | undefined;
  #hasStopped = false;
  /** All of it so far; `null` before its first word. */
  text: string | null = null;

  constructor(owned: OwnedTurn) {
    this.#owned = owned;
  }

  /** All of the text so far; replaces what there was before. */
  set(text: string): void {
    this.text = text;
    if (!this.#hasStopped) this.#timer ??= setTimeout(() => void this.#write(), EVERY_MS);
  }

  /** Writes nothing more. */
  stop(): void {
    this.#hasStopped = true;
    clearTimeout(this.#timer);
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    try {
      await writePartialAnswer(db(), this.#owned, this.text ?? "");
    } catch (err) {
      // Only what is looked at while it runs: the answer itself is written elsewhere.
      log.warn({ err, conversationId: this.#owned.conversationId }, "a partial answer was not written");
    }
  }
}
