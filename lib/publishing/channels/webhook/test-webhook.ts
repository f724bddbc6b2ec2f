import type { ChannelRow } from "#db/queries/publishing/channels.ts";
import type { Failure } from "#lib/failure.ts";
import { newId } from "#lib/new-id.ts";
import { postEvent } from "./post-event.ts";
import { webhookSettings } from "./webhook-settings.ts";

/** Sends a signed event of type `test`; why the receiver did not take it, or `null`. */
export async function testWebhook(channel: ChannelRow): Promise<Failure | null> {
  const event = {
    id: newId(),
    type: "test",
    timestamp: new Date().toISOString(),
    data: { channelId: channel.id, channel: channel.name },
  };
  const failure = await postEvent(event, channel, webhookSettings.parse(channel.settings));
  return failure && { code: failure.code, ...(failure.params && { params: failure.params }) };
}
