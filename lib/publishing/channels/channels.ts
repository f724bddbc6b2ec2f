import { z } from "zod";
import { AppError } from "#lib/app-error.ts";
import type { Channel } from "./channel.ts";
import { fileChannel } from "./file/file-channel.ts";

/** Every channel there is; a new one is a folder and its name here. */
const CHANNELS = [fileChannel] as const;

type AnyConfigSchema = (typeof CHANNELS)[number]["config"];

/** Where a publication goes and how, by the kind of the channel. */
export const channelConfig = z.discriminatedUnion(
  "kind",
  CHANNELS.map(({ config }) => config) as [AnyConfigSchema, ...AnyConfigSchema[]],
);

export type ChannelConfig = z.output<typeof channelConfig>;

/** The channel that a configuration is for. */
export function channelFor({ kind }: ChannelConfig): Channel<ChannelConfig> {
  const found = CHANNELS.find((channel) => channel.kind === kind);
  if (!found) throw new AppError("There is no channel of that kind.", { facts: { kind } });
  return found;
}
