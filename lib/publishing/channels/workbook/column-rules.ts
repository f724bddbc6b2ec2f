import type { DefinedName } from "#lib/datasets/read-workbook.ts";
import type { CellRange } from "./cell-range.ts";
import type { ColumnRule } from "./column-rule.ts";
import type { DataValidation } from "./data-validations.ts";
import { type ListSource, listSource } from "./list-source.ts";

/** A column's rule before the cells are read that a list of it stands in. */
export type FoundRule =
  | Exclude<ColumnRule, { kind: "list" }>
  | { kind: "list"; source: Exclude<ListSource, { kind: "unchecked" }>; isStrict: boolean };

/**
 * What a sheet says may stand in a column from its first row of data on: what holds for that row, or else whatever
 * begins below it.
 */
export function ruleOfColumn(
  column: number,
  firstRow: number,
  {
    sheet,
    validations,
    names,
  }: { sheet: string; validations: readonly DataValidation[]; names: readonly DefinedName[] },
): FoundRule | null {
  const covers = ({ firstColumn, lastColumn, lastRow }: CellRange) =>
    column >= firstColumn && column <= lastColumn && lastRow >= firstRow;
  const candidates = validations.flatMap((validation) =>
    validation.ranges
      .filter(covers)
      .map((range) => ({ validation, from: Math.max(range.firstRow, firstRow) })),
  );
  const [first] = candidates.sort((one, other) => one.from - other.from);
  return first ? ruleOf(first.validation, sheet, names) : null;
}

function ruleOf(validation: DataValidation, sheet: string, names: readonly DefinedName[]): FoundRule | null {
  const { type, isStrict, formula1, formula2 } = validation;
  switch (type) {
    case "none":
      return null;
    case "list": {
      const source = listSource(formula1, sheet, names);
      return source.kind === "unchecked" ? source : { kind: "list", source, isStrict };
    }
    case "textLength":
    case "whole":
    case "decimal": {
      const isWhole = type !== "decimal";
      const limits = limitsOf(validation, isWhole ? 1 : 0);
      if (!limits) return { kind: "unchecked", formula: [formula1, formula2].filter(Boolean).join(" … ") };
      const kind = type === "textLength" ? { kind: "length" as const } : { kind: "number" as const, isWhole };
      return { ...kind, ...limits, isStrict };
    }
    default:
      return { kind: "unchecked", formula: formula1 };
  }
}

// `null`: a limit that is worked out, or one that is no range.
function limitsOf(
  { operator, formula1, formula2 }: DataValidation,
  step: number,
): { min: number | null; max: number | null } | null {
  const [one, two] = [formula1, formula2].map((formula) =>
    /^-?\d+(\.\d+)?$/.test(formula.trim()) ? Number(formula) : null,
  );
  if (one === null || one === undefined) return null;
  switch (operator) {
    case "between":
      return two === null || two === undefined ? null : { min: one, max: two };
    case "equal":
      return { min: one, max: one };
    case "lessThanOrEqual":
      return { min: null, max: one };
    case "greaterThanOrEqual":
      return { min: one, max: null };
    // Without a step between numbers the limit itself would pass: better than refusing what is next to it.
    case "lessThan":
      return { min: null, max: one - step };
    case "greaterThan":
      return { min: one + step, max: null };
    default:
      return null;
  }
}
