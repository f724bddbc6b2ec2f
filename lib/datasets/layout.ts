import { createHash } from "node:crypto";
import type { CellFix } from "./cell-fix.ts";
import type { ColumnType } from "./dataset.ts";
import { normaliseHeader } from "./header.ts";

/**
 * By what a supplier's files are known from one to the next: the headers of their columns, whatever the order, case and
 * spacing. In hex.
 */
export function layoutOf(headers: readonly string[]): string {
  const names = headers.map(normaliseHeader).toSorted();
  return createHash("sha256").update(JSON.stringify(names)).digest("hex");
}

/** How a file of the same layout was imported last. */
export interface RememberedImport {
  /** The columns of this file, each as then; `name` is `null` where it was left out. */
  columns: { header: string; name: string | null; type: ColumnType; required: boolean }[];
  fixes: CellFix[];
  /** Columns of then that this file lacks. */
  lacking: string[];
}
