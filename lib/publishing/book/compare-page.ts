import type { Db } from "#db/client.ts";
import {
  readRecalledVersions,
  readStanding,
  type StandingRow,
} from "#db/queries/publishing/channel-entries.ts";
import type { ApprovedItemRow } from "#db/queries/publishing/publications.ts";
import type { StoredTerms } from "#db/schema/publishing.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { inOrder } from "#lib/in-order.ts";
import { DeliveryFailed, type PublishedItem } from "../channels/channel.ts";
import { mapItem } from "../mapping/map-item.ts";
import { type Change, changeOf } from "./change-of.ts";

/** Where items go, and how what they hold is ordered. */
export interface Destination {
  channelId: string;
  batchId: string;
  /** That is written; `null` where it is only looked what would be. */
  publicationId: string | null;
  terms: StoredTerms;
  sourceNames: readonly string[];
  outputNames: readonly string[];
}

/** An item as it would go, against what stands in its place. */
export interface ComparedItem {
  seq: number;
  approvedBy: string | null;
  item: PublishedItem;
  digest: string;
  change: Change;
  standing: StandingRow | undefined;
}

/**
 * Some items of a batch as a channel would be given them, each against what stands there.
 * @throws DeliveryFailed where nothing names the product of one.
 */
export async function comparePage(
  tx: Db,
  { channelId, batchId, publicationId, terms, sourceNames, outputNames }: Destination,
  rows: readonly ApprovedItemRow[],
): Promise<ComparedItem[]> {
  const mapped = rows.map((row) => {
    const { seq, language, outputVersion } = row;
    const source = inOrder(row.source ?? {}, sourceNames);
    const output = inOrder(row.output, outputNames);
    const item = { itemId: itemId(batchId, seq), outputVersion, language, source, output };
    const result = mapItem(item, terms);
    if (!result.ok) throw new DeliveryFailed(result.refusal);
    const { digest, ...given } = result.value;
    return { seq, approvedBy: row.approvedBy, item: { ...item, ...given }, digest };
  });
  const standing = await readStanding(
    tx,
    channelId,
    mapped.map(({ item: { key, language }, digest }) => ({ key, language, digest })),
  );
  const byPlace = new Map(standing.map((row) => [placeOf(row, row.askedDigest), row]));
  const recalled = await readRecalledVersions(
    tx,
    { channelId, batchId },
    mapped.map(({ seq }) => seq),
  );
  return mapped.map((each) => {
    const found = standingOf(byPlace.get(placeOf(each.item, each.digest)), each);
    const isRecalled = recalled.has(`${each.seq}.${each.item.outputVersion}`);
    const item = { ...each.item, before: beforeOf(found, publicationId) };
    return { ...each, item, standing: found, change: changeOf(found, each.digest, isRecalled) };
  });
}

// What is the same was not read again.
function standingOf(
  found: StandingRow | undefined,
  { digest, item }: { digest: string; item: { fields: StandingRow["fields"] } },
): StandingRow | undefined {
  return found?.digest === digest ? { ...found, fields: item.fields } : found;
}

// A run that is done again after it handed over finds itself there.
function beforeOf(found: StandingRow | undefined, publicationId: string | null): PublishedItem["before"] {
  if (!found || found.change === "removed" || found.isLost) return null;
  return publicationId !== null && found.publicationId === publicationId ? null : found.fields;
}

function placeOf({ key, language }: { key: string; language: string }, digest: string): string {
  return JSON.stringify([key, language, digest]);
}
