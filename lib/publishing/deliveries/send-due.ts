import { db } from "#db/client.ts";
import { type ChannelRow, lockChannel, updateChannel } from "#db/queries/publishing/channels.ts";
import {
  type ClaimedDelivery,
  claimDeliveries,
  type DeliveryEnd,
  endWaiting,
  listDueChannels,
  noteDeliveries,
} from "#db/queries/publishing/deliveries.ts";
import { believedWait } from "#lib/notifications/targets/next-attempt.ts";
import type { SendFailure } from "#lib/notifications/targets/target.ts";
import { log } from "#lib/observability/log.ts";
import { itemEvent } from "../channels/webhook/item-event.ts";
import { isGone, postEvent } from "../channels/webhook/post-event.ts";
import { type WebhookSettings, webhookSettings } from "../channels/webhook/webhook-settings.ts";
import { afterTry } from "./after-try.ts";
import { noteDead } from "./note-dead.ts";
import { takeFromRate } from "./sending-rate.ts";

const AT_ONCE = 100;
/** Beyond the longest time that all of a page may take: what is still claimed then was lost with its process. */
const MARGIN_MS = 20_000;

/** The channels whose receivers something is due for. */
export function listReceiversDue(): Promise<string[]> {
  return listDueChannels(db());
}

/** Sends what is due to one receiver, at its pace, until nothing is or the process stops. */
export async function sendDueTo(channelId: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const claimed = await claim(channelId);
    if (!claimed) return;
    const { channel, settings, deliveries } = claimed;
    const tries = await Promise.all(deliveries.map((delivery) => sendOne(delivery, channel, settings)));
    await noteTries(channel, tries);
  }
}

interface Try {
  delivery: ClaimedDelivery;
  end: DeliveryEnd;
  failure: SendFailure | null;
}

async function noteTries(channel: ChannelRow, tries: readonly Try[]): Promise<void> {
  const { id: channelId } = channel;
  await db().transaction(async (tx) => {
    await lockChannel(tx, channelId);
    await noteDeliveries(
      tx,
      tries.map(({ end }) => end),
    );
    const dead = tries.filter(({ end }) => end.state === "dead");
    await noteDead(
      tx,
      channel,
      dead.map(({ delivery, end: { failure } }) => ({ ...delivery, failure })),
    );
    if (tries.some(({ failure }) => failure && isGone(failure))) {
      await updateChannel(tx, channelId, { endedAt: new Date() });
      await endWaiting(tx, channelId, { code: "channel_gone" });
    }
    const restMs = believedWait(Math.max(0, ...tries.map(({ failure }) => failure?.retryAfterMs ?? 0)));
    if (restMs > 0) await updateChannel(tx, channelId, { nextSendAt: new Date(Date.now() + restMs) });
  });
}

interface Claimed {
  channel: ChannelRow;
  settings: WebhookSettings;
  deliveries: ClaimedDelivery[];
}

// Who claims has the channel to itself meanwhile: its pace is kept by all processes together.
async function claim(channelId: string): Promise<Claimed | null> {
  return db().transaction(async (tx) => {
    const channel = await lockChannel(tx, channelId);
    if (!channel || channel.endedAt) return null;
    const settings = webhookSettings.parse(channel.settings);
    const rate = { nextSendAt: channel.nextSendAt, ratePerSecond: settings.ratePerSecond };
    const { count: limit } = takeFromRate(rate, new Date(), AT_ONCE);
    if (limit === 0) return null;
    const forMs = settings.timeoutMs + MARGIN_MS;
    const deliveries = await claimDeliveries(tx, channelId, { limit, forMs });
    if (deliveries.length === 0) return null;
    const { nextSendAt } = takeFromRate(rate, new Date(), deliveries.length);
    await updateChannel(tx, channelId, { nextSendAt });
    return { channel, settings, deliveries };
  });
}

async function sendOne(
  delivery: ClaimedDelivery,
  channel: ChannelRow,
  settings: WebhookSettings,
): Promise<Try> {
  const event = itemEvent(delivery, channel.id, channel.labelPolicy !== "off");
  const failure = await postEvent(event, channel, settings);
  const { id, publicationId } = delivery;
  if (failure)
    log.warn(
      { delivery: id, channel: channel.id, publicationId, code: failure.code },
      "an item was not taken",
    );
  return { delivery, end: afterTry(delivery, failure, settings, Math.random()), failure };
}
