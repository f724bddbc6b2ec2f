import { accept, type Result, refuse } from "#lib/result.ts";
import type { CellFix } from "./cell-fix.ts";
import type { ColumnType } from "./dataset.ts";
import { normaliseHeader, tidyHeader } from "./header.ts";
import type { ImportPlan, PlannedColumn } from "./import-plan.ts";
import type { Inspection } from "./inspect-file.ts";
import { layoutOf } from "./layout.ts";

export interface ColumnChoice {
  /** The column's name in the dataset, after `mapping`. */
  name: string;
  type?: ColumnType | undefined;
  required?: boolean | undefined;
}

export interface ImportChoice {
  /** Header in the file → name in the dataset; `null` leaves the column out. Headers not named keep their own. */
  mapping?: Record<string, string | null> | undefined;
  /** What columns have to hold; without it any text will do. */
  columns?: readonly ColumnChoice[] | undefined;
  /** For cells that do not fit, by the columns' names in the dataset. */
  fixes?: readonly CellFix[] | undefined;
}

/** The plan by which a file is imported: what was found in it, as people chose to take it. */
export function planImport(
  inspection: Inspection,
  { mapping = {}, columns: choices = [], fixes = [] }: ImportChoice,
): Result<ImportPlan> {
  if (inspection.headerProblem) return { ok: false, refusal: inspection.headerProblem };
  const headers = inspection.columns.map(({ header }) => header);
  const names = new Map<string, string | null>();
  for (const [asked, name] of Object.entries(mapping)) {
    const header = findHeader(headers, asked);
    if (header === undefined) {
      return refuse("unknown_header", { header: asked, headers: headers.join(", ") }, [
        {
          path: `mapping.${asked}`,
          code: "unknown_header",
          params: { header: asked, headers: headers.join(", ") },
        },
      ]);
    }
    names.set(header, name === null ? null : tidyHeader(name));
  }
  const columns: PlannedColumn[] = [];
  for (const { index, header } of inspection.columns) {
    const name = names.get(header) === undefined ? header : names.get(header);
    if (name === null || name === undefined || name === "") continue;
    if (columns.some((column) => column.name === name)) return refuse("duplicate_column", { name });
    const choice = choices.find((one) => one.name === name);
    columns.push({ index, header, name, type: choice?.type ?? "text", required: choice?.required ?? false });
  }
  const unknown = choices.find(({ name }) => !columns.some((column) => column.name === name));
  if (unknown) return refuse("unknown_header", { header: unknown.name, headers: headers.join(", ") });
  const astray = fixes.find((fix) => !columns.some(({ name }) => name === fix.column));
  if (astray) return refuse("unknown_header", { header: astray.column, headers: headers.join(", ") });
  if (columns.length === 0) return refuse("no_columns");
  const { format, headerRow, width } = inspection;
  return accept({
    ...{ format, headerRow, width, columns, headers },
    ...{ layout: layoutOf(headers), fixes: [...fixes] },
  });
}

function findHeader(headers: string[], asked: string): string | undefined {
  return (
    headers.find((header) => header === asked) ??
    headers.find((header) => normaliseHeader(header) === normaliseHeader(asked))
  );
}
