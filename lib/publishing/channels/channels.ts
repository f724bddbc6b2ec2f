import { z } from "zod";
import { AppError } from "#lib/app-error.ts";
import { akeneoChannel } from "./akeneo/akeneo-channel.ts";
import type { Channel } from "./channel.ts";
import { fileChannel } from "./file/file-channel.ts";
import { googleChannel } from "./google-merchant/google-channel.ts";
import { picturesChannel } from "./pictures/pictures-channel.ts";
import { pullChannel } from "./pull/pull-channel.ts";
import { s3Channel } from "./s3/s3-channel.ts";
import { productsChannel } from "./shopify/products-channel.ts";
import { translationsChannel } from "./shopify/translations-channel.ts";
import { trainingChannel } from "./training-set/training-channel.ts";
import { webhookChannel } from "./webhook/webhook-channel.ts";
import { woocommerceChannel } from "./woocommerce/woocommerce-channel.ts";
import { workbookChannel } from "./workbook/workbook-channel.ts";
import { xliffChannel } from "./xliff/xliff-channel.ts";

/** Every kind of channel there is; a new one is a folder and its name here. */
const CHANNELS = [
  fileChannel,
  webhookChannel,
  pullChannel,
  googleChannel,
  workbookChannel,
  productsChannel,
  translationsChannel,
  woocommerceChannel,
  akeneoChannel,
  xliffChannel,
  s3Channel,
  trainingChannel,
  picturesChannel,
] as const;

/** Where a publication goes and how, by the kind of the channel. */
export const channelConfig = z.discriminatedUnion("kind", [
  fileChannel.config,
  webhookChannel.config,
  pullChannel.config,
  googleChannel.config,
  workbookChannel.config,
  productsChannel.config,
  translationsChannel.config,
  woocommerceChannel.config,
  akeneoChannel.config,
  xliffChannel.config,
  s3Channel.config,
  trainingChannel.config,
  picturesChannel.config,
]);

export type ChannelConfig = z.output<typeof channelConfig>;
export type ChannelKind = ChannelConfig["kind"];

/** The kinds, in the order they are offered. */
export const CHANNEL_KINDS = CHANNELS.map(({ kind }) => kind) as [ChannelKind, ...ChannelKind[]];

/** The kinds whose receivers are told of each item. */
export const TOLD_KINDS = CHANNELS.flatMap(({ kind, tellsReceiver }) => (tellsReceiver ? [kind] : []));

/** The channel that a configuration is for. */
export function channelFor({ kind }: { kind: string }): Channel<ChannelConfig> {
  const found = CHANNELS.find((channel) => channel.kind === kind);
  if (!found) throw new AppError("There is no channel of that kind.", { facts: { kind } });
  return found as Channel<ChannelConfig>;
}
