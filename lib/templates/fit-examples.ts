import { isBlankText, trimBlanks } from "#lib/blank-text.ts";
import { foldText } from "#lib/folded-text.ts";
import { countTokens } from "#lib/models/count-tokens.ts";

/** A row of a dataset as an example: what was given, and what was to be written. */
export interface Example {
  /** Its number in the dataset, from 1. */
  row: number;
  input: Record<string, string>;
  output: Record<string, unknown>;
}

/** Rows that could have been examples and are none, by why: their numbers. */
export interface LeftOutRows {
  /** What was to be written is what this very item is to say: it would copy its own answer. */
  own: number[];
  /** Nothing is said of what was given, or of what was to be written. */
  blank: number[];
  /** The same as one before it. */
  alike: number[];
  /** There is no room for it among the tokens that examples may take. */
  long: number[];
}

/** What rows become examples by. */
export interface ExampleTerms {
  /** Columns of what was given; those that a row does not have are passed over. */
  given: readonly string[];
  answers: readonly string[];
  maxTokens: number;
  /** The most examples. */
  limit: number;
  /** The row that a text is made for, by column. */
  own: Readonly<Record<string, string>>;
}

type Row = { rowNumber: number; values: Readonly<Record<string, string>> };

/** Tokens are counted as this family counts them: a bound, not a bill. */
const USUAL_MODEL = "gpt-4o";

/** Rows as examples, the best first, as many as may be and fit; one that does not fit makes room for a shorter one. */
export function fitExamples(
  rows: readonly Row[],
  { given, answers, maxTokens, limit, own }: ExampleTerms,
): { examples: Example[]; leftOut: LeftOutRows } {
  const leftOut: LeftOutRows = { own: [], blank: [], alike: [], long: [] };
  const examples: Example[] = [];
  const seen = new Set<string>();
  let tokens = 0;
  for (const { rowNumber, values } of rows) {
    if (examples.length === limit) break;
    const example = {
      row: rowNumber,
      input: partOf(values, given),
      output: Object.fromEntries(
        Object.entries(partOf(values, answers)).map(([name, text]) => [name, readAnswer(text)]),
      ),
    };
    const key = JSON.stringify([example.input, example.output]);
    const size = countTokens(exampleText(example, examples.length), USUAL_MODEL);
    if (isOf(values, given, own)) leftOut.own.push(rowNumber);
    else if (isEmpty(example.input) || isEmpty(example.output)) leftOut.blank.push(rowNumber);
    else if (seen.has(key)) leftOut.alike.push(rowNumber);
    else if (tokens + size > maxTokens) leftOut.long.push(rowNumber);
    else {
      examples.push(example);
      seen.add(key);
      tokens += size;
    }
  }
  return { examples, leftOut };
}

/** Examples as a prompt shows them, in their order; "" for none. */
export function examplesText(examples: readonly Example[]): string {
  return examples.map(exampleText).join("\n\n");
}

// In English, as the headings of a prompt are: it is said to the model.
function exampleText({ input, output }: Example, index: number): string {
  const said = Object.entries(input).map(([name, text]) => `${name}: ${text}`);
  return [`Example ${index + 1}`, "Input:", ...said, "Output:", JSON.stringify(output)].join("\n");
}

function partOf(values: Row["values"], columns: readonly string[]): Record<string, string> {
  const filled = columns.flatMap((name) => {
    const text = Object.hasOwn(values, name) ? (values[name] ?? "") : "";
    return isBlankText(text) ? [] : [[name, trimBlanks(text)] as const];
  });
  return Object.fromEntries(filled);
}

// A list or an object stands in its cell as JSON; anything else is a text as it is.
function readAnswer(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whether a row is the one that a text is made for: all that both of them have is the same. */
function isOf(values: Row["values"], given: readonly string[], own: ExampleTerms["own"]): boolean {
  const shared = given.filter((name) => Object.hasOwn(values, name) && Object.hasOwn(own, name));
  const filled = shared.filter((name) => !isBlankText(values[name] ?? ""));
  return filled.length > 0 && shared.every((name) => sameText(values[name] ?? "", own[name] ?? ""));
}

function sameText(one: string, other: string): boolean {
  return foldText(trimBlanks(one)).text === foldText(trimBlanks(other)).text;
}

function isEmpty(part: Record<string, unknown>): boolean {
  return Object.keys(part).length === 0;
}
