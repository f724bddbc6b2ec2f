import { namesPictures } from "#lib/templates/cell-pictures.ts";
import type { InputColumn } from "#lib/templates/template.ts";
import type { PreviewDataset } from "./template-view.ts";

/** A column to read, as the dataset has it: one that is not full is not waited for. */
export function newInput(name: string, dataset: PreviewDataset | null): InputColumn {
  const column = dataset?.columns.find((candidate) => candidate.name === name);
  const isFull = !column || column.filled === dataset?.rowCount;
  const type = typeOf(column);
  return { name, type, required: isFull, onMissing: isFull ? "block" : "skip", sample: "" };
}

function typeOf(column: PreviewDataset["columns"][number] | undefined): InputColumn["type"] {
  switch (column?.type) {
    case "url":
      return namesPictures(column.name) ? "picture" : "url";
    case "number":
      return "number";
    default:
      return "text";
  }
}
