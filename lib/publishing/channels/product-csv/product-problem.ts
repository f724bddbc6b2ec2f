import type { ItemProblem } from "../channel.ts";

/** What a shop would not take of a column: its item is left out. */
export function productProblem(
  code: string,
  column: string,
  params: Record<string, string | number> = {},
): ItemProblem {
  return { code, column, params: { column, ...params }, allowed: [], isStrict: true };
}
