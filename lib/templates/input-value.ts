import type { InputColumn } from "./template.ts";

const LIST_SEPARATORS = /\s*[\n;；、|,，]\s*/;

/** A value as Liquid sees it: plain data only. */
export type InputValue = string | number | string[];

/** Whether a row has nothing for a column: absent, or only blanks. */
export function isMissing(value: string | undefined): boolean {
  return value === undefined || value.trim() === "";
}

/**
 * A row's text as its declared type. A number whose text would change (leading zeros, more digits than a
 * number holds) stays text; a list is split at line breaks, semicolons, commas and their Chinese forms.
 */
export function readInput(input: Pick<InputColumn, "type">, value: string): InputValue {
  if (input.type === "number") {
    const trimmed = value.trim();
    return String(Number(trimmed)) === trimmed ? Number(trimmed) : value;
  }
  if (input.type === "list")
    return value
      .trim()
      .split(LIST_SEPARATORS)
      .filter((item) => item !== "");
  return value;
}
