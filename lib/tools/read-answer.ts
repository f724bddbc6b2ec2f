import { storableValue } from "#lib/storable-text.ts";

/** What is nested deeper is nobody's data, and more than a database takes. */
const DEEPEST = 40;
/** A value that goes into prompts, and stays with the item, in characters of JSON. */
export const LONGEST_RESULT = 100_000;

export type ReadAnswer =
  | { ok: true; value: unknown }
  | { ok: false; code: "tool_answer_unreadable" | "tool_result_missing" | "tool_result_too_large" };

/**
 * The result in a tool's answer: JSON, else its text. Numbers that JavaScript would write otherwise, as prices with a zero
 * at their end, stay texts as they were written.
 * @param path of the result: a JSON pointer where it begins with `/`, else names and places with dots between.
 */
export function readAnswer(text: string, path: string | null): ReadAnswer {
  const parsed = parse(text);
  if (parsed === undefined && path !== null) return { ok: false, code: "tool_answer_unreadable" };
  const whole = parsed === undefined ? text : parsed;
  if (!isShallow(whole, DEEPEST)) return { ok: false, code: "tool_answer_unreadable" };
  const value = path === null ? whole : valueAt(whole, segmentsOf(path));
  if (value === undefined) return { ok: false, code: "tool_result_missing" };
  const storable = storableValue(value);
  if (JSON.stringify(storable).length > LONGEST_RESULT) return { ok: false, code: "tool_result_too_large" };
  return { ok: true, value: storable };
}

/** A result as the fields of its step: those of an object, else all of it as `result`. */
export function fieldsOfResult(value: unknown): Record<string, unknown> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : { result: value };
}

/** The names and places that a path leads over. */
export function segmentsOf(path: string): string[] {
  if (path.startsWith("/"))
    return path
      .slice(1)
      .split("/")
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return path
    .replace(/\[(\d+)\]/g, ".$1")
    .replace(/^\$?\./, "")
    .split(".")
    .filter((part) => part !== "");
}

function valueAt(whole: unknown, segments: readonly string[]): unknown {
  let value = whole;
  for (const segment of segments) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

// Empty is what many answer that have nothing to say.
function parse(text: string): unknown {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""), keepDigits);
  } catch {
    return undefined;
  }
}

/** A reviver for JSON: numbers that JavaScript would write otherwise stay texts as they were written. */
export function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === "number" && source !== undefined && String(value) !== source ? source : value;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1));
}
