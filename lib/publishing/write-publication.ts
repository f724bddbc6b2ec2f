import { type Db, db } from "#db/client.ts";
import {
  beginRun,
  endRun,
  findPublication,
  noteProgress,
  type PublicationRow,
  readApprovedItems,
} from "#db/queries/publishing/publications.ts";
import { type ReviewContextRow, readReviewContexts } from "#db/queries/review/batches.ts";
import { AppError } from "#lib/app-error.ts";
import { itemId } from "#lib/batches/item-id.ts";
import type { Failure } from "#lib/failure.ts";
import { ObjectStoreError } from "#lib/objects/object-store-error.ts";
import { inOrder } from "#lib/review/claim.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { DeliveryFailed, type PublishedItem, type PublishedItems } from "./channels/channel.ts";
import { channelConfig, channelFor } from "./channels/channels.ts";

const PAGE_ITEMS = 500;
const PROGRESS_EVERY_MS = 500;
/** What could not be delivered so many times will not be the next time either. */
const MAX_RUNS = 10;

/**
 * Gives the items of a publication to its channel, page by page, and notes what came of it. A run cut off anywhere
 * leaves nothing that is offered, and is simply done again.
 */
export async function writePublication(
  { publicationId }: { publicationId: string },
  signal: AbortSignal,
): Promise<void> {
  const runs = await beginRun(db(), publicationId);
  const publication = runs === null ? null : await findPublication(db(), publicationId);
  if (runs === null || !publication) return;
  const [context] = await readReviewContexts(db(), [publication.batchId]);
  if (!context) throw new AppError("The batch of a publication is gone.", { facts: { publicationId } });
  try {
    const config = channelConfig.parse({ ...publication.config, kind: publication.kind });
    const items = approvedItems(db(), publication, context, signal);
    const delivery = await channelFor(config).deliver(items, config, signal);
    await endRun(db(), publicationId, { status: "succeeded", itemsWritten: delivery.itemCount, delivery });
  } catch (cause) {
    signal.throwIfAborted();
    const failure = cause instanceof DeliveryFailed ? cause.failure : givenUp(cause, runs);
    if (!failure) throw cause;
    await endRun(db(), publicationId, { status: "failed", failure });
  }
}

function givenUp(cause: unknown, runs: number): Failure | null {
  if (runs < MAX_RUNS) return null;
  return { code: cause instanceof ObjectStoreError ? "object_store_unavailable" : "publication_failed" };
}

function approvedItems(
  tx: Db,
  publication: PublicationRow,
  context: ReviewContextRow,
  signal: AbortSignal,
): PublishedItems {
  return {
    publicationId: publication.id,
    batchName: publication.batchName,
    cutoffAt: publication.cutoffAt,
    itemCount: publication.itemCount,
    sourceColumns: context.columns.map(({ name }) => name),
    outputFields: context.outputs as OutputField[],
    simulated: context.simulated,
    [Symbol.asyncIterator]: () => readInPages(tx, publication, context, signal),
  };
}

async function* readInPages(
  tx: Db,
  publication: PublicationRow,
  context: ReviewContextRow,
  signal: AbortSignal,
): AsyncGenerator<PublishedItem> {
  const { id, batchId, itemCount } = publication;
  const sourceNames = context.columns.map(({ name }) => name);
  const outputNames = (context.outputs as OutputField[]).map(({ name }) => name);
  let itemsRead = 0;
  let notedAt = Date.now();
  for (let afterSeq = -1; ; ) {
    signal.throwIfAborted();
    const page = await readApprovedItems(tx, id, context, afterSeq, PAGE_ITEMS);
    for (const { seq, language, output, outputVersion, source } of page) {
      yield {
        itemId: itemId(batchId, seq),
        outputVersion,
        language,
        source: inOrder(source ?? {}, sourceNames),
        output: inOrder(output, outputNames),
      };
      itemsRead++;
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE_ITEMS) break;
    afterSeq = last.seq;
    if (Date.now() - notedAt < PROGRESS_EVERY_MS) continue;
    notedAt = Date.now();
    await noteProgress(tx, id, itemsRead);
  }
  if (itemsRead !== itemCount)
    throw new AppError("A publication holds another number of items than was frozen.", {
      facts: { publicationId: id, itemsRead, itemCount },
    });
}
