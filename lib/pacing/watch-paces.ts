import { db } from "#db/client.ts";
import { readPaceStates } from "#db/queries/pacing.ts";
import { log } from "#lib/observability/log.ts";
import { lookAtPaces } from "./gates.ts";

const LOOK_EVERY_MS = 1_000;

/**
 * Brings the gates to these models up to date, and keeps them so for as long as the caller works with them; call `leave`
 * when done.
 */
export async function watchPaces(modelIds: readonly string[]): Promise<{ leave(): void }> {
  const look = () =>
    readPaceStates(db(), modelIds)
      .then(lookAtPaces)
      .catch((err) => log.warn({ err }, "the pace of models could not be watched"));
  await look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { leave: () => clearInterval(timer) };
}
