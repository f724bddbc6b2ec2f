import { Webhook } from "standardwebhooks";
import type { ChannelRow } from "#db/queries/publishing/channels.ts";
import { postMessage } from "#lib/notifications/targets/post-message.ts";
import type { SendFailure } from "#lib/notifications/targets/target.ts";
import { receiverWords } from "#lib/notifications/targets/target-secrets.ts";
import { webhook } from "#lib/notifications/targets/webhook.ts";
import { openSecrets } from "./webhook-secrets.ts";
import type { WebhookSettings } from "./webhook-settings.ts";

/** What a receiver is told, after Standard Webhooks. */
export interface WebhookEvent {
  /** The same at every try. */
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown>;
}

const GONE = 410;

/**
 * Posts an event, signed with every secret that holds at this moment.
 * @returns why it was not taken, without the channel's secrets, or `null`.
 */
export async function postEvent(
  { id, ...event }: WebhookEvent,
  channel: ChannelRow,
  { url, allowPrivateNetwork, timeoutMs }: WebhookSettings,
): Promise<SendFailure | null> {
  const now = new Date();
  const secrets = openSecrets(channel, now);
  if (!secrets) return { code: "key_lost" };
  const body = JSON.stringify(event);
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(" "),
  };
  const sent = await postMessage({ url, headers, body }, { allowPrivateNetwork, form: webhook, timeoutMs });
  if (sent.ok) return null;
  const { params } = sent.failure;
  if (params?.words === undefined) return sent.failure;
  const words = receiverWords({ url, secret: secrets.join(" ") }, String(params.words));
  return { ...sent.failure, params: { ...params, words } };
}

/** Whether a receiver said that it is no more. */
export function isGone({ params }: Pick<SendFailure, "params">): boolean {
  return params?.status === GONE;
}
