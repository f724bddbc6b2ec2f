import type { Failure } from "#lib/failure.ts";

/** Models that answer nothing more in a trial's run, and why. */
export class ExhaustedModels {
  readonly #reasons = new Map<string, Failure>();
  readonly #gone = new Map<string, AbortController>();

  /** Why a model answers nothing more; `undefined` while it does. */
  get(modelId: string): Failure | undefined {
    return this.#reasons.get(modelId);
  }

  /** Notes that nothing of a model can go on: cells that wait for it wait no more. @returns the first reason that was noted. */
  note(modelId: string, reason: Failure): Failure {
    const known = this.#reasons.get(modelId) ?? reason;
    this.#reasons.set(modelId, known);
    this.#controller(modelId).abort();
    return known;
  }

  /** Aborts when no new call to a model may start: the run stops, or the model is gone. */
  leaving(modelId: string, stopping: AbortSignal): AbortSignal {
    return AbortSignal.any([stopping, this.#controller(modelId).signal]);
  }

  #controller(modelId: string): AbortController {
    const known = this.#gone.get(modelId) ?? new AbortController();
    this.#gone.set(modelId, known);
    return known;
  }
}
