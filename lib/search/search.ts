import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { findProductsByKey, type ProductRow } from "#db/queries/catalogue/products.ts";
import { findById, findNamed, type NamedKind, type NamedRow } from "#db/queries/search/find-named.ts";
import { findBatchesOfRows, findRowsByKey, type KeyedRow } from "#db/queries/search/find-rows-by-key.ts";
import { findRun } from "#db/queries/search/find-run.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can, type Permission } from "#lib/auth/can.ts";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { seqOf } from "#lib/batches/item-seq.ts";

/** What can be found beside what has a name: a product of the catalogue, a row of a dataset, an item of a batch, a trial, a call. */
export const FOUND_KINDS = [
  "batch",
  "template",
  "dataset",
  "schedule",
  "model",
  "provider",
  "member",
  "budget",
  "product",
  "row",
  "item",
  "trial",
  "call",
] as const;

export type FoundKind = (typeof FOUND_KINDS)[number];

/** Something a person looked for. */
export interface Found {
  kind: FoundKind;
  /** Of the thing itself; of the dataset for a row; the key of a product. */
  id: string;
  name: string;
  /** What tells it from others of its name. */
  detail: string | null;
  /** Of a row or an item. */
  rowNumber: number | null;
}

const NAMED: Record<NamedKind, Permission> = {
  batch: "batches:read",
  template: "templates:read",
  dataset: "datasets:read",
  schedule: "batches:read",
  model: "models:read",
  provider: "models:read",
  member: "members:read",
  budget: "spend:read",
};

const BATCHES_OF_A_ROW = 2;

/**
 * What of all there is answers to a text: things by any words of their name, rows and the items made of them by the
 * beginning of their key, anything by its whole id. Only what the actor may see.
 * @param limit of each kind.
 */
export async function search(
  actor: Actor,
  { text, limit }: { text: string; limit: number },
): Promise<Found[]> {
  const asked = text.normalize("NFKC").trim();
  if (asked === "") return [];
  const kinds = (Object.keys(NAMED) as NamedKind[]).filter((kind) => can(actor, NAMED[kind]));
  const byId = await findByWholeId(actor, kinds, asked);
  if (byId) return [byId];
  const named = await findNamed(db(), kinds, asked.split(/\s+/), limit);
  const products = can(actor, "catalogue:read") ? await findProductsByKey(db(), asked, limit) : [];
  return [...named.map(foundOf), ...products.map(foundProduct), ...(await findKeys(actor, asked, limit))];
}

async function findByWholeId(
  actor: Actor,
  kinds: readonly NamedKind[],
  asked: string,
): Promise<Found | null> {
  const item = parseItemId(asked);
  if (item) {
    const batch = can(actor, "batches:read") ? await findById(db(), ["batch"], item.batchId) : null;
    return batch && { kind: "item", id: asked, name: batch.name, detail: null, rowNumber: null };
  }
  if (!isUuid(asked)) return null;
  const named = await findById(db(), kinds, asked);
  if (named) return foundOf(named);
  const run = await findRun(db(), asked, {
    trial: can(actor, "trials:read"),
    call: can(actor, "spend:read"),
  });
  return run && { ...run, detail: null, rowNumber: null };
}

async function findKeys(actor: Actor, asked: string, limit: number): Promise<Found[]> {
  if (!can(actor, "datasets:read")) return [];
  const rows = await findRowsByKey(db(), asked, limit);
  const batches = can(actor, "batches:read") ? await findBatchesOfRows(db(), rows, BATCHES_OF_A_ROW) : [];
  const keys = new Map(rows.map(({ datasetId, rowNumber, key }) => [`${datasetId}.${rowNumber}`, key]));
  const items = batches.slice(0, limit).map(
    ({ datasetId, batchId, batchName, rowNumber, languages }): Found => ({
      kind: "item",
      id: itemId(batchId, seqOf(rowNumber, 0, languages)),
      name: keys.get(`${datasetId}.${rowNumber}`) ?? "",
      detail: batchName,
      rowNumber,
    }),
  );
  return [...rows.map(foundRow), ...items];
}

function foundOf({ kind, id, name, detail }: NamedRow): Found {
  return { kind, id, name, detail, rowNumber: null };
}

function foundProduct({ key, facts }: ProductRow): Found {
  return { kind: "product", id: key, name: key, detail: facts.title ?? null, rowNumber: null };
}

function foundRow({ datasetId, datasetName, rowNumber, key }: KeyedRow): Found {
  return { kind: "row", id: datasetId, name: key, detail: datasetName, rowNumber };
}
