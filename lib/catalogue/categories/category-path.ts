import { trimBlanks } from "#lib/blank-text.ts";

/** Deeper trees than any marketplace's. */
const MOST_LEVELS = 20;
const MOST_CHARACTERS = 200;

export type CategoryRule = "category_too_deep" | "category_name_too_long" | "category_loop";

/**
 * A category out of a cell as its names from the root: `A > B > C`, also with `»`, `›` or `→`, else `A / B` or `A|B`; a
 * stroke without blanks is part of a name. Refuses one that comes back to a name it had.
 */
export function readCategoryPath(
  cell: string | readonly string[],
): { ok: true; path: string[] } | { ok: false; rule: CategoryRule } {
  const names =
    typeof cell === "string" ? cell.split(/[>»›→＞]/.test(cell) ? /[>»›→＞]/ : /\s+\/\s+|\|/) : cell;
  const path = names.map((name) => trimBlanks(name).replace(/\s+/g, " ")).filter((name) => name !== "");
  if (path.length > MOST_LEVELS) return { ok: false, rule: "category_too_deep" };
  if (path.some((name) => name.length > MOST_CHARACTERS))
    return { ok: false, rule: "category_name_too_long" };
  if (new Set(path.map((name) => name.toLowerCase())).size < path.length)
    return { ok: false, rule: "category_loop" };
  return { ok: true, path };
}

/** A path as people read it. */
export function categoryText(path: readonly string[]): string {
  return path.join(" > ");
}
