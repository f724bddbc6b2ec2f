import { toValue } from "liquidjs";
import { type Comparison, compares } from "./condition.ts";
import { printed } from "./printed.ts";
import { plainSigns } from "./prompt-markers.ts";

/** The filter that asks each comparison of a condition in Liquid: `{% if price | is_more: "100" %}`. */
export const FILTER_OF: Record<Comparison, string> = {
  equals: "is_equal",
  "not-equals": "is_not_equal",
  contains: "has_text",
  in: "is_in",
  present: "is_present",
  missing: "is_missing",
  less: "is_less",
  more: "is_more",
};

/** The filters that rules are compiled to; they answer what `compares` does of the value as it stands in the row. */
export const CONDITION_FILTERS: Record<string, (value: unknown, ...wanted: unknown[]) => boolean> =
  Object.fromEntries(
    Object.entries(FILTER_OF).map(([is, filter]) => [
      filter,
      (value: unknown, ...wanted: unknown[]) =>
        compares(is as Comparison, asWritten(value), wanted.map(textOf)),
    ]),
  );

function asWritten(value: unknown): unknown {
  if (typeof value === "string") return plainSigns(value);
  // `nil`, `empty` and `blank` are objects of the engine's own.
  return Array.isArray(value) ? value.map(asWritten) : toValue(value);
}

function textOf(value: unknown): string {
  return plainSigns(printed(toValue(value)));
}
