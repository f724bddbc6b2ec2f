import type { CellFix } from "./cell-fix.ts";
import type { DatasetColumn } from "./dataset.ts";
import { normaliseHeader } from "./header.ts";
import type { ImportPlan } from "./import-plan.ts";
import { layoutOf, type RememberedImport } from "./layout.ts";
import type { ImportChoice } from "./plan-import.ts";

/** What a dataset says of how its next version, or another file of its layout, is to be taken. */
export interface FormerVersion {
  columns: readonly Pick<DatasetColumn, "header" | "name" | "type" | "required">[];
  /** `null` where it was not made of a file. */
  plan: ImportPlan | null;
}

/**
 * How the columns of a file are taken as those of an earlier one were: each as then, whatever the order, case and
 * spacing of the headers. A column that is new in the file is not among them.
 */
export function formerImport(headers: readonly string[], { columns, plan }: FormerVersion): RememberedImport {
  const before = new Map(columns.map((column) => [normaliseHeader(column.header), column]));
  const fileBefore = plan?.layout === layoutOf(headers) ? headers : (plan?.headers ?? []);
  const known = new Set(fileBefore.map(normaliseHeader));
  const now = new Set(headers.map(normaliseHeader));
  return {
    columns: headers.flatMap((header): RememberedImport["columns"] => {
      const column = before.get(normaliseHeader(header));
      if (column) return [{ header, name: column.name, type: column.type, required: column.required }];
      return known.has(normaliseHeader(header))
        ? [{ header, name: null, type: "text", required: false }]
        : [];
    }),
    lacking: columns.filter(({ header }) => !now.has(normaliseHeader(header))).map(({ name }) => name),
    fixes: plan?.fixes ?? [],
  };
}

/** What was chosen of a file, and for all else what was chosen then. Fixes of columns that are not there go. */
export function chosenOver(before: RememberedImport, choice: ImportChoice): ImportChoice {
  const asked = new Set(Object.keys(choice.mapping ?? {}).map(normaliseHeader));
  const kept = before.columns.filter(({ header }) => !asked.has(normaliseHeader(header)));
  const chosen = choice.columns ?? [];
  const taken = kept.flatMap(({ name, type, required }) => (name === null ? [] : [{ name, type, required }]));
  return {
    mapping: { ...Object.fromEntries(kept.map(({ header, name }) => [header, name])), ...choice.mapping },
    columns: [...chosen, ...taken.filter(({ name }) => !chosen.some((column) => column.name === name))],
    fixes: choice.fixes ?? fixesFor(before.fixes, taken),
  };
}

function fixesFor(fixes: readonly CellFix[], columns: readonly { name: string }[]): CellFix[] {
  return fixes.filter((fix) => columns.some(({ name }) => name === fix.column));
}
