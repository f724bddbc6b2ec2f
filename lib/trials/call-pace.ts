import { setTimeout as sleep } from "node:timers/promises";

/** Spaces the calls to one model: evenly within its requests a minute, none while it is throttled. */
export interface CallPace {
  /** Waits for this call's turn. @throws when `signal` aborts. */
  turn(signal: AbortSignal): Promise<void>;
  /** No turn before this long from now: the provider said so. */
  hold(ms: number): void;
}

/** A pace of its own for one model in one trial. @param rpm `null` for no limit. */
export function callPace(rpm: number | null): CallPace {
  const spacingMs = rpm ? 60_000 / rpm : 0;
  let nextTurnAt = 0;
  return {
    async turn(signal) {
      const now = performance.now();
      const turnAt = Math.max(now, nextTurnAt);
      nextTurnAt = turnAt + spacingMs;
      if (turnAt > now) await sleep(turnAt - now, undefined, { signal });
    },
    hold(ms) {
      nextTurnAt = Math.max(nextTurnAt, performance.now() + ms);
    },
  };
}
