import { checkOutput } from "#lib/templates/output.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { codesOf, codesWithout, nests } from "../channels/xliff/inline-codes.ts";
import { type ReturnedUnit, textOf } from "../channels/xliff/read-xliff.ts";
import { type TextUnit, textUnitsOf, unitId, withTexts } from "../channels/xliff/text-units.ts";

/** What is wrong with a unit that came back, or with one that did not. */
export interface ReturnProblem {
  unit: string;
  /** Where in the output. */
  field: string;
  code: string;
  params: Record<string, string | number>;
  /** In the file; `null` for what is not in it. */
  line: number | null;
}

/** An item as it was given to translators. */
export interface GivenTexts {
  seq: number;
  output: Record<string, unknown>;
}

/** The units of a file by their ids, and the ids that stand there more than once. */
export interface ReturnedUnits {
  byId: ReadonlyMap<string, ReturnedUnit>;
  twice: ReadonlySet<string>;
}

const MOST_TOLD_CHARS = 200;
/** States of 1.2 and of 2.0 by which somebody says that a text that reads the same is meant so. */
const DONE = new Set(["translated", "final", "signed-off", "reviewed", "needs-review-translation"]);
/** By which a tool says that nobody translated it, whatever it put there meanwhile. */
const NOT_DONE = "needs-translation";

/**
 * An item's output in the language of its translation, or what is wrong with its units: an output is taken whole or not at
 * all.
 * @param known takes in the ids of its units. @param only the fields that were to be translated; all that hold text where there is none.
 */
export function judgeReturn(
  { seq, output }: GivenTexts,
  { fields, only }: { fields: readonly OutputField[]; only: readonly string[] },
  returned: ReturnedUnits,
  known: Set<string> = new Set(),
): { output: Record<string, unknown> } | { problems: ReturnProblem[] } {
  const units = textUnitsOf(output, fields, only);
  const problems: ReturnProblem[] = [];
  const texts = new Map<string, string>();
  const named = units.map((unit) => ({ unit, id: unitId(seq, unit.path) }));
  for (const { id } of named) known.add(id);
  if (named.every(({ id }) => !returned.byId.has(id)))
    return { problems: [{ unit: "", field: "", code: "xliff_item_missing", params: {}, line: null }] };
  for (const { unit, id } of named) {
    const found = returned.byId.get(id);
    const told = (code: string, params: ReturnProblem["params"] = {}) =>
      problems.push({ unit: id, field: unit.path, code, params, line: found?.line ?? null });
    if (!found) told("xliff_unit_missing");
    else if (returned.twice.has(id)) told("xliff_unit_twice");
    else {
      const judged = judgeUnit(unit, found);
      if ("text" in judged) texts.set(unit.path, judged.text);
      else told(judged.code, judged.params);
    }
  }
  if (problems.length > 0) return { problems };
  const translated = withTexts(output, texts);
  const checked = checkOutput(fields, translated);
  if (checked.ok) return { output: checked.output };
  return {
    problems: checked.misfits.map(({ path, code, params }) => {
      const id = unitId(seq, path);
      return { unit: id, field: path, code, params, line: returned.byId.get(id)?.line ?? null };
    }),
  };
}

function judgeUnit(
  { text: given }: TextUnit,
  { source, target, state }: ReturnedUnit,
): { text: string } | { code: string; params?: ReturnProblem["params"] } {
  const codes = codesOf(given);
  if (source.length > 0 && !readsSame(textOf(source, codes).text, given))
    return { code: "xliff_source_changed" };
  const { text: written, unknown } = textOf(target ?? [], codes);
  const text = LINE_SEPARATOR.test(given) ? written : written.replace(LINE_SEPARATORS, "\n");
  if (unknown.length > 0) return { code: "xliff_code_unknown", params: { codes: shown(unknown) } };
  const isLeft = readsSame(text, given) && /\p{L}/u.test(withoutCodes(given, codes)) && !DONE.has(state);
  if (text.trim() === "" || isLeft || state === NOT_DONE) return { code: "xliff_untranslated" };
  const back = codesOf(text);
  const missing = codesWithout(codes, back);
  if (missing.length > 0) return { code: "xliff_codes_missing", params: { codes: shown(missing) } };
  const added = codesWithout(back, codes);
  if (added.length > 0) return { code: "xliff_codes_added", params: { codes: shown(added) } };
  const isInOrder = codes.every((code, place) => code === back[place]);
  return !isInOrder && nests(given) && !nests(text) ? { code: "xliff_codes_crossed" } : { text };
}

// Editors write them where somebody breaks a line with another key; a shop shows them as nothing, or as a box.
const LINE_SEPARATORS = /[\u2028\u2029]/g;
const LINE_SEPARATOR = /[\u2028\u2029]/;

// Tools break lines and fold spaces in what they only show.
function readsSame(one: string, other: string): boolean {
  const folded = (text: string) => text.replace(/\s+/g, " ").trim();
  return folded(one) === folded(other);
}

function withoutCodes(text: string, codes: readonly string[]): string {
  return codes.reduce((rest, code) => rest.replace(code, ""), text);
}

function shown(codes: readonly string[]): string {
  return codes.join(" ").slice(0, MOST_TOLD_CHARS);
}
