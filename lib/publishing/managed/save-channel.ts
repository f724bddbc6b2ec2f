import { type Db, db } from "#db/client.ts";
import {
  type ChannelRow,
  findChannel,
  insertChannel,
  lockChannel,
  updateChannel,
} from "#db/queries/publishing/channels.ts";
import { endWaiting } from "#db/queries/publishing/deliveries.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { checkUrl } from "#lib/models/endpoints/check-url.ts";
import { newId } from "#lib/new-id.ts";
import { newWebhookSecret } from "#lib/notifications/targets/webhook.ts";
import { accept, type FieldRefusal, type Result, refuse } from "#lib/result.ts";
import { type ChannelKind, channelFor } from "../channels/channels.ts";
import { openSecrets, sealedFormerSecret, sealedSecret } from "../channels/webhook/webhook-secrets.ts";
import { type Mapping, shownMapping, storedMapping } from "../mapping/mapping.ts";
import { type LabelPolicy, USUAL_HOLD_SECONDS } from "./managed-channel.ts";
import { shownSettings } from "./shown-settings.ts";

/** What may be set of a channel. */
export interface ChannelTerms {
  name: string;
  /** Of its kind, as its schema has it. */
  config: Record<string, unknown>;
  label: {
    policy: LabelPolicy;
    fields?: string[] | undefined;
    /** Who sets `off` takes over the duty to label, which is written down. */
    acceptDuty?: boolean | undefined;
  };
  languages: string[];
  publisherIds: string[];
  key: string | null;
  mapping: Mapping;
  holdSeconds: number;
}

export type NewChannel = Pick<ChannelTerms, "name" | "config"> & { kind: ChannelKind } & {
  [Field in keyof Omit<ChannelTerms, "name" | "config">]?: ChannelTerms[Field] | undefined;
};

export type ChannelChange = { [Field in keyof ChannelTerms]?: ChannelTerms[Field] | undefined };

/**
 * Adds a channel. Needs `channels:write`.
 * @returns its id, and for a webhook the secret that its messages are signed with: it cannot be had again.
 */
export async function createChannel(
  actor: Actor,
  { kind, ...given }: NewChannel,
): Promise<Result<{ id: string; secret?: string }, "forbidden" | "invalid_input">> {
  if (!can(actor, "channels:write")) return refuse("forbidden");
  const id = newId();
  const { config, secret: ownSecret } = apart(kind, given.config);
  const parsed = columnsOf(kind, { label: { policy: "beside" }, ...given, config });
  if (!parsed.ok) return parsed;
  const misfit =
    (await settingsMisfit(actor, kind, parsed.value, null)) ?? secretMisfit(kind, ownSecret, null);
  if (misfit) return misfits([misfit]);
  const secret = channelFor({ kind }).tellsReceiver ? newWebhookSecret() : null;
  const kept = ownSecret ?? secret;
  const { name = given.name, settings = {}, ...columns } = parsed.value;
  await db().transaction(async (tx) => {
    await insertChannel(tx, {
      ...{ id, kind, name, settings, holdSeconds: USUAL_HOLD_SECONDS, ...columns },
      sealedSecret: kept === null ? null : sealedSecret(id, kept),
      createdBy: actor.memberId,
    });
    const after = { kind, ...told({ name, settings, ...columns }) };
    await recordAudit(tx, actor, { action: "channels.create", targetType: "channel", targetId: id, after });
    await noteDuty(tx, actor, { id, name }, columns.labelPolicy);
  });
  return accept({ id, ...(secret !== null && { secret }) });
}

/**
 * Changes a channel; what is on its way already goes as it was put down, to where the channel is now. One that had ended
 * begins again when it is given another URL. Needs `channels:write`.
 */
export async function changeChannel(
  actor: Actor,
  id: string,
  change: ChannelChange,
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "invalid_input">> {
  if (!can(actor, "channels:write")) return refuse("forbidden");
  // Files are looked into before anything is locked; what somebody else sets meanwhile is found when it is published.
  const now = await findChannel(db(), id);
  const { config: given, secret } = apart(now?.kind ?? null, change.config);
  if (now && (change.config || change.mapping || change.key !== undefined)) {
    const { mapping, key } = change;
    const config = { ...now.settings, ...given };
    const parsed = columnsOf(now.kind as ChannelKind, { config, mapping, key }, now);
    if (!parsed.ok) return parsed;
    const misfit = await settingsMisfit(actor, now.kind as ChannelKind, parsed.value, now);
    if (misfit) return misfits([misfit]);
  }
  return db().transaction(async (tx) => {
    const channel = await lockChannel(tx, id);
    if (!channel) return refuse("not_found");
    const config = given && { ...channel.settings, ...given };
    const parsed = columnsOf(channel.kind as ChannelKind, { ...change, config }, channel);
    if (!parsed.ok) return parsed;
    const moves = change.config?.url !== undefined && change.config.url !== channel.settings.url;
    const columns = { ...parsed.value, ...(moves && { endedAt: null }) };
    if (Object.keys(columns).length === 0) return accept({ id });
    await updateChannel(tx, id, {
      ...columns,
      ...(secret !== null && { sealedSecret: sealedSecret(id, secret) }),
    });
    await recordAudit(tx, actor, {
      action: "channels.change",
      targetType: "channel",
      targetId: id,
      before: told(channel),
      after: { ...told({ ...channel, ...columns }), ...(secret !== null && { secret: "changed" }) },
    });
    if (columns.labelPolicy !== channel.labelPolicy) await noteDuty(tx, actor, channel, columns.labelPolicy);
    return accept({ id });
  });
}

/** Ends a channel: nothing more is sent there, and its secrets are forgotten. Needs `channels:write`. */
export async function archiveChannel(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "channels:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const channel = await lockChannel(tx, id);
    if (!channel) return refuse("not_found");
    await updateChannel(tx, id, { archivedAt: new Date(), sealedSecret: null, sealedFormerSecret: null });
    await endWaiting(tx, id, { code: "channel_archived" });
    await recordAudit(tx, actor, {
      action: "channels.archive",
      targetType: "channel",
      targetId: id,
      before: told(channel),
    });
    return accept({ id });
  });
}

/**
 * Gives a channel another secret. For the overlap messages are signed with both, so that the receiver takes over the new
 * one in its own time. Needs `channels:write`.
 * @returns the secret, which cannot be had again; refused for a channel that signs nothing.
 */
export async function rotateSecret(
  actor: Actor,
  id: string,
  { overlapSeconds }: { overlapSeconds: number },
): Promise<Result<{ secret: string }, "forbidden" | "not_found" | "channel_signs_nothing" | "key_lost">> {
  if (!can(actor, "channels:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const channel = await lockChannel(tx, id);
    if (!channel) return refuse("not_found");
    if (!channelFor(channel).tellsReceiver) return refuse("channel_signs_nothing");
    const [former] = overlapSeconds > 0 ? (openSecrets(channel, new Date()) ?? []) : [];
    if (overlapSeconds > 0 && former === undefined) return refuse("key_lost");
    const secret = newWebhookSecret();
    const until = former === undefined ? null : new Date(Date.now() + overlapSeconds * SECOND_MS);
    await updateChannel(tx, id, {
      sealedSecret: sealedSecret(id, secret),
      sealedFormerSecret: former === undefined ? null : sealedFormerSecret(id, former),
      formerSecretUntil: until,
    });
    await recordAudit(tx, actor, {
      action: "channels.rotate-secret",
      targetType: "channel",
      targetId: id,
      after: { overlapSeconds },
    });
    return accept({ secret });
  });
}

const SECOND_MS = 1_000;

/** What is set of a channel without its secret, and that: `null` where it is left out, as where it stays. */
function apart<Config extends Record<string, unknown> | undefined>(
  kind: string | null,
  config: Config,
): { config: Config; secret: string | null } {
  const name = kind === null ? undefined : channelFor({ kind }).secretSetting;
  if (name === undefined || config === undefined) return { config, secret: null };
  const { [name]: secret, ...rest } = config;
  return { config: rest as Config, secret: typeof secret === "string" && secret !== "" ? secret : null };
}

function secretMisfit(
  kind: ChannelKind,
  secret: string | null,
  before: ChannelRow | null,
): FieldRefusal | null {
  const name = channelFor({ kind }).secretSetting;
  if (name === undefined || secret !== null || before?.sealedSecret) return null;
  return { path: `config.${name}`, code: "channel_secret_missing" };
}

type Columns = Partial<
  Pick<
    ChannelRow,
    | "name"
    | "settings"
    | "labelPolicy"
    | "labelFields"
    | "languages"
    | "publishers"
    | "key"
    | "mapping"
    | "holdSeconds"
  >
>;

async function settingsMisfit(
  { memberId }: Actor,
  kind: ChannelKind,
  { settings, mapping, key }: Columns,
  before: ChannelRow | null,
): Promise<FieldRefusal | null> {
  const keyBefore = before?.key ?? null;
  const by = {
    memberId,
    before: before?.settings ?? null,
    key: key === undefined ? keyBefore : key,
    keyBefore,
  };
  return (
    (await channelFor({ kind }).settingsMisfit?.(
      settings ?? before?.settings ?? {},
      mapping ?? before?.mapping ?? [],
      by,
    )) ?? null
  );
}

function columnsOf(
  kind: ChannelKind,
  { name, config, label, languages, publisherIds, key, mapping, holdSeconds }: ChannelChange,
  before?: ChannelRow,
): Result<Columns, "invalid_input"> {
  const settings = config === undefined ? accept(undefined) : settingsOf(kind, config);
  if (!settings.ok) return settings;
  const given = mapping && storedMapping(mapping);
  const misfit = channelFor({ kind }).mappingMisfit?.(given ?? before?.mapping ?? []);
  if (misfit) return misfits([{ path: "mapping", code: misfit }]);
  if (label?.policy === "off" && before?.labelPolicy !== "off" && !label.acceptDuty)
    return misfits([{ path: "label.acceptDuty", code: "label_duty_not_accepted" }]);
  if (label?.policy === "in-text" && !label.fields?.length)
    return misfits([{ path: "label.fields", code: "label_fields_missing" }]);
  return accept({
    ...(name !== undefined && { name }),
    ...(settings.value && { settings: settings.value }),
    ...(label && {
      labelPolicy: label.policy,
      labelFields: label.policy === "in-text" ? (label.fields ?? []) : [],
    }),
    ...(languages && { languages }),
    ...(publisherIds && { publishers: publisherIds }),
    ...(key !== undefined && { key }),
    ...(given && { mapping: given }),
    ...(holdSeconds !== undefined && { holdSeconds }),
  });
}

function settingsOf(
  kind: ChannelKind,
  config: Record<string, unknown>,
): Result<Record<string, unknown>, "invalid_input"> {
  const parsed = channelFor({ kind }).settings.safeParse(config);
  if (!parsed.success)
    return misfits(
      parsed.error.issues.map(({ path }) => ({
        path: ["config", ...path].join("."),
        code: path[0] === "url" ? "channel_url_missing" : "channel_setting_invalid",
      })),
    );
  const { url, allowPrivateNetwork } = parsed.data;
  if (typeof url !== "string") return accept(parsed.data);
  const checked = checkUrl(url, allowPrivateNetwork === true);
  if (checked.ok) return accept(parsed.data);
  const { code, params } = checked.refusal;
  return misfits([{ path: "config.url", code, ...(params && { params }) }]);
}

function misfits(fields: FieldRefusal[]): ReturnType<typeof refuse<"invalid_input">> {
  return refuse("invalid_input", {}, fields);
}

function told({ settings = {}, mapping = [], ...columns }: Columns) {
  const { name, labelPolicy, labelFields, languages, publishers, key, holdSeconds } = columns;
  return {
    ...{
      name,
      config: shownSettings(settings),
      labelPolicy,
      labelFields,
      languages,
      publishers,
      key,
      holdSeconds,
    },
    mapping: shownMapping(mapping),
  };
}

// The duty to label is with whoever publishes; who leaves labels out has said that they see to it elsewhere.
async function noteDuty(
  tx: Db,
  actor: Actor,
  { id, name }: { id: string; name: string },
  policy: LabelPolicy | undefined,
): Promise<void> {
  if (policy !== "off") return;
  const entry = { action: "channels.accept-label-duty", targetType: "channel", targetId: id };
  await recordAudit(tx, actor, { ...entry, after: { name, label: policy } });
}
