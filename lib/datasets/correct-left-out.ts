import { db } from "#db/client.ts";
import { findDatasetWithOrigin } from "#db/queries/datasets.ts";
import { readRejectedRows } from "#db/queries/datasets-errors.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { inOrder } from "#lib/in-order.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { correctRow, type LeftOutRow } from "./left-out-row.ts";
import { forgetErrorFiles, leftOutRow, type MendRefusal, mendChunk } from "./mend-dataset.ts";

/** A row that an import left out, with all that is wrong with it. Asks for `datasets:read`. */
export async function getLeftOutRow(
  actor: Actor,
  { id, sourceRow }: { id: string; sourceRow: number },
): Promise<Result<LeftOutRow, "forbidden" | "not_found">> {
  if (!can(actor, "datasets:read")) return refuse("forbidden");
  const dataset = await findDatasetWithOrigin(db(), id);
  const [found] = dataset ? await readRejectedRows(db(), id, 0, 1, { sourceRows: [sourceRow] }) : [];
  if (!dataset || !found) return refuse("not_found");
  const row = leftOutRow(found, dataset);
  return accept({
    ...row,
    values: inOrder(
      row.values,
      dataset.columns.map(({ name }) => name),
    ),
  });
}

/**
 * Corrects one row that an import left out. Where it fits then, it is added behind the dataset's rows; else what was
 * written stays with it. Asks for `datasets:write`.
 * @returns what is still wrong; nothing when the row was taken in.
 * Refuses with `not_found` a row that is not left out, or was mended by somebody else meanwhile.
 */
export async function correctLeftOut(
  actor: Actor,
  { id, sourceRow, values }: { id: string; sourceRow: number; values: Record<string, string> },
): Promise<Result<{ errors: LeftOutRow["errors"] }, "forbidden" | MendRefusal>> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  const corrected: { before: LeftOutRow; after: LeftOutRow }[] = [];
  const chunk = await mendChunk(
    id,
    { after: 0, limit: 1, sourceRows: [sourceRow] },
    (before, { columns }) => {
      const after = correctRow(before, columns, values, { isSeen: true });
      corrected.push({ before, after });
      return after;
    },
  );
  if (!chunk.ok) return chunk;
  const [done] = corrected;
  if (!done) return refuse("not_found");
  const changed = Object.keys(done.after.values).filter(
    (name) => done.after.values[name] !== done.before.values[name],
  );
  await recordAudit(db(), actor, {
    action: "datasets.mend",
    targetType: "dataset",
    targetId: id,
    before: {
      sourceRow,
      values: Object.fromEntries(changed.map((name) => [name, done.before.values[name]])),
    },
    after: {
      ...{ sourceRow, values: Object.fromEntries(changed.map((name) => [name, done.after.values[name]])) },
      mended: chunk.value.mended,
    },
  });
  await forgetErrorFiles(id);
  return accept({ errors: done.after.errors });
}
