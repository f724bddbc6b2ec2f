import type { StoredMappedField } from "#db/schema/publishing.ts";
import type { PublishedItem } from "../channel.ts";
import { asText } from "../file/table.ts";
import { checkValue, type ValueProblem } from "./column-rule.ts";
import type { CellToWrite } from "./fill-row.ts";
import type { WorkbookColumn } from "./inspect-workbook.ts";
import type { WorkbookSettings } from "./workbook-config.ts";

/** What is wrong with an item in a column of a workbook. */
export interface ColumnProblem extends ValueProblem {
  column: string;
  /** What its list has instead; empty where there is none. */
  allowed: readonly string[];
}

/** An item as cells of a workbook's row, with what is wrong with them. */
export interface CheckedCells {
  cells: CellToWrite[];
  problems: ColumnProblem[];
}

type Item = Pick<PublishedItem, "key" | "fields">;

/**
 * Makes items cells of a workbook's row. A blank field is no cell: what the workbook has there stays.
 * @param columns of the workbook.
 */
export function cellMaker(
  columns: readonly WorkbookColumn[],
  { keyColumn, required }: Pick<WorkbookSettings, "keyColumn" | "required">,
  mapping: readonly StoredMappedField[],
): (item: Item) => CheckedCells {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const needed = new Set(required);
  const isMapped = mapping.some(({ to }) => to === keyColumn);
  const places = mapping.flatMap(({ to }) => {
    const column = byName.get(to);
    return column ? [{ column, readFrom: ({ fields }: Item) => fields[to] }] : [];
  });
  const keyed = keyColumn === null || isMapped ? undefined : byName.get(keyColumn);
  if (keyed) places.push({ column: keyed, readFrom: ({ key }: Item) => key });
  places.sort((one, other) => one.column.index - other.column.index);
  return (item) => {
    const made: CheckedCells = { cells: [], problems: [] };
    for (const { column, readFrom } of places) {
      const { name, index, rule } = column;
      const checked = checkValue(plainValue(readFrom(item)), { rule, isRequired: needed.has(name) });
      const allowed = rule?.kind === "list" ? rule.values : [];
      if (checked.problem) made.problems.push({ ...checked.problem, column: name, allowed });
      if (checked.value !== null) made.cells.push({ column: index, value: checked.value });
    }
    return made;
  };
}

function plainValue(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
  return asText(value);
}
