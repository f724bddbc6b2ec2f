import type { Failure } from "#lib/failure.ts";
import { foldText } from "#lib/folded-text.ts";
import { inOneOrder } from "#lib/in-one-order.ts";
import { cutText } from "#lib/storable-text.ts";
import { namesUsed, stepFieldsUsed } from "#lib/templates/check-section.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { namesRead } from "#lib/templates/names-read.ts";
import { MAX_SECTION_CHARS, SECTIONS } from "#lib/templates/section.ts";
import { withSnippets } from "#lib/templates/snippets/with-snippets.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import type { TemplateProblem } from "#lib/templates/template-problem.ts";
import type { Rejection, SectionChange } from "./improvement.ts";
import { promptsOf, withChanges } from "./template-prompts.ts";

/** Shorter values stand in a rule by chance, or are words of the trade. */
const LEAST_OF_A_VALUE = 12;
const LEAST_OF_A_HAN_VALUE = 5;
const MOST_SHOWN_OF_A_VALUE = 60;

/**
 * Why changes cannot be tried; `null` where they can. They must change something, keep all that the template's prompts
 * read, bring in no error, and say nothing of a single row.
 * @param shown what the proposer saw.
 */
export function checkChanges(
  base: TemplateBody,
  changes: readonly SectionChange[],
  shown: readonly Pick<Rejection, "source">[],
): Failure | null {
  if (changes.length === 0) return { code: "improvement_changes_nothing" };
  const long = changes.find(({ after }) => after.length > MAX_SECTION_CHARS);
  if (long)
    return {
      code: "improvement_section_too_long",
      params: { section: long.section, limit: MAX_SECTION_CHARS },
    };
  const candidate = withChanges(base, changes);
  const problem = newProblem(base, candidate);
  if (problem) return { code: "improvement_broken_text", params: paramsOf(problem) };
  const dropped = droppedReads(base, candidate);
  if (dropped.length > 0) return { code: "improvement_drops_input", params: { inputs: dropped.join(", ") } };
  const value = valueOfOneRow(base, changes, shown);
  return value === null
    ? null
    : { code: "improvement_names_row", params: { value: cutText(value, MOST_SHOWN_OF_A_VALUE) } };
}

// What was wrong before is not the proposal's doing.
function newProblem(base: TemplateBody, candidate: TemplateBody): TemplateProblem | null {
  const known = new Set(checkTemplate(base).map(kindOf));
  return checkTemplate(candidate).find((one) => one.severity === "error" && !known.has(kindOf(one))) ?? null;
}

function kindOf({ code, params, place }: TemplateProblem): string {
  const where = place?.kind === "text" ? { step: place.step, section: place.section } : place;
  return inOneOrder({ code, params, where });
}

function paramsOf({ code, params, place }: TemplateProblem): NonNullable<Failure["params"]> {
  const section = place?.kind === "text" ? place.section : (place?.path ?? "");
  return { ...params, section, cause: code };
}

/** What the prompts of a template read, and a changed one reads no more. */
function droppedReads(base: TemplateBody, candidate: TemplateBody): string[] {
  const kept = readsOf(candidate);
  return [...readsOf(base)].filter((read) => !kept.has(read));
}

// In each prompt by itself: what a later step still reads does not help the step that lost it.
function readsOf(body: TemplateBody): Set<string> {
  const whole = withSnippets(body);
  const names = body.steps.length === 0 ? [...namesRead(whole)] : [];
  const earlier = body.steps.map(({ name }) => name);
  const inPrompts = promptsOf(whole).flatMap(({ step, sections }) =>
    SECTIONS.flatMap((section) => {
      const text = sections[section];
      const at = step === null ? "" : `${step}: `;
      const fields = earlier.flatMap((name) =>
        stepFieldsUsed(text, name).map((path) => `${at}steps.${[name, ...path].join(".")}`),
      );
      return [
        ...[...namesUsed(text)].filter((name) => name !== "steps").map((name) => `${at}${name}`),
        ...fields,
      ];
    }),
  );
  return new Set([...names, ...inPrompts]);
}

/**
 * A value of one of the rows that a changed section names and the template did not; `null` for none. Examples may: they
 * are of rows.
 */
function valueOfOneRow(
  base: TemplateBody,
  changes: readonly SectionChange[],
  shown: readonly Pick<Rejection, "source">[],
): string | null {
  const before = folded(
    promptsOf(base)
      .flatMap(({ sections }) => Object.values(sections))
      .join("\n"),
  );
  const after = folded(
    changes
      .filter(({ section }) => section !== "examples")
      .map((change) => change.after)
      .join("\n"),
  );
  const rowsWith = new Map<string, { value: string; rows: number }>();
  for (const { source } of shown) {
    const values = new Map(Object.values(source).map((value) => [folded(value.trim()), value.trim()]));
    for (const [key, value] of values) rowsWith.set(key, { value, rows: (rowsWith.get(key)?.rows ?? 0) + 1 });
  }
  const named = [...rowsWith].find(
    ([key, { rows }]) => rows === 1 && isTelling(key) && after.includes(key) && !before.includes(key),
  );
  return named ? named[1].value : null;
}

function isTelling(value: string): boolean {
  return value.length >= (/\p{Script=Han}/u.test(value) ? LEAST_OF_A_HAN_VALUE : LEAST_OF_A_VALUE);
}

function folded(text: string): string {
  return foldText(text).text;
}
