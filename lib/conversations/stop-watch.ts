import { db } from "#db/client.ts";
import { isTurnLeft, type OwnedTurn } from "#db/queries/conversations/turns.ts";
import { log } from "#lib/observability/log.ts";

/** How soon a worker notices that a turn is to be stopped. */
const LOOK_EVERY_MS = 400;

/** Watches a turn while this process makes it: the signal aborts when somebody stops it. Call `leave` when done. */
export function watchForStop(owned: OwnedTurn): { stopped: AbortSignal; leave(): void } {
  const stopped = new AbortController();
  const timer = setInterval(async () => {
    try {
      if (await isTurnLeft(db(), owned)) stopped.abort();
    } catch (err) {
      log.warn({ err, conversationId: owned.conversationId }, "a conversation could not be watched");
    }
  }, LOOK_EVERY_MS);
  return { stopped: stopped.signal, leave: () => clearInterval(timer) };
}
