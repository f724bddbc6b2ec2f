/** A new model's share moves by at least this part with every answer. */
const LEAST_WEIGHT = 0.02;

/**
 * What part of the tokens a call may take it really takes, learnt from its answers. Most providers count what was
 * written; one that counts the bound gets the bound.
 */
export class TokenShare {
  readonly #countsBound: boolean;
  #share = 1;
  #answers = 0;

  constructor(countsBound: boolean) {
    this.#countsBound = countsBound;
  }

  /** Takes one answer's usage. */
  learn(usage: { inputTokens: number; outputTokens: number }, maxOutputTokens: number): void {
    const most = usage.inputTokens + maxOutputTokens;
    // What is not counted in tokens, such as pictures, teaches nothing about them.
    if (this.#countsBound || most === 0) return;
    const taken = (usage.inputTokens + usage.outputTokens) / most;
    this.#answers++;
    this.#share += (Math.min(1, taken) - this.#share) * Math.max(LEAST_WEIGHT, 1 / this.#answers);
  }

  /** The tokens to expect of a call that may take this many. */
  of(bound: number): number {
    return bound * this.#share;
  }
}
