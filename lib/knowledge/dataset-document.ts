import { db } from "#db/client.ts";
import { type DatasetRecord, findDatasetWithOrigin, readRows } from "#db/queries/datasets.ts";
import { isBlankText, trimBlanks } from "#lib/blank-text.ts";
import type { Part } from "#lib/datasets/split.ts";
import { rowsOfPart } from "#lib/datasets/split-dataset.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { ROWS_EXTENSION } from "./reading/document-extensions.ts";
import { rowLine } from "./reading/rows-file.ts";

const ROWS_AT_ONCE = 500;
/** Characters of its id that tell a dataset from its namesakes. */
const TOLD_BY = 6;

/** Rows of a dataset that are to be found by what some of their columns say. */
export interface DatasetSource {
  datasetId: string;
  columns: readonly string[];
  /** Only rows of a part, where the dataset is split. */
  part?: Part | undefined;
}

/**
 * Writes the rows of a dataset into the object store as a document, a passage a row. Refuses one that is not there or not
 * ready, columns that it does not have, a part where it is not split, and rows that say nothing.
 */
export async function writeDatasetDocument({
  datasetId,
  columns,
  part,
}: DatasetSource): Promise<
  Result<
    { uploadId: string; fileName: string; bytes: number },
    | "dataset_not_found"
    | "dataset_not_ready"
    | "column_unknown"
    | "document_empty"
    | "dataset_not_split"
    | "part_empty"
  >
> {
  const dataset = await findDatasetWithOrigin(db(), datasetId);
  if (!dataset) return refuse("dataset_not_found");
  if (dataset.status !== "ready") return refuse("dataset_not_ready", { name: dataset.name });
  const unknown = columns.find((column) => dataset.columns.every(({ name }) => name !== column));
  if (unknown !== undefined) return refuse("column_unknown", { column: unknown });
  const among = part && (await rowsOfPart(db(), dataset, part));
  if (among && !among.ok) return among;
  const uploadId = newId();
  const key = uploadKey(uploadId);
  const store = await objectStore();
  const bytes = await store.put(key, linesOf(dataset, columns, among?.value));
  if (bytes > 0) return accept({ uploadId, fileName: documentName(dataset), bytes });
  await store.delete(key);
  return refuse("document_empty");
}

// Of two datasets of one name none takes the other's place.
function documentName({ id, name }: Pick<DatasetRecord, "id" | "name">): string {
  return `${name} ${id.slice(-TOLD_BY)}${ROWS_EXTENSION}`;
}

async function* linesOf(
  { id, rowCount }: Pick<DatasetRecord, "id" | "rowCount">,
  columns: readonly string[],
  among: readonly number[] | undefined,
): AsyncGenerator<Uint8Array> {
  const isAmong = among && new Set(among);
  for (let from = 1; from <= rowCount; from += ROWS_AT_ONCE) {
    const page = await readRows(db(), id, from, from + ROWS_AT_ONCE - 1);
    const rows = isAmong ? page.filter(({ rowNumber }) => isAmong.has(rowNumber)) : page;
    const lines = rows.map(({ rowNumber, values }) => {
      const filled = columns.map((name) => values[name] ?? "").filter((text) => !isBlankText(text));
      return filled.length === 0 ? "" : rowLine({ row: rowNumber, text: filled.map(trimBlanks).join("\n") });
    });
    yield Buffer.from(lines.join(""));
  }
}
