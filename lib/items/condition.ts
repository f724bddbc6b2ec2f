import Big from "big.js";

/** One thing that has to be so of an input, or of an earlier step's field (`steps.<name>.<field>`). */
export interface Clause {
  input: string;
  is: "equals" | "not-equals" | "contains" | "in" | "present" | "missing" | "less" | "more";
  /** Text to compare with; one of several for `in`. Not asked for by `present` and `missing`. */
  value?: string | readonly string[] | undefined;
}

/** When something holds: where all of its clauses do, or any. */
export type Condition = { all: readonly Clause[] } | { any: readonly Clause[] };

/**
 * Whether a condition holds. Text is compared without regard to case and the spaces around it; `less` and `more`
 * compare numbers, and hold for nothing that is none. A value that is missing equals nothing.
 * @param textOf the text of an input; undefined where there is none.
 */
export function holds(condition: Condition, textOf: (input: string) => string | undefined): boolean {
  const isSo = (clause: Clause) => clauseHolds(clause, textOf(clause.input)?.trim() ?? "");
  return "all" in condition ? condition.all.every(isSo) : condition.any.some(isSo);
}

function clauseHolds({ is, value = "" }: Clause, found: string): boolean {
  const wanted = [value].flat().map(plain);
  const text = plain(found);
  switch (is) {
    case "present":
      return found !== "";
    case "missing":
      return found === "";
    case "equals":
    case "in":
      return found !== "" && wanted.includes(text);
    case "not-equals":
      return !wanted.includes(text);
    case "contains":
      return wanted.some((part) => part !== "" && text.includes(part));
    case "less":
      return compared(found, wanted[0]) === -1;
    case "more":
      return compared(found, wanted[0]) === 1;
  }
}

function plain(text: string): string {
  return text.trim().toLocaleLowerCase("und");
}

function compared(found: string, wanted: string | undefined): -1 | 0 | 1 | null {
  const [one, other] = [numberIn(found), numberIn(wanted ?? "")];
  return one && other && (one.cmp(other) as -1 | 0 | 1);
}

function numberIn(text: string): Big | null {
  return /^-?\d+(\.\d+)?$/.test(text) ? new Big(text) : null;
}
