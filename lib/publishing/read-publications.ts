import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import {
  findPublication,
  listPublications as listRows,
  type PublicationRow,
  readPublishableBatches,
} from "#db/queries/publishing/publications.ts";
import { readReviewBatches, readReviewContexts } from "#db/queries/review/batches.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { OpenObject } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { cutPage, decodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { cellText } from "#lib/spreadsheet-cell.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { type Delivery, deliverySchema } from "./channels/channel.ts";
import { channelConfig } from "./channels/channels.ts";
import { publishedColumns } from "./channels/file/table.ts";
import type { Publication } from "./publication.ts";
import { labelKey, publicationKey } from "./publication-key.ts";

/** Publications, newest first. */
export async function listPublications(
  actor: Actor,
  { batchId, limit, cursor }: { batchId?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: Publication[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const [position] = decodeCursor(cursor) ?? [];
  const beforeId = typeof position === "string" && isUuid(position) ? position : undefined;
  const rows = await listRows(db(), { batchId, beforeId, limit: limit + 1 });
  return accept(cutPage(rows.map(toPublication), limit, ({ id }) => [id]));
}

/** One publication. */
export async function readPublication(
  actor: Actor,
  id: string,
): Promise<Result<Publication, "forbidden" | "not_found">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const row = isUuid(id) ? await findPublication(db(), id) : null;
  return row ? accept(toPublication(row)) : refuse("not_found");
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
  const [batch] = await readReviewBatches(db(), 1, batchId);
  const [context] = await readReviewContexts(db(), [batchId]);
  if (!batch || !context) return refuse("not_found");
  const sourceColumns = context.columns.map(({ name }) => name);
  const columns = publishedColumns(
    sourceColumns,
    context.outputs as OutputField[],
    context.simulated,
    cellText,
  );
  const { approved, pending, escalated, rejected } = batch;
  return accept({
    batchId,
    batchName: batch.name,
    simulated: batch.simulated,
    approved,
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

function toPublication({
  createdByName,
  runs: _,
  kind,
  config,
  delivery,
  ...row
}: PublicationRow): Publication {
  const made = fileOf({ delivery });
  return {
    ...row,
    channel: channelConfig.parse({ ...config, kind }),
    cutoffAt: row.cutoffAt.toISOString(),
    bytes: made?.bytes ?? null,
    fileName: made?.name ?? null,
    createdBy: { memberId: row.createdBy, name: createdByName ?? "" },
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

// `null` while there is none, and for what another system took.
function fileOf({ delivery }: Pick<PublicationRow, "delivery">): Extract<Delivery, { made: "file" }> | null {
  const parsed = delivery && deliverySchema.parse(delivery);
  return parsed?.made === "file" ? parsed : null;
}
