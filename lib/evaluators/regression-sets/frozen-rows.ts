import type { Db } from "#db/client.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import { insertFrozenDataset } from "#db/queries/evaluators/frozen-datasets.ts";
import { newId } from "#lib/new-id.ts";
import { rowKey } from "./regression-case.ts";

export interface FrozenRow {
  rowNumber: number;
  values: Record<string, string>;
}

/** Rows of a dataset as they are now; `null` where some are no longer there. */
export async function rowsToFreeze(
  tx: Db,
  datasetId: string,
  rowNumbers: readonly number[],
): Promise<FrozenRow[] | null> {
  const wanted = [...new Set(rowNumbers)];
  const rows = await readRowsByNumber(tx, datasetId, wanted);
  return rows.length === wanted.length ? rows.map(({ rowNumber, values }) => ({ rowNumber, values })) : null;
}

/**
 * Rows behind those a set has already; one that it has keeps its number.
 * @returns all rows, and by their number among the added what number they have now.
 */
export function appendRows(
  known: readonly FrozenRow[],
  added: readonly FrozenRow[],
): { rows: FrozenRow[]; numbers: Map<number, number> } {
  const rows = [...known];
  const byKey = new Map(known.map(({ rowNumber, values }) => [rowKey(values), rowNumber]));
  const numbers = new Map<number, number>();
  for (const { rowNumber, values } of added) {
    const key = rowKey(values);
    const number = byKey.get(key) ?? rows.length + 1;
    if (!byKey.has(key)) rows.push({ rowNumber: number, values });
    byKey.set(key, number);
    numbers.set(rowNumber, number);
  }
  return { rows, numbers };
}

/** Keeps rows where no list shows them and nobody edits them, with the columns of the dataset they are from. */
export async function freezeRows(
  tx: Db,
  {
    rows,
    likeDatasetId,
    name,
    createdBy,
  }: { rows: readonly FrozenRow[]; likeDatasetId: string; name: string; createdBy: string },
): Promise<string> {
  const id = newId();
  const like = await findDataset(tx, likeDatasetId);
  const columns = like?.columns ?? [];
  const known = new Set(columns.map((column) => column.name));
  // Rows of an earlier version may have columns that this dataset has not.
  const others = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))].filter(
    (column) => !known.has(column),
  );
  await insertFrozenDataset(
    tx,
    {
      id,
      name,
      keyColumn: like?.keyColumn ?? null,
      columns: [...columns, ...others.map((column) => textColumn(column, rows))],
      createdBy,
    },
    rows,
  );
  return id;
}

function textColumn(name: string, rows: readonly FrozenRow[]) {
  const values = rows.flatMap((row) => row.values[name] || []);
  return {
    ...{ name, header: name, type: "text" as const, required: false, filled: values.length },
    distinct: new Set(values).size,
    maxLength: Math.max(0, ...values.map((value) => value.length)),
  };
}
