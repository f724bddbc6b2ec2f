import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { type ChannelRow, findChannel } from "#db/queries/publishing/channels.ts";
import { cutOff, insertPublication, type Scope } from "#db/queries/publishing/publications.ts";
import { readReviewContexts } from "#db/queries/review/batches.ts";
import { lockReviewCounters } from "#db/queries/review/decisions.ts";
import type { StoredTerms } from "#db/schema/publishing.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { OutputField } from "#lib/templates/template.ts";
import type { Only } from "./book/change-of.ts";
import { channelFor } from "./channels/channels.ts";
import type { FileConfig } from "./channels/file/file-config.ts";
import { writePublicationJob } from "./jobs.ts";
import { BUILT_IN, builtInOf } from "./managed/built-in.ts";
import { termsOf } from "./managed/managed-channel.ts";
import { mayPublishTo } from "./managed/may-publish-to.ts";
import { unknownFields } from "./mapping/map-item.ts";

/** Where a publication goes: a file as every installation makes them, or a channel of the list. */
export type ChosenChannel = FileConfig | { channelId: string };

export interface CreatePublicationInput {
  batchId: string;
  channel: ChosenChannel;
  /**
   * Of what is approved: all of it, what the channel does not have, or that and what differs from what it has (usual for a
   * channel of the list). For a file of every installation `new` is what no publication of the batch holds; all is usual.
   */
  only?: Only | undefined;
}

/**
 * Publishes what is approved of a batch at this moment: the cut-off and count are taken here, the channel gets
 * them in a job, once they were held as long as the channel says. From then on those approvals can't be undone. Needs
 * `publications:create`, and to be among the people whom the channel names, if it names any.
 */
export async function createPublication(
  actor: Actor,
  { batchId, channel, only: asked }: CreatePublicationInput,
): Promise<
  Result<
    { id: string },
    | "forbidden"
    | "not_found"
    | "outputs_removed"
    | "nothing_approved"
    | "nothing_new"
    | "channel_gone"
    | "channel_not_yours"
    | "channel_field_unknown"
  >
> {
  if (!can(actor, "publications:create")) return refuse("forbidden");
  const [context] = await readReviewContexts(db(), [batchId]);
  const target = await targetOf(channel);
  if (!context || !target) return refuse("not_found");
  if (target.endedAt) return refuse("channel_gone");
  if (!mayPublishTo(actor, target)) return refuse("channel_not_yours");
  const columns = context.columns.map(({ name }) => name);
  const [unknown] = unknownFields(target.terms, context.outputs as OutputField[], columns);
  if (unknown) return refuse("channel_field_unknown", { field: unknown, channel: target.terms.name });
  const only = asked ?? target.usualOnly;
  const scope: Scope = { isNew: target.isBuiltIn && only === "new", languages: target.languages };
  return db().transaction(async (tx) => {
    await lockReviewCounters(tx, [batchId]);
    if ((await findBatch(tx, batchId))?.outputsRemovedAt) return refuse("outputs_removed");
    const { cutoffAt, itemCount } = await cutOff(tx, batchId, scope);
    if (itemCount === 0) return refuse(scope.isNew ? "nothing_new" : "nothing_approved");
    const id = newId();
    const { kind, config, channelId, terms } = target;
    const heldUntil = target.holdSeconds > 0 ? new Date(Date.now() + target.holdSeconds * SECOND_MS) : null;
    const publication = { id, batchId, kind, config, channelId, terms, only, heldUntil, cutoffAt, itemCount };
    await insertPublication(tx, { ...publication, createdBy: actor.memberId }, scope);
    await recordAudit(tx, actor, {
      action: "publications.create",
      targetType: "publication",
      targetId: id,
      after: { batchId, channel: { kind, ...config, channelId, name: terms.name }, only, itemCount },
    });
    await enqueue(tx, writePublicationJob, { publicationId: id }, heldUntil ? { startAfter: heldUntil } : {});
    return accept({ id });
  });
}

const SECOND_MS = 1_000;

/** Where a publication goes, however it was named. */
export interface Target {
  channelId: string;
  kind: string;
  /** What the publication says of the channel. */
  config: Record<string, unknown>;
  terms: StoredTerms;
  languages: readonly string[];
  publishers: readonly string[];
  holdSeconds: number;
  endedAt: Date | null;
  isBuiltIn: boolean;
  usualOnly: Only;
}

/** The channel that somebody chose; `null` where there is none of that id, or no more. */
export async function targetOf(channel: ChosenChannel): Promise<Target | null> {
  const builtIn =
    "channelId" in channel
      ? BUILT_IN.find(({ id }) => id === channel.channelId)
      : builtInOf({ config: { format: channel.format } });
  if (builtIn)
    return {
      ...{ channelId: builtIn.id, kind: "file", config: { format: builtIn.format }, terms: builtIn.terms },
      ...{ languages: [], publishers: [], holdSeconds: 0, endedAt: null, isBuiltIn: true, usualOnly: "all" },
    };
  const row = "channelId" in channel ? await findChannel(db(), channel.channelId) : null;
  return row && !row.archivedAt ? targetOfRow(row) : null;
}

function targetOfRow(row: ChannelRow): Target {
  const { id, kind, settings, languages, publishers, holdSeconds, endedAt } = row;
  // Where a receiver is and how it is spoken to is looked up as it is sent to, and so is no part of it.
  const { kind: _, ...config } = channelFor(row).config.parse({ ...settings, kind });
  return {
    ...{ channelId: id, kind, config, terms: termsOf(row), languages, publishers, holdSeconds, endedAt },
    ...{ isBuiltIn: false, usualOnly: "changed" },
  };
}
