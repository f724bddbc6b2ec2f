import type { Db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { partOfKey, partOfRow } from "#lib/datasets/part-of-row.ts";
import type { Part, Shares, Split } from "#lib/datasets/split.ts";
import type { PublishedItem } from "../channel.ts";

/** How the dataset of a batch is split, and the column that names its rows. */
export interface BatchSplit {
  split: Split;
  keyColumn: string | null;
}

/** How the rows of a batch's dataset are split; `null` where they are not. */
export async function splitOfBatch(tx: Db, batchId: string): Promise<BatchSplit | null> {
  const batch = await findBatch(tx, batchId);
  const dataset = batch && (await findDataset(tx, batch.datasetId));
  return dataset?.split ? { split: dataset.split, keyColumn: dataset.keyColumn } : null;
}

/**
 * The part of a training set that an item goes into: that of its row where the dataset is split, else the one its key falls
 * into by the channel's shares. `null`: its row has no part.
 */
export function partOfItem(
  { key, source }: Pick<PublishedItem, "key" | "source">,
  shares: Shares,
  split: BatchSplit | null,
): Part | null {
  return split ? partOfRow(split, source) : partOfKey(key, shares);
}
