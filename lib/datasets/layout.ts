import { createHash } from "node:crypto";
import type { CellFix } from "./cell-fix.ts";
import type { ColumnType } from "./dataset.ts";
import { normaliseHeader } from "./header.ts";
import type { ImportPlan } from "./import-plan.ts";

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

/** What an earlier plan says of the columns of a file of the same layout. */
export function rememberedImport(headers: readonly string[], plan: ImportPlan): RememberedImport {
  const before = new Map(plan.columns.map((column) => [normaliseHeader(column.header), column]));
  return {
    columns: headers.map((header) => {
      const column = before.get(normaliseHeader(header));
      return {
        header,
        name: column?.name ?? null,
        type: column?.type ?? "text",
        required: column?.required ?? false,
      };
    }),
    fixes: plan.fixes,
    lacking: [],
  };
}
