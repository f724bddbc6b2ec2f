import type { Judgement } from "#lib/checks/by-model/model-check.ts";
import { judgeVersion, ratingOf } from "#lib/checks/by-model/rubric-judge.ts";
import type { Failure } from "#lib/failure.ts";
import type { EvaluatorSpec, JudgeSpec, ReferenceSpec } from "#lib/templates/evaluator-spec.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { type ComparedValue, foldValue, partsOf, readValue } from "./read-value.ts";
import { textLikeness } from "./text-likeness.ts";

/** Why an output was held against nothing. */
export const NOT_EVALUATED = [
  "no-output",
  "no-field",
  "no-reference",
  "reference-not-number",
  "not-judged",
] as const;

/** What an evaluator says of an output; one that could not be held against anything has neither passed nor failed. */
export type Evaluation = { name: string } & (
  | {
      /** `scored`: it has a score and no threshold. */
      state: "passed" | "failed" | "scored";
      /** From 0 to 1. */
      score: number;
      /** What was right, as it was read; `null` of a judge. */
      reference: string | null;
      /** Of a judge: its points, and why it gave them. */
      rating?: { points: number; scale: number; why: string };
    }
  /** `failure`: why a judge said nothing that can be gone by. */
  | { state: "not-evaluated"; reason: (typeof NOT_EVALUATED)[number]; failure?: Failure }
);

/** An output with what it can be held against. */
export interface EvaluatedOutput {
  /** `null` where none was made. */
  output: Readonly<Record<string, unknown>> | null;
  /** The version's fields. */
  fields: readonly Pick<OutputField, "name" | "type">[];
  row: Readonly<Record<string, string>>;
  /** What a person said is right, by field; goes before the row. */
  expected: Readonly<Record<string, unknown>> | null;
  /** What judges said of it, by their version; `null` where none was asked. */
  judged: Readonly<Record<string, Judgement>> | null;
}

/** What each evaluator says of an output, in their order. */
export function evaluateOutput(specs: readonly EvaluatorSpec[], made: EvaluatedOutput): Evaluation[] {
  return specs.map((spec) => ({ name: spec.name, ...evaluate(spec, made) }));
}

type Outcome = Evaluation extends infer One ? (One extends Evaluation ? Omit<One, "name"> : never) : never;

function evaluate(spec: EvaluatorSpec, made: EvaluatedOutput): Outcome {
  return spec.kind === "judge" ? ratedBy(spec, made) : heldAgainst(spec, made);
}

function ratedBy(spec: JudgeSpec, { output, judged }: EvaluatedOutput): Outcome {
  if (output === null) return { state: "not-evaluated", reason: "no-output" };
  const judgement = judged?.[judgeVersion(spec)];
  const rating = judgement && ratingOf(judgement);
  if (!rating) {
    const failure = judgement && "notRun" in judgement ? { failure: judgement.notRun } : {};
    return { state: "not-evaluated", reason: "not-judged", ...failure };
  }
  const { scale, threshold } = spec;
  return {
    state: rating.score >= threshold ? "passed" : "failed",
    score: (rating.score - 1) / (scale - 1),
    reference: null,
    rating: { points: rating.score, scale, why: rating.reason },
  };
}

function heldAgainst(spec: ReferenceSpec, { output, fields, row, expected }: EvaluatedOutput): Outcome {
  const field = fields.find(({ name }) => name === spec.field);
  if (!field) return { state: "not-evaluated", reason: "no-field" };
  if (output === null) return { state: "not-evaluated", reason: "no-output" };
  const right = referenceOf(spec, row, expected);
  if (right === null) return { state: "not-evaluated", reason: "no-reference" };
  const reference = textOf(right);
  const written = Object.hasOwn(output, spec.field) ? output[spec.field] : null;
  const score = scoreOf(spec, field, written, right);
  if (score === null) return { state: "not-evaluated", reason: "reference-not-number" };
  if (spec.kind === "similarity" && spec.threshold === undefined)
    return { state: "scored", score, reference };
  return { state: score >= leastOf(spec) ? "passed" : "failed", score, reference };
}

/** From which score on an output passes. */
function leastOf({ kind, match, threshold = 1 }: ReferenceSpec): number {
  if (kind === "similarity") return threshold;
  // Of "any", the smallest share that is not nothing.
  return kind === "contains" && match === "any" ? Number.MIN_VALUE : 1;
}

function referenceOf(
  { field, reference, kind }: ReferenceSpec,
  row: EvaluatedOutput["row"],
  expected: EvaluatedOutput["expected"],
): unknown {
  const said = expected && Object.hasOwn(expected, field) ? expected[field] : null;
  const own = reference !== undefined && Object.hasOwn(row, reference) ? row[reference] : null;
  // Somebody who says what a field should be has not said what it must mention.
  const [first, second] = kind === "contains" && own ? [own, said] : [said, own];
  return isGiven(first) ? first : isGiven(second) ? second : null;
}

function isGiven(value: unknown): boolean {
  return partsOf(value, false).length > 0;
}

function scoreOf(
  spec: ReferenceSpec,
  field: Pick<OutputField, "type">,
  written: unknown,
  right: unknown,
): number | null {
  const { ignoreCase } = spec;
  if (spec.kind === "contains") return shareContained(written, right, ignoreCase);
  const reference = readValue(right, field, ignoreCase);
  if (reference === null) return null;
  const value = readValue(written, field, ignoreCase);
  if (value === null) return 0;
  return spec.kind === "exact" ? Number(isSame(value, reference)) : likeness(value, reference);
}

function shareContained(written: unknown, right: unknown, ignoreCase: boolean): number {
  const parts = partsOf(right, ignoreCase);
  const text = foldValue(saidIn(written), ignoreCase);
  return parts.filter((part) => stands(part, text)).length / parts.length;
}

// "5" is not in "15 kg": a number is the whole of it.
function stands(part: string, text: string): boolean {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    const [before = "", after = ""] = [text[at - 1], text[at + part.length]];
    if (!(isDigit(part.at(0)) && isDigit(before)) && !(isDigit(part.at(-1)) && isDigit(after))) return true;
  }
  return false;
}

function isDigit(letter: string | undefined): boolean {
  return letter !== undefined && /\p{Nd}/u.test(letter);
}

function isSame(one: ComparedValue, other: ComparedValue): boolean {
  if (one.kind === "number" && other.kind === "number") return one.number === other.number;
  if (one.kind === "list" && other.kind === "list") return inOrder(one) === inOrder(other);
  return plain(one) === plain(other);
}

// The order of a list says nothing, how often an entry stands in it does.
function inOrder({ items }: { items: string[] }): string {
  return JSON.stringify(items.toSorted());
}

function likeness(one: ComparedValue, other: ComparedValue): number {
  if (one.kind === "number" && other.kind === "number") {
    const larger = Math.max(Math.abs(one.number), Math.abs(other.number));
    return larger === 0 ? 1 : Math.max(0, 1 - Math.abs(one.number - other.number) / larger);
  }
  return textLikeness(plain(one), plain(other));
}

function plain(value: ComparedValue): string {
  if (value.kind === "list") return value.items.join("\n");
  return value.kind === "number" ? String(value.number) : value.text;
}

// All that it says, objects in it included: names of their fields say nothing.
function saidIn(value: unknown): string {
  if (typeof value !== "object" || value === null) return textOf(value);
  return Object.values(value).map(saidIn).join("\n");
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.filter((item) => typeof item !== "object").join("\n");
  return value === null || value === undefined || typeof value === "object" ? "" : String(value);
}
