import { db } from "#db/client.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import { countSourcesToFix, listSourcesToFix } from "#db/queries/review/sources-to-fix.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { inOrder } from "#lib/in-order.ts";
import { cutPage, decodeItemCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** A rejected item whose source is to be corrected, with what its reviewer said of it. */
export interface SourceToFix {
  itemId: string;
  batch: { id: string; name: string };
  rowNumber: number;
  language: string;
  reason: string | null;
  note: string | null;
  rejectedBy: { memberId: string; name: string };
  rejectedAt: string;
  /** The row as it is, in the order of its file. */
  values: Record<string, string>;
  output: Record<string, unknown>;
}

/** A page of the items that wait for a row of a dataset to be corrected, and how many they are. Needs `datasets:read`. */
export async function viewSourcesToFix(
  actor: Actor,
  datasetId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<
  Result<{ items: SourceToFix[]; nextCursor: string | null; count: number }, "forbidden" | "not_found">
> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  const dataset = await findDataset(db(), datasetId);
  if (!dataset) return refuse("not_found");
  const rows = await listSourcesToFix(db(), datasetId, { after: decodeItemCursor(cursor), limit });
  const page = cutPage(rows, limit, (row) => [row.batchId, row.seq]);
  const names = await readMemberNames(
    db(),
    page.items.map(({ memberId }) => memberId),
  );
  const columns = dataset.columns.map(({ name }) => name);
  return accept({
    items: page.items.map((row) => ({
      itemId: itemId(row.batchId, row.seq),
      batch: { id: row.batchId, name: row.batchName },
      rowNumber: row.rowNumber,
      language: row.language,
      reason: row.reason,
      note: row.note,
      rejectedBy: { memberId: row.memberId, name: names.get(row.memberId) ?? "" },
      rejectedAt: new Date(row.rejectedAt).toISOString(),
      values: inOrder(row.values, columns),
      output: row.output,
    })),
    nextCursor: page.nextCursor,
    count: await countSourcesToFix(db(), datasetId),
  });
}
