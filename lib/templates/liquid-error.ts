import { LiquidError } from "liquidjs";
import type { TextProblem } from "./template-problem.ts";

type Explanation = [pattern: RegExp, code: string, param?: string];

// What liquidjs says in English, as codes that both languages have a text for.
const EXPLANATIONS: Explanation[] = [
  [/^tag "?(?:end|else|elsif|when)/, "template_tag_unopened"],
  [/^tag "(.+?)" not found/, "template_tag_unknown", "tag"],
  [/^tag .* not closed/s, "template_tag_unclosed"],
  [/^output .* not closed/s, "template_output_unclosed"],
  [/^raw .* not closed/s, "template_tag_unclosed"],
  [/^undefined filter: ([^,\s]+)/, "template_filter_unknown", "filter"],
  [/^undefined variable: ([^,\s]+)/, "template_variable_unknown", "variable"],
  [/^divided by 0/, "template_division_by_zero"],
  [/^number expected: (.*)$/s, "template_number_expected", "value"],
  [/limit exceeded/, "template_too_heavy"],
  [/^invalid value expression|value expected/, "template_value_expected"],
  [/^expected "\|" before filter/, "template_pipe_expected"],
  [/^illegal tag|expected variable name|expected "="/, "template_tag_malformed"],
];

/** What an error of the Liquid engine means and where in the text; a mistake that is not ours is thrown on. */
export function explainLiquidError(text: string, error: unknown): TextProblem {
  if (!LiquidError.is(error)) throw error;
  const told = innermost(error);
  const whole = { from: error.token.begin, to: Math.max(error.token.end, error.token.begin + 1) };
  const placeOf = (code: string, word: string): Range => {
    if (code === "template_filter_unknown") return filterPlace(text, whole, word);
    // The tokenizer has already passed the character it complains of.
    return code === "template_pipe_expected" ? { ...whole, from: whole.from - 1 } : whole;
  };
  for (const [pattern, code, param] of EXPLANATIONS) {
    const match = pattern.exec(told);
    if (!match) continue;
    const word = match[1] ?? "";
    return {
      severity: "error",
      code,
      params: param ? { [param]: word } : {},
      ...within(text, placeOf(code, word)),
    };
  }
  return { severity: "error", code: "template_syntax", params: {}, ...within(text, whole) };
}

/** The variable that had no value where the text needed one; `null` for any other error. */
export function undefinedVariable(error: unknown): string | null {
  return LiquidError.is(error)
    ? (/^undefined variable: ([^,\s]+)/.exec(innermost(error))?.[1] ?? null)
    : null;
}

function innermost(error: LiquidError): string {
  return error.originalError?.message ?? error.message;
}

interface Range {
  from: number;
  to: number;
}

function filterPlace(text: string, token: Range, filter: string): Range {
  const bars = text.slice(token.from, token.to).matchAll(/\|\s*/g);
  for (const bar of bars) {
    const from = token.from + bar.index + bar[0].length;
    if (text.startsWith(filter, from)) return { from, to: from + filter.length };
  }
  return token;
}

// An unclosed output or tag runs to the end of the text; marking its first line is enough.
function within(text: string, { from, to }: Range): Range {
  const start = Math.min(Math.max(from, 0), text.length);
  const lineEnd = text.indexOf("\n", start);
  const end = Math.min(Math.max(to, start), text.length, lineEnd < 0 ? text.length : lineEnd);
  return { from: start, to: Math.max(end, start) };
}
