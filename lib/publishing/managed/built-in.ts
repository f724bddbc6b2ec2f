import type { StoredTerms } from "#db/schema/publishing.ts";
import { AppError } from "#lib/app-error.ts";
import type { ChannelConfig } from "../channels/channels.ts";
import { FILE_FORMATS, type FileFormat } from "../channels/file/file-config.ts";

/** A channel that every installation has: a file of each format, with the outputs as they are, at once, by everybody who may publish. */
export interface BuiltInChannel {
  id: string;
  format: FileFormat;
  terms: StoredTerms;
}

const IDS: Record<FileFormat, string> = {
  xlsx: "00000000-0000-7000-8000-0000000000a1",
  csv: "00000000-0000-7000-8000-0000000000a2",
  jsonl: "00000000-0000-7000-8000-0000000000a3",
};

/** The channels that every installation has. */
export const BUILT_IN: readonly BuiltInChannel[] = FILE_FORMATS.map((format) => ({
  id: IDS[format],
  format,
  terms: { name: format, key: null, mapping: [], label: { policy: "beside", fields: [] } },
}));

/** Whether a channel is one of those that every installation has. */
export function isBuiltIn(channelId: string): boolean {
  return BUILT_IN.some(({ id }) => id === channelId);
}

/** The channel that a publication went to and how that was set; one from before there was a list went to a file of its format. */
export function placeOf({
  channelId,
  terms,
  config,
}: {
  channelId: string | null;
  terms: StoredTerms | null;
  config: Record<string, unknown>;
}): { channelId: string; terms: StoredTerms } {
  if (channelId !== null && terms !== null) return { channelId, terms };
  const { id, terms: ofFile } = builtInOf({ config });
  return { channelId: id, terms: ofFile };
}

/** The channel of every installation that makes files of a format. */
export function builtInOf({ config }: { config: Record<string, unknown> | ChannelConfig }): BuiltInChannel {
  const format = "format" in config ? config.format : FILE_FORMATS[0];
  const found = BUILT_IN.find((builtIn) => builtIn.format === format);
  if (!found) throw new AppError("There is no file of that format.", { facts: { format: String(format) } });
  return found;
}
