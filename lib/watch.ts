import { sleep } from "./sleep.ts";

/** How soon a change is told. */
const LOOK_EVERY_MS = 400;

export interface Watched<State> {
  /** How it stands now, as plain data; `null` where there is nothing to look at any more. */
  look: () => Promise<State | null>;
  /** Whether nothing will change after this. */
  hasEnded: (state: State) => boolean;
}

/** A state now and after every change, until it has ended, is gone, or nobody listens. */
export async function* watch<State>(
  { look, hasEnded }: Watched<State>,
  signal: AbortSignal | undefined,
): AsyncGenerator<State> {
  let told = "";
  do {
    const state = await look();
    if (state === null || signal?.aborted) return;
    const now = JSON.stringify(state);
    if (now !== told) yield state;
    told = now;
    if (hasEnded(state)) return;
  } while (await sleep(LOOK_EVERY_MS, signal));
}
