import { trimBlanks } from "#lib/blank-text.ts";
import { asSpelt } from "#lib/folded-text.ts";
import { LIST_SEPARATORS } from "./list-separators.ts";
import { printed } from "./printed.ts";
import { exactOf, TemplateNumber } from "./template-number.ts";

export const COMPARISONS = [
  "equals",
  "not-equals",
  "contains",
  "in",
  "present",
  "missing",
  "less",
  "more",
] as const;

export type Comparison = (typeof COMPARISONS)[number];

/** One thing that has to be so of an input, of `language`, or of an earlier step's field (`steps.<name>.<field>`). */
export interface Clause {
  input: string;
  is: Comparison;
  /** Text to compare with; one of several for `in`, also as one text. Not asked for by `present` and `missing`. */
  value?: string | readonly string[] | undefined;
}

/** When something holds: where all of its clauses do, or any. */
export type Condition = { all: readonly Clause[] } | { any: readonly Clause[] };

/**
 * Whether a condition holds. Text is compared without regard to case, to the spaces around it, and to what only looks
 * different (widths, apostrophes, blanks in a row, invisible characters); `less` and `more` compare numbers, and hold for nothing that is none. A value that is missing equals nothing.
 * @param valueIn the value of an input, as a template sees it or as text; undefined where there is none.
 */
export function holds(condition: Condition, valueIn: (input: string) => unknown): boolean {
  const isSo = (clause: Clause) => compares(clause.is, valueIn(clause.input), wantedOf(clause));
  return "all" in condition ? condition.all.every(isSo) : condition.any.some(isSo);
}

/** The clauses of a condition, and which of its two names they stand under. */
export function clausesOf(condition: Condition): { key: "all" | "any"; clauses: readonly Clause[] } {
  return "all" in condition ? { key: "all", clauses: condition.all } : { key: "any", clauses: condition.any };
}

/** Whether a comparison needs something to compare with. */
export function needsValue(is: Comparison): boolean {
  return is !== "present" && is !== "missing";
}

/** The values that a clause names, as they were written. One text of several for `in` is parted, unless it is a number. */
export function valuesOf({ is, value = "" }: Pick<Clause, "is" | "value">): string[] {
  const isSeveral = is === "in" && typeof value === "string" && exactOf(value) === null;
  return isSeveral ? value.split(LIST_SEPARATORS) : [value].flat();
}

/** The texts that a clause compares with, trimmed, none of them blank, and none twice. */
export function wantedOf(clause: Pick<Clause, "is" | "value">): string[] {
  if (!needsValue(clause.is)) return [];
  // A text with a comma may also be one value.
  const whole = typeof clause.value === "string" ? [clause.value] : [];
  return [...new Set([...whole, ...valuesOf(clause)].map(trimBlanks))].filter((text) => text !== "");
}

/**
 * Whether a value compares so with any of the texts, or with none of them for `not-equals`. Of a list, any of its items
 * or the whole of it may be what is asked for. What was declared a number equals another way of writing it.
 */
export function compares(is: Comparison, value: unknown, wanted: readonly string[]): boolean {
  const found = textsOf(value);
  switch (is) {
    case "present":
      return found.length > 0;
    case "missing":
      return found.length === 0;
    case "equals":
    case "in":
      return equalsAny(value, found, wanted);
    case "not-equals":
      return !equalsAny(value, found, wanted);
    case "contains": {
      const parts = wanted.map(folded).filter((part) => part !== "");
      return found.some((text) => parts.some((part) => folded(text).includes(part)));
    }
    case "less":
      return found.some((text) => wanted.some((other) => compared(text, other) === -1));
    case "more":
      return found.some((text) => wanted.some((other) => compared(text, other) === 1));
  }
}

function textsOf(value: unknown): string[] {
  const texts = Array.isArray(value) ? [...value.map(printed), printed(value)] : [printed(value)];
  return texts.map(trimBlanks).filter((text) => text !== "");
}

function equalsAny(value: unknown, found: readonly string[], wanted: readonly string[]): boolean {
  if (value instanceof TemplateNumber && wanted.some((other) => value.equals(other))) return true;
  const others = wanted.map(folded);
  return found.some((text) => others.includes(folded(text)));
}

// Capitals fold more than small letters do: ß is SS, and a Greek sigma is the same at the end of a word.
function folded(text: string): string {
  return trimBlanks(asSpelt(text)).toUpperCase();
}

function compared(one: string, other: string): number | null {
  const [first, second] = [exactOf(one), exactOf(other)];
  return first && second && first.cmp(second);
}
