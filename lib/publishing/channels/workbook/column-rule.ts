/** What a workbook says may stand in a column. */
export type ColumnRule =
  | {
      kind: "list";
      values: string[];
      /** A list that stands in cells is compared without regard to capitals; one written out is not. */
      ignoresCase: boolean;
      isStrict: boolean;
    }
  | { kind: "length"; min: number | null; max: number | null; isStrict: boolean }
  | { kind: "number"; isWhole: boolean; min: number | null; max: number | null; isStrict: boolean }
  /** Excel would have to work it out. */
  | { kind: "unchecked"; formula: string };

/** What is wrong with a value in a column, with the parameters of its text. */
export interface ValueProblem {
  code:
    | "workbook_value_not_allowed"
    | "workbook_value_too_long"
    | "workbook_value_too_short"
    | "workbook_not_a_number"
    | "workbook_number_out_of_range"
    | "workbook_required_blank"
    | "workbook_cell_too_long";
  params: Record<string, string | number>;
  /** The workbook refuses it itself; otherwise Excel would ask, and the marketplace may still refuse it. */
  isStrict: boolean;
}

/** A value as it is written, and what is wrong with it. */
export interface CheckedValue {
  value: string | number | boolean | null;
  problem: ValueProblem | null;
}

/** Excel's own limit. */
const CELL_CHARACTERS = 32_767;
const ALLOWED_TOLD = 10;
const VALUE_TOLD_CHARACTERS = 100;
/** As many digits as a spreadsheet keeps of a number; one with zeros before it is none. */
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?$/;
const MOST_DIGITS = 15;

/** A value as a column takes it: a list's own spelling of it, and a number where the column wants numbers. */
export function checkValue(
  value: string | number | boolean | null,
  { rule, isRequired }: { rule: ColumnRule | null; isRequired: boolean },
): CheckedValue {
  if (value === null || (typeof value === "string" && value.trim() === "")) {
    const blank = { code: "workbook_required_blank" as const, params: {}, isStrict: true };
    return { value: null, problem: isRequired ? blank : null };
  }
  const text = String(value);
  if (text.length > CELL_CHARACTERS)
    return { value, problem: { code: "workbook_cell_too_long", params: {}, isStrict: true } };
  switch (rule?.kind) {
    case "list":
      return inList(text, rule);
    case "length":
      return { value, problem: lengthProblem(text, rule) };
    case "number":
      return asNumber(value, rule);
    default:
      return { value, problem: null };
  }
}

type RuleOf<Kind extends ColumnRule["kind"]> = Extract<ColumnRule, { kind: Kind }>;

function inList(text: string, { values, ignoresCase, isStrict }: RuleOf<"list">): CheckedValue {
  const known = listIndex(values, ignoresCase);
  const found = known.get(folded(text, ignoresCase));
  if (found !== undefined) return { value: found, problem: null };
  const told = values.slice(0, ALLOWED_TOLD).join(", ");
  const allowed = values.length > ALLOWED_TOLD ? `${told}, …` : told;
  const problem = {
    code: "workbook_value_not_allowed" as const,
    params: { value: shortened(text), allowed },
  };
  return { value: text, problem: { ...problem, isStrict } };
}

const indices = new WeakMap<readonly string[], Map<string, string>>();

// Asked for each item, of lists with thousands of entries.
function listIndex(values: readonly string[], ignoresCase: boolean): Map<string, string> {
  const known = indices.get(values);
  if (known) return known;
  const index = new Map(values.toReversed().map((value) => [folded(value, ignoresCase), value]));
  indices.set(values, index);
  return index;
}

function folded(text: string, ignoresCase: boolean): string {
  const plain = text.trim();
  return ignoresCase ? plain.toLowerCase() : plain;
}

// Excel counts as JavaScript does, an emoji as two.
function lengthProblem(text: string, { min, max, isStrict }: RuleOf<"length">): ValueProblem | null {
  const params = { value: shortened(text), length: text.length };
  if (max !== null && text.length > max)
    return { code: "workbook_value_too_long", params: { ...params, most: max }, isStrict };
  if (min !== null && text.length < min)
    return { code: "workbook_value_too_short", params: { ...params, least: min }, isStrict };
  return null;
}

function asNumber(value: string | number | boolean, rule: RuleOf<"number">): CheckedValue {
  const text = String(value).trim();
  const { isWhole, min, max, isStrict } = rule;
  const isPlain = PLAIN_NUMBER.test(text) && text.replace(/[-.]/g, "").length <= MOST_DIGITS;
  const number = typeof value === "number" ? value : isPlain ? Number(text) : null;
  const params = { value: shortened(text) };
  if (number === null || (isWhole && !Number.isInteger(number)))
    return { value, problem: { code: "workbook_not_a_number", params, isStrict } };
  const isOut = (min !== null && number < min) || (max !== null && number > max);
  const range = { ...params, min: min ?? "−∞", max: max ?? "∞" };
  return {
    value: number,
    problem: isOut ? { code: "workbook_number_out_of_range", params: range, isStrict } : null,
  };
}

function shortened(text: string): string {
  const signs = [...text];
  return signs.length > VALUE_TOLD_CHARACTERS ? `${signs.slice(0, VALUE_TOLD_CHARACTERS).join("")}…` : text;
}
