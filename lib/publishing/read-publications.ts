import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { countDeliveries } from "#db/queries/publishing/deliveries.ts";
import {
  countPublishable,
  findPublication,
  listPublications as listRows,
  type PublicationRow,
  readPublishableBatches,
} from "#db/queries/publishing/publications.ts";
import { countRefusals } from "#db/queries/publishing/refusals.ts";
import { readReviewBatches, readReviewContexts } from "#db/queries/review/batches.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { OpenObject } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { cellText } from "#lib/spreadsheet-cell.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { type Delivery, deliverySchema } from "./channels/channel.ts";
import { channelConfig, TOLD_KINDS } from "./channels/channels.ts";
import { publishedColumns } from "./channels/file/table.ts";
import { isBuiltIn, placeOf } from "./managed/built-in.ts";
import type { Publication } from "./publication.ts";
import { labelKey, publicationKey } from "./publication-key.ts";

/** Publications, newest first. */
export async function listPublications(
  actor: Actor,
  {
    batchId,
    channelId,
    limit,
    cursor,
  }: {
    batchId?: string | undefined;
    channelId?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Result<{ items: Publication[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const beforeId = decodeIdCursor(cursor);
  const rows = await listRows(db(), { batchId, channelId, beforeId, limit: limit + 1 });
  const page = cutPage(rows, limit, ({ id }) => [id]);
  return accept({ ...page, items: await toPublications(page.items) });
}

/** One publication. */
export async function readPublication(
  actor: Actor,
  id: string,
): Promise<Result<Publication, "forbidden" | "not_found">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const row = isUuid(id) ? await findPublication(db(), id) : null;
  const [publication] = row ? await toPublications([row]) : [];
  return publication ? accept(publication) : refuse("not_found");
}

/** The finished file, or the label beside it, read only as it is sent. */
export async function openPublicationFile(
  actor: Actor,
  id: string,
  which: "file" | "label",
): Promise<
  Result<
    { name: string; mediaType: string; file: OpenObject },
    "forbidden" | "not_found" | "publication_unfinished" | "publication_gone"
  >
> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const row = isUuid(id) ? await findPublication(db(), id) : null;
  if (!row) return refuse("not_found");
  if (row.status !== "succeeded") return refuse("publication_unfinished");
  const made = fileOf(row);
  if (!made) return refuse("not_found");
  const isLabel = which === "label";
  const file = await (await objectStore()).get(isLabel ? labelKey(id) : publicationKey(id));
  if (!file) return refuse("publication_gone");
  return accept({
    name: isLabel ? `${made.name}.aigc.json` : made.name,
    mediaType: isLabel ? "application/json" : made.mediaType,
    file,
  });
}

/** What publishing a batch now would hold. */
export interface PublicationPreview {
  batchId: string;
  batchName: string;
  simulated: boolean;
  approved: number;
  /** Of them those that no publication holds yet. */
  newlyApproved: number;
  /** Of them those that a check blocks: they are left out until somebody overrides it. */
  heldBack: number;
  /** How many publications there were, failed ones left out. */
  publications: number;
  pending: number;
  escalated: number;
  rejected: number;
  columns: { name: string; part: "source" | "output" | "item" }[];
}

/** Counts and columns of what would be published. */
export async function previewPublication(
  actor: Actor,
  batchId: string,
): Promise<Result<PublicationPreview, "forbidden" | "not_found">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const [batch] = await readReviewBatches(db(), 1, { batchId });
  const [context] = await readReviewContexts(db(), [batchId]);
  if (!batch || !context) return refuse("not_found");
  const sourceColumns = context.columns.map(({ name }) => name);
  const columns = publishedColumns(
    sourceColumns,
    context.outputs as OutputField[],
    { simulated: context.simulated, labelled: true },
    cellText,
  );
  const { approved, pending, escalated, rejected } = batch;
  return accept({
    batchId,
    batchName: batch.name,
    simulated: batch.simulated,
    approved,
    ...(await countPublishable(db(), batchId)),
    pending,
    escalated,
    rejected,
    columns: columns.map(({ header, part }) => ({ name: header, part })),
  });
}

const BATCHES_OFFERED = 100;

/** Batches that have something to publish, the newest first. */
export async function listPublishable(
  actor: Actor,
): Promise<Result<Awaited<ReturnType<typeof readPublishableBatches>>, "forbidden">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  return accept(await readPublishableBatches(db(), BATCHES_OFFERED));
}

async function toPublications(rows: readonly PublicationRow[]): Promise<Publication[]> {
  const told = rows.filter(({ kind }) => TOLD_KINDS.some((known) => known === kind)).map(({ id }) => id);
  const counts = await countDeliveries(db(), told);
  const refused = await countRefusals(
    db(),
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const deliveries = told.includes(row.id) ? (counts.get(row.id) ?? NONE) : null;
    return toPublication(row, { deliveries, refused: refused.get(row.id) ?? 0 });
  });
}

const NONE = { waiting: 0, delivered: 0, dead: 0 };

function toPublication(
  { createdByName, runs: _, listed: __, kind, config, delivery, terms, ...row }: PublicationRow,
  told: Pick<Publication, "deliveries" | "refused">,
): Publication {
  const made = fileOf({ delivery });
  const channel = channelConfig.parse({ ...config, kind });
  const place = placeOf({ channelId: row.channelId, terms, config });
  const { itemCount, itemsWritten, status } = row;
  return {
    ...row,
    channel,
    channelId: place.channelId,
    channelName: place.terms.name,
    isBuiltIn: isBuiltIn(place.channelId),
    // What its channel had already was left out.
    itemCount: status === "succeeded" ? itemsWritten : itemCount,
    ...told,
    cutoffAt: row.cutoffAt.toISOString(),
    heldUntil: row.heldUntil?.toISOString() ?? null,
    bytes: made?.bytes ?? null,
    fileName: made?.name ?? null,
    reference: referenceOf({ delivery }),
    training: made?.training ?? null,
    createdBy: { memberId: row.createdBy, name: createdByName ?? "" },
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    fileRemovedAt: row.fileRemovedAt?.toISOString() ?? null,
  };
}

function referenceOf({ delivery }: Pick<PublicationRow, "delivery">): string | null {
  const parsed = delivery && deliverySchema.parse(delivery);
  return parsed?.made === "acknowledgement" ? parsed.reference : null;
}

// `null` while there is none, and for what another system took.
function fileOf({ delivery }: Pick<PublicationRow, "delivery">): Extract<Delivery, { made: "file" }> | null {
  const parsed = delivery && deliverySchema.parse(delivery);
  return parsed?.made === "file" ? parsed : null;
}
