import { z } from "zod";
import type { Channel } from "../channel.ts";
import { pullChannel } from "../pull/pull-channel.ts";
import { testWebhook } from "./test-webhook.ts";
import { webhookSettings } from "./webhook-settings.ts";

export interface WebhookConfig {
  kind: "webhook";
}

/** A receiver that is told of each item by a signed request. What is put down for it is sent by `send-due.ts`. */
export const webhookChannel = {
  kind: "webhook",
  config: z.object({ kind: z.literal("webhook") }),
  settings: webhookSettings,
  tellsReceiver: true,
  deliver: pullChannel.deliver,
  test: testWebhook,
} satisfies Channel<WebhookConfig>;
