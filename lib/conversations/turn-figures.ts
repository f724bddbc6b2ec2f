import type { TurnChange, TurnRow } from "#db/queries/conversations/turns.ts";
import type { SettledCall } from "#lib/calls/pay.ts";
import type { AnsweredCall } from "#lib/models/endpoints/call-outcome.ts";

type Figures = Pick<TurnRow, "inputTokens" | "cachedInputTokens" | "outputTokens" | "latencyMs">;

/** What the calls of a turn have taken together: tokens as their provider counts them, and milliseconds. */
export class TurnFigures {
  #sum: Figures;

  constructor({ inputTokens, cachedInputTokens, outputTokens, latencyMs }: Figures) {
    this.#sum = { inputTokens, cachedInputTokens, outputTokens, latencyMs };
  }

  /** Takes in a call that has ended. @returns the figures with it, as they are kept with the turn. */
  with(outcome: SettledCall["outcome"]): TurnChange {
    if (outcome.kind !== "answered") return {};
    const { usage, latencyMs } = outcome as AnsweredCall;
    const { inputTokens, cachedInputTokens, outputTokens } = this.#sum;
    this.#sum = {
      inputTokens: (inputTokens ?? 0) + usage.inputTokens,
      cachedInputTokens: (cachedInputTokens ?? 0) + usage.cachedInputTokens,
      outputTokens: (outputTokens ?? 0) + usage.outputTokens,
      latencyMs: (this.#sum.latencyMs ?? 0) + latencyMs,
    };
    return this.#sum;
  }
}
