import { db } from "#db/client.ts";
import {
  type ChannelFigures,
  type ChannelRow,
  findChannel,
  listChannels,
  readChannelFigures,
} from "#db/queries/publishing/channels.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { ChannelKind } from "../channels/channels.ts";
import { shownMapping } from "../mapping/mapping.ts";
import { BUILT_IN, type BuiltInChannel } from "./built-in.ts";
import type { ManagedChannel } from "./managed-channel.ts";
import { mayPublishTo } from "./may-publish-to.ts";
import { shownSettings } from "./shown-settings.ts";

/** The channels there are: those that every installation has, then the others by name. Needs `channels:read`. */
export async function viewChannels(actor: Actor): Promise<Result<ManagedChannel[], "forbidden">> {
  if (!can(actor, "channels:read")) return refuse("forbidden");
  const rows = await listChannels(db());
  const ids = [...BUILT_IN.map(({ id }) => id), ...rows.map(({ id }) => id)];
  const figures = await readChannelFigures(db(), ids);
  return accept([
    ...BUILT_IN.map((channel) => builtInView(actor, channel, figures)),
    ...rows.map((row) => viewOf(actor, row, figures)),
  ]);
}

/** One channel that is in use. Needs `channels:read`. */
export async function viewChannel(
  actor: Actor,
  id: string,
): Promise<Result<ManagedChannel, "forbidden" | "not_found">> {
  if (!can(actor, "channels:read")) return refuse("forbidden");
  const builtIn = BUILT_IN.find((channel) => channel.id === id);
  const row = builtIn ? null : await findChannel(db(), id);
  if (builtIn) return accept(builtInView(actor, builtIn, await readChannelFigures(db(), [id])));
  if (!row || row.archivedAt) return refuse("not_found");
  return accept(viewOf(actor, row, await readChannelFigures(db(), [id])));
}

type Figures = ReadonlyMap<string, ChannelFigures>;

const NONE: ChannelFigures = { standing: 0, waiting: 0, dead: 0 };

function viewOf(actor: Actor, row: ChannelRow, figures: Figures): ManagedChannel {
  const { id, name, settings, labelPolicy, labelFields, languages, publishers, key, mapping, holdSeconds } =
    row;
  const until = row.formerSecretUntil;
  return {
    ...{ id, name, kind: row.kind as ChannelKind, isBuiltIn: false, languages, key, holdSeconds },
    config: can(actor, "channels:write") ? settings : shownSettings(settings),
    label: { policy: labelPolicy, fields: labelFields },
    publisherIds: publishers,
    mapping: shownMapping(mapping),
    hasSecret: row.sealedSecret !== null,
    formerSecretUntil: until && until > new Date() ? until.toISOString() : null,
    endedAt: row.endedAt?.toISOString() ?? null,
    mayPublish: mayPublishTo(actor, row),
    figures: figures.get(id) ?? NONE,
  };
}

function builtInView(actor: Actor, { id, format, terms }: BuiltInChannel, figures: Figures): ManagedChannel {
  return {
    ...{ id, name: terms.name, kind: "file", isBuiltIn: true, config: { format }, label: terms.label },
    ...{ languages: [], publisherIds: [], key: null, mapping: {}, holdSeconds: 0 },
    ...{ hasSecret: false, formerSecretUntil: null, endedAt: null },
    mayPublish: mayPublishTo(actor, { publishers: [] }),
    figures: figures.get(id) ?? NONE,
  };
}
