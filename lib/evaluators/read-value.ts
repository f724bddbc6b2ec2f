import { isBlankText, trimBlanks } from "#lib/blank-text.ts";
import { asSpelt } from "#lib/folded-text.ts";
import { readNumber } from "#lib/read-number.ts";
import { readInput } from "#lib/templates/input-value.ts";
import type { OutputField } from "#lib/templates/template.ts";

/** A field or its reference as evaluators compare it. */
export type ComparedValue =
  | { kind: "text"; text: string }
  | { kind: "number"; number: number }
  | { kind: "list"; items: string[] };

/** A text as it is compared: one spelling of what only looks different, and white space as single blanks. */
export function foldValue(text: string, ignoreCase: boolean): string {
  const folded = trimBlanks(asSpelt(text));
  return ignoreCase ? folded.toLowerCase() : folded;
}

/**
 * What a field holds, or should hold, as its type says; a cell of a file is text and is read as an input of that type is.
 * `null` where there is nothing, or nothing of that type.
 */
export function readValue(
  value: unknown,
  { type }: Pick<OutputField, "type">,
  ignoreCase: boolean,
): ComparedValue | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" && isBlankText(value)) return null;
  if (type === "number") {
    const digits = typeof value === "number" ? String(value) : readNumber(String(value));
    const number = digits === null ? Number.NaN : Number(digits);
    return Number.isFinite(number) ? { kind: "number", number } : null;
  }
  if (type === "list") {
    const items = listOf(value)
      .map((item) => foldValue(item, ignoreCase))
      .filter((item) => item !== "");
    return items.length === 0 ? null : { kind: "list", items };
  }
  return typeof value === "object" ? null : { kind: "text", text: foldValue(String(value), ignoreCase) };
}

/** What must be there, one by one: the items of a list, or of a text that is written like one. */
export function partsOf(value: unknown, ignoreCase: boolean): string[] {
  return listOf(value)
    .map((item) => foldValue(item, ignoreCase))
    .filter((item) => item !== "");
}

function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item !== "object").map(String);
  const read = readInput({ type: "list" }, String(value ?? ""));
  return Array.isArray(read) ? read : [];
}
