import type { InputColumn } from "#lib/templates/template.ts";
import type { PreviewDataset } from "./template-view.ts";

/** A column to read, as the dataset has it: one that is not full is not waited for. */
export function newInput(name: string, dataset: PreviewDataset | null): InputColumn {
  const column = dataset?.columns.find((candidate) => candidate.name === name);
  const isFull = !column || column.filled === dataset?.rowCount;
  const type = column?.type === "number" || column?.type === "url" ? column.type : "text";
  return { name, type, required: isFull, onMissing: isFull ? "block" : "skip", sample: "" };
}
