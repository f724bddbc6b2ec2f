import type { Db } from "#db/client.ts";
import { insertDataset, insertRows } from "#db/queries/sample.ts";
import type { DatasetColumn } from "#lib/datasets/dataset.ts";
import { newId } from "#lib/new-id.ts";
import { makePerfumes, PERFUME_COLUMNS, type Perfume } from "./perfumes.ts";

const ROWS = 2_000;
const NAME = "Sample: perfumes 香水";

/** Adds the sample catalogue as a ready dataset. @returns its id. */
export async function addSampleDataset(tx: Db, memberId: string): Promise<string> {
  const perfumes = makePerfumes(ROWS);
  const id = newId();
  const columns = PERFUME_COLUMNS.map((name) => columnOf(name, perfumes));
  await insertDataset(tx, { id, name: NAME, columns, rowCount: perfumes.length, createdBy: memberId });
  await insertRows(
    tx,
    id,
    perfumes.map((values, index) => ({ rowNumber: index + 1, sourceRow: index + 2, values })),
  );
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
