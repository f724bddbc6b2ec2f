import type { Db } from "#db/client.ts";
import { finishImport, insertDataset, storeBatch } from "#db/queries/datasets-import.ts";
import type { DatasetColumn } from "#lib/datasets/dataset.ts";
import { newId } from "#lib/new-id.ts";
import { makePerfumes, PERFUME_COLUMNS, type Perfume } from "./perfumes.ts";

const ROWS = 2_000;
const NAME = "Sample: perfumes 香水";
const HEADER_ROWS = 1;

/** Adds the sample catalogue as a ready dataset. @returns its id. */
export async function addSampleDataset(tx: Db, memberId: string): Promise<string> {
  const perfumes = makePerfumes(ROWS);
  const id = newId();
  const keyColumn = "sku" satisfies keyof Perfume;
  await insertDataset(tx, { id, name: NAME, status: "importing", keyColumn, createdBy: memberId });
  await storeBatch(tx, id, 0, {
    rows: JSON.stringify(perfumes.map((v, index) => ({ n: index + 1, s: index + 1 + HEADER_ROWS, v }))),
    rowCount: perfumes.length,
    errors: "[]",
    rejected: 0,
    lastSourceRow: perfumes.length + HEADER_ROWS,
    bytesRead: 0,
  });
  await finishImport(tx, id, {
    status: "ready",
    columns: PERFUME_COLUMNS.map((name) => columnOf(name, perfumes)),
  });
  return id;
}

function columnOf(name: keyof Perfume, perfumes: Perfume[]): DatasetColumn {
  const values = perfumes.map((perfume) => perfume[name]).filter((value) => value !== "");
  return {
    name,
    header: name,
    type: "text",
    required: false,
    filled: values.length,
    distinct: new Set(values).size,
    maxLength: Math.max(...values.map((value) => value.length)),
  };
}
