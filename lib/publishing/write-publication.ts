import { db } from "#db/client.ts";
import { handOverEntries, unbookEntries } from "#db/queries/publishing/channel-entries.ts";
import { findChannel } from "#db/queries/publishing/channels.ts";
import { endDelivered } from "#db/queries/publishing/deliveries.ts";
import {
  beginRun,
  endRun,
  findPublication,
  findPublicationBefore,
  noteHandedOver,
  type PublicationRow,
} from "#db/queries/publishing/publications.ts";
import { readReviewContexts } from "#db/queries/review/batches.ts";
import { AppError } from "#lib/app-error.ts";
import type { Failure } from "#lib/failure.ts";
import { ObjectStoreError } from "#lib/objects/object-store-error.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { ApprovedItems } from "./book/approved-items.ts";
import { examinerOf } from "./book/examiner-of.ts";
import { DeliveryFailed, type Examiner } from "./channels/channel.ts";
import { channelConfig, channelFor, TOLD_KINDS } from "./channels/channels.ts";
import { writePublicationJob } from "./jobs.ts";
import { keepPublishedFingerprints } from "./keep-published-fingerprints.ts";
import { isBuiltIn, placeOf } from "./managed/built-in.ts";

const HAND_OVER_ITEMS = 2_000;
/** What could not be delivered so many times will not be the next time either. */
const MAX_RUNS = 10;
/** How long is waited for an earlier publication to the same channel. */
const TURN_MS = 2_000;

/**
 * Gives the items of a publication to its channel, page by page, notes what came of it, and only then lets them stand
 * there. A run cut off anywhere leaves nothing that is offered, and is simply done again.
 */
export async function writePublication(
  { publicationId }: { publicationId: string },
  signal: AbortSignal,
): Promise<void> {
  if (await waitsForItsTurn(publicationId)) return;
  const runs = await beginRun(db(), publicationId);
  const publication = runs === null ? null : await findPublication(db(), publicationId);
  if (runs === null || !publication) return;
  const [context] = await readReviewContexts(db(), [publication.batchId]);
  if (!context) throw new AppError("The batch of a publication is gone.", { facts: { publicationId } });
  let examine: Examiner | null = null;
  try {
    const config = channelConfig.parse({ ...publication.config, kind: publication.kind });
    const channel = channelFor(config);
    if (await isArchived(publication)) throw new DeliveryFailed({ code: "channel_archived" });
    const { kind, config: stored } = publication;
    examine = await examinerOf({ kind, config: stored, ...placeOf(publication) });
    const items = new ApprovedItems(publication, context, { examine, signal });
    const delivery = await channel.deliver(items, config, signal);
    await keepPublishedFingerprints(db(), publication, context, signal);
    await handOver(publicationId, signal);
    // Whatever goes there next waits until this is noted.
    await examine?.keep?.(publicationId, signal);
    await noteHandedOver(db(), publicationId, items.changes);
    // Its receiver is told of each item first.
    if (channel.tellsReceiver) await endDelivered(db(), [publicationId]);
    else {
      const itemCount = items.given;
      const kept = { ...delivery, itemCount };
      await endRun(db(), publicationId, { status: "succeeded", itemsWritten: itemCount, delivery: kept });
    }
  } catch (cause) {
    signal.throwIfAborted();
    const failure = cause instanceof DeliveryFailed ? cause.failure : givenUp(cause, runs);
    if (!failure) throw cause;
    await fail(publicationId, failure);
  } finally {
    examine?.close?.();
  }
}

/** The job was tried in vain, perhaps because each time its process was killed: the publication says so. */
export function giveUpPublication({ publicationId }: { publicationId: string }): Promise<void> {
  return fail(publicationId, { code: "publication_failed" });
}

async function fail(publicationId: string, failure: Failure): Promise<void> {
  await db().transaction(async (tx) => {
    await unbookEntries(tx, publicationId);
    await endRun(tx, publicationId, { status: "failed", failure });
  });
}

// What is published to a channel later comes there later: only then is it known what it changes.
async function waitsForItsTurn(publicationId: string): Promise<boolean> {
  const publication = await findPublication(db(), publicationId);
  if (!publication?.channelId || isBuiltIn(publication.channelId)) return false;
  const before = await findPublicationBefore(db(), { id: publicationId, channelId: publication.channelId });
  if (!before) return false;
  const startAfter = new Date(Math.max(Date.now() + TURN_MS, before.heldUntil?.getTime() ?? 0));
  await enqueue(db(), writePublicationJob, { publicationId }, { startAfter });
  return true;
}

async function isArchived({ channelId }: PublicationRow): Promise<boolean> {
  if (channelId === null || isBuiltIn(channelId)) return false;
  return (await findChannel(db(), channelId))?.archivedAt !== null;
}

async function handOver(publicationId: string, signal: AbortSignal): Promise<void> {
  for (let handed = HAND_OVER_ITEMS; handed === HAND_OVER_ITEMS; ) {
    signal.throwIfAborted();
    handed = await db().transaction((tx) =>
      handOverEntries(tx, { publicationId }, TOLD_KINDS, HAND_OVER_ITEMS),
    );
  }
}

function givenUp(cause: unknown, runs: number): Failure | null {
  if (runs < MAX_RUNS) return null;
  return { code: cause instanceof ObjectStoreError ? "object_store_unavailable" : "publication_failed" };
}
