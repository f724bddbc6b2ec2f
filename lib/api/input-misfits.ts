import type { z } from "zod";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { cutText } from "#lib/storable-text.ts";

/** One way in which an input does not fit: where (`outputs.0.name`; "" for the whole), and what to do about it. */
export interface InputMisfit {
  path: string;
  message: string;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];
/** `wanted`: in words what would fit there, where that is all there is to say. */
type Found = { path: Path } & ({ wanted: string[] } | { message: string });
type Words = (code: string, params?: Record<string, string | number>) => string;

/** A schema's own text is a code of errors.json, so that it too is told in the reader's language. */
const OWN_CODE = /^input_\w+$/;
const TYPES = new Set(["string", "number", "int", "boolean", "array", "object", "record", "date"]);
const FORMATS = new Set(["datetime", "date", "email", "url", "uuid"]);
const MOST_NAMES_TOLD = 5;
const MOST_NAME_CHARACTERS = 60;

/**
 * What does not fit in an input, in the reader's language; of a schema nothing is told but what it asks for.
 * @param input as it was checked: what is absent from it is called missing.
 */
export function inputMisfits(issues: readonly Issue[], input: unknown, locale: Locale): InputMisfit[] {
  const words: Words = (code, params) => translateError(locale, code, params);
  const either = new Intl.ListFormat(locale, { type: "disjunction" });
  return issues
    .flatMap((issue) => foundIn(issue, [], words))
    .map((found) => {
      const path = found.path.map(String).join(".");
      if ("message" in found) return { path, message: found.message };
      const code = isMissing(input, found.path) ? "input_absent" : "input_misfit";
      return { path, message: words(code, { wanted: either.format(found.wanted) }) };
    });
}

function foundIn(issue: Issue, above: Path, words: Words): Found[] {
  const path = [...above, ...issue.path];
  const wanted = (...texts: string[]): Found[] => [{ path, wanted: texts }];
  const own = OWN_CODE.test(issue.message) ? issue.message : null;
  if (own?.startsWith("input_wanted_")) return wanted(words(own));
  if (issue.code === "unrecognized_keys")
    return [{ path, message: words(own ?? "input_unknown_fields", { names: inShort(issue.keys) }) }];
  if (own) return [{ path, message: words(own, issue.code === "custom" ? issue.params : {}) }];
  switch (issue.code) {
    case "invalid_type":
      return wanted(wordsForType(issue.expected, words));
    case "invalid_format":
      return wanted(words(`input_wanted_${FORMATS.has(issue.format) ? issue.format : "other"}`));
    case "invalid_value":
      // Said of a text that stands for yes or no, which has more spellings than anybody needs.
      return wanted(
        ...("expected" in issue ? [wordsForType("boolean", words)] : choices(issue.values, words)),
      );
    case "too_small":
      return [{ path, message: words(...belowLimit(issue)) }];
    case "too_big":
      return [{ path, message: words(...aboveLimit(issue)) }];
    case "invalid_union":
      if ("options" in issue && issue.options) return wanted(...choices(issue.options, words));
      return closest(
        issue.errors.map((branch) => branch.flatMap((each) => foundIn(each, path, words))),
        path,
        words,
      );
    case "invalid_key":
    case "invalid_element":
      return issue.issues.flatMap((each) => foundIn(each, path, words));
    default:
      return wanted(words("input_wanted_other"));
  }
}

// What somebody meant is the form that they came furthest in; where they began none, all of them are named.
function closest(branches: Found[][], path: Path, words: Words): Found[] {
  const isBegun = (found: Found[]) =>
    found.some((each) => !("wanted" in each) || each.path.length > path.length);
  const begun = branches.filter(isBegun);
  const reach = (found: Found[]) => Math.max(...found.map((each) => each.path.length));
  const [best] = begun.sort((a, b) => reach(b) - reach(a) || a.length - b.length);
  if (best) return best;
  const wanted = branches.flat().flatMap((each) => ("wanted" in each ? each.wanted : []));
  return [{ path, wanted: wanted.length > 0 ? [...new Set(wanted)] : [words("input_wanted_other")] }];
}

function wordsForType(expected: string, words: Words): string {
  if (expected === "date") return words("input_wanted_datetime");
  return words(`input_wanted_${TYPES.has(expected) ? expected : "other"}`);
}

function choices(values: readonly unknown[], words: Words): string[] {
  return values.map((value) => words("input_wanted_choice", { choice: String(value) }));
}

type Told = [code: string, params: { limit: number }];

function belowLimit({ origin, minimum }: z.core.$ZodIssueTooSmall): Told {
  const limit = Number(minimum);
  if (origin === "string") return [limit === 1 ? "input_empty" : "input_too_short", { limit }];
  if (origin === "array") return ["input_too_few", { limit }];
  return ["input_too_low", { limit }];
}

function aboveLimit({ origin, maximum }: z.core.$ZodIssueTooBig): Told {
  const limit = Number(maximum);
  if (origin === "string") return ["input_too_long", { limit }];
  if (origin === "array") return ["input_too_many", { limit }];
  return ["input_too_high", { limit }];
}

function inShort(names: readonly string[]): string {
  const told = names.slice(0, MOST_NAMES_TOLD).map((name) => cutText(name, MOST_NAME_CHARACTERS));
  return [...told, ...(names.length > MOST_NAMES_TOLD ? ["…"] : [])].join(", ");
}

function isMissing(input: unknown, path: Path): boolean {
  let at = input;
  for (const part of path) {
    if (at === undefined) return true;
    if (typeof at !== "object" || at === null) return false;
    at = Object.hasOwn(at, part) ? (at as Record<PropertyKey, unknown>)[part] : undefined;
  }
  return at === undefined;
}
