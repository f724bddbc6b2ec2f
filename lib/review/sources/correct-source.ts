import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { lockItems, lockReviewCounters } from "#db/queries/review/decisions.ts";
import { findReviewItem } from "#db/queries/review/items.ts";
import {
  findBatchesOfDataset,
  lockRow,
  readWaitingForRow,
  routeOn,
  writeCategories,
  writeRow,
} from "#db/queries/review/sources-to-fix.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { itemId as idOf, parseItemId } from "#lib/batches/item-id.ts";
import { categoryKey } from "#lib/checks/category-key.ts";
import { accept, type FieldRefusal, type Result, refuse } from "#lib/result.ts";
import { storableText } from "#lib/storable-text.ts";
import { askRegenerations } from "../regeneration/ask-regenerations.ts";
import { correctedRow } from "./corrected-row.ts";

/** What a correction of a source sent back to be made anew. */
export interface CorrectedSource {
  itemId: string;
  rowNumber: number;
  /** Every item over the row that waited for it, in whichever batch and language. */
  regenerating: string[];
}

/**
 * Corrects the source row of an item that was rejected because of it, and has every item that waits for the same row made
 * anew; those over it in batches that are assigned by a corrected column are assigned by what it says now. Needs
 * `datasets:write`. Columns that are not named stay as they are.
 */
export async function correctSource(
  actor: Actor,
  { itemId, values }: { itemId: string; values: Record<string, string> },
): Promise<
  Result<
    CorrectedSource,
    | "forbidden"
    | "not_found"
    | "dataset_rows_removed"
    | "invalid_input"
    | "source_not_asked_for"
    | "source_unchanged"
  >
> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  const at = parseItemId(itemId);
  const batch = at && (await findBatch(db(), at.batchId));
  const item = batch && (await findReviewItem(db(), batch.id, at.seq));
  if (!item) return refuse("not_found");
  const { datasetId } = batch;
  const dataset = await findDataset(db(), datasetId);
  if (!dataset) return refuse("not_found");
  const { rowNumber } = item;
  return db().transaction(async (tx) => {
    const before = await lockRow(tx, datasetId, rowNumber);
    if (!before) return refuse("dataset_rows_removed");
    await lockReviewCounters(tx, await findBatchesOfDataset(tx, datasetId));
    const [locked] = await lockItems(tx, [at]);
    if (locked?.route !== "fix-source") return refuse("source_not_asked_for");
    const storable = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, storableText(value)]),
    );
    const corrected = correctedRow(before, storable, dataset.columns);
    if (!corrected.ok) return refuse("invalid_input", {}, corrected.misfits satisfies FieldRefusal[]);
    const { changed } = corrected;
    if (Object.keys(changed).length === 0) return refuse("source_unchanged");
    await writeRow(tx, datasetId, rowNumber, { ...before, ...changed });
    const keys = Object.entries(changed).map(([name, value]) => [name, categoryKey(value)]);
    await writeCategories(tx, datasetId, rowNumber, Object.fromEntries(keys));
    const waiting = await readWaitingForRow(tx, datasetId, rowNumber);
    await routeOn(tx, waiting);
    await askRegenerations(
      tx,
      waiting.map(({ batchId, seq, decisionId, outputVersion }) => ({
        batchId,
        seq,
        cause: "source",
        decisionId,
        fromVersion: outputVersion,
        reason: null,
        note: null,
        askedBy: actor.memberId,
        actionId: null,
      })),
    );
    const regenerating = waiting.map(({ batchId, seq }) => idOf(batchId, seq));
    await recordAudit(tx, actor, {
      action: "datasets.correct",
      targetType: "dataset",
      targetId: datasetId,
      before: {
        row: rowNumber,
        values: Object.fromEntries(Object.keys(changed).map((name) => [name, before[name] ?? ""])),
      },
      after: { row: rowNumber, values: changed, items: regenerating },
    });
    return accept({ itemId, rowNumber, regenerating });
  });
}
