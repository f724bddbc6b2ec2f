import { log } from "#lib/observability/log.ts";
import { listReceiversDue, sendDueTo } from "#lib/publishing/deliveries/send-due.ts";
import { sleep } from "#lib/sleep.ts";

const LOOK_EVERY_MS = 500;

/**
 * Sends receivers what is due, until the process stops; one that is slow keeps no other waiting. What is under way then is
 * sent again under its id.
 */
export async function sendUntil(stopping: AbortSignal): Promise<void> {
  const sending = new Map<string, Promise<void>>();
  const send = (id: string) =>
    sendDueTo(id, stopping)
      .catch((err) => log.warn({ err }, "items could not be sent to their receiver; they are tried again"))
      .finally(() => sending.delete(id));
  while (await sleep(LOOK_EVERY_MS, stopping)) {
    try {
      for (const id of await listReceiversDue()) if (!sending.has(id)) sending.set(id, send(id));
    } catch (err) {
      log.warn({ err }, "it could not be seen what is due to receivers; it is looked for again");
    }
  }
  await Promise.all(sending.values());
}
