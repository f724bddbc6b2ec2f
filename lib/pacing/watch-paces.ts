import { db } from "#db/client.ts";
import { readPaceStates } from "#db/queries/pacing.ts";
import { log } from "#lib/observability/log.ts";
import { lookAtPaces } from "./gates.ts";

const LOOK_EVERY_MS = 1_000;

/** Keeps the gates to these models up to date for as long as the caller works with them; call `leave` when done. */
export function watchPaces(modelIds: readonly string[]): { leave(): void } {
  const timer = setInterval(() => {
    readPaceStates(db(), modelIds)
      .then(lookAtPaces)
      .catch((err) => log.warn({ err }, "the pace of models could not be watched"));
  }, LOOK_EVERY_MS);
  return { leave: () => clearInterval(timer) };
}
