import type { Judgement } from "#lib/checks/by-model/model-check.ts";
import { compareCase, type JudgedCase } from "#lib/evaluators/compare-cases.ts";
import { type Evaluation, evaluateOutput } from "#lib/evaluators/evaluate.ts";
import { inOneOrder } from "#lib/in-one-order.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import type { OutputField } from "#lib/templates/template.ts";
import type { CaseOutcome } from "./improvement.ts";

/** Nearer to what a person wrote than by this is no difference: two answers to one prompt differ as much. */
const LEAST_NEARER = 0.05;

/** Which checks may tell whether what a rejection's reason names is gone. */
const CHECKS_BY_REASON: Record<string, readonly string[]> = {
  wrong_fact: ["claims", "glossary", "kept-parts"],
  prohibited_claim: ["lexicon", "claims", "personal-data"],
  brand_or_tone: ["glossary", "lexicon"],
  language: ["language", "glossary", "kept-parts"],
  format_or_length: ["format", "links", "kept-parts"],
};

/** A case as it is judged: of one that was approved there is no reason, and of none but an edit what is right. */
export interface TriedCase {
  kind: "reject" | "edit" | "approved";
  reason: string | null;
  source: Readonly<Record<string, string>>;
  /** As people saw it. */
  output: Readonly<Record<string, unknown>>;
  corrected: Readonly<Record<string, unknown>> | null;
  /** Kinds of checks that found something in what people saw. */
  flagged: readonly string[] | null;
}

/** What a version made of a case in the trial. */
export interface MadeOutput {
  /** `failed`: by the version's own doing; `none`: nothing was made that says anything of it. */
  state: "made" | "failed" | "none";
  output: Readonly<Record<string, unknown>> | null;
  verdicts: readonly { kind: string; verdict: "pass" | "warn" | "block" }[];
  /** What judges said of it, by their version; `null` where none was asked. */
  judged: Readonly<Record<string, Judgement>> | null;
}

/** What outputs are judged by: evaluators of the template that gate, its checks, and its fields. */
export interface JudgedBy {
  evaluators: readonly EvaluatorSpec[];
  checks: readonly string[];
  fields: readonly Pick<OutputField, "name" | "type">[];
}

/** What a case came to, and what told. */
export interface JudgedOutcome {
  outcome: CaseOutcome;
  by: "checks" | "evaluators" | "edit" | "same-text" | "failure" | "people" | null;
}

/**
 * What a proposal made of a case, against what the template makes of it today. Whatever held and does not hold any more
 * breaks it. A rejection is fixed only by what sees its fault: checks that its reason maps to and evaluators, where they
 * found something in what people saw or in what is made today; an edit, by coming nearer to what the person wrote. Where
 * nothing sees it, people must look, unless both texts are the same.
 */
export function judgeCase(
  one: TriedCase,
  before: MadeOutput,
  after: MadeOutput,
  by: JudgedBy,
): JudgedOutcome {
  if (before.state === "none" || after.state === "none") return { outcome: "not-comparable", by: null };
  if (after.state === "failed")
    return { outcome: before.state === "failed" ? "unchanged" : "broken", by: "failure" };
  const gates = by.evaluators.filter(({ gate }) => gate);
  const judged = (made: MadeOutput): JudgedCase => ({
    state: made.state,
    evaluations: evaluate(gates, made, one, by),
    blocks: made.verdicts.flatMap(({ kind, verdict }) => (verdict === "block" ? [kind] : [])),
  });
  const [was, is] = [judged(before), judged(after)];
  const compared = compareCase(was, is, { evaluators: gates, checks: by.checks });
  const worse = compared.changes.find(({ better }) => !better);
  if (worse) return { outcome: "broken", by: worse.kind === "check" ? "checks" : "evaluators" };
  if (isSameText(before.output, after.output)) return { outcome: "unchanged", by: "same-text" };
  if (one.kind === "approved") return ofApproved(compared.result, compared.changes[0]?.kind);
  // An output where there was none says nothing of what people objected to.
  if (before.state === "failed") return { outcome: "look", by: "people" };
  return one.kind === "edit"
    ? ofEdit(one, before, after, by)
    : ofReject(one, { before, after, was, is }, by, gates);
}

function ofApproved(
  result: ReturnType<typeof compareCase>["result"],
  kind: "evaluator" | "check" | "failure" | undefined,
): JudgedOutcome {
  if (result === "fixed")
    return {
      outcome: "fixed",
      by: kind === "failure" ? "failure" : kind === "check" ? "checks" : "evaluators",
    };
  return result === "unchanged" ? { outcome: "unchanged", by: "checks" } : { outcome: "look", by: "people" };
}

function ofEdit(one: TriedCase, before: MadeOutput, after: MadeOutput, { fields }: JudgedBy): JudgedOutcome {
  const edited = fields.filter(({ name }) => !isSameText(one.output[name], one.corrected?.[name]));
  const specs = edited.map(({ name }) => ({ ...LIKENESS, name, field: name }));
  const likeness = (made: MadeOutput) => {
    const scores = evaluateOutput(specs, {
      ...{ output: made.output, fields, row: one.source, expected: one.corrected, judged: null },
    }).flatMap((evaluation) => (evaluation.state === "not-evaluated" ? [] : [evaluation.score]));
    return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
  };
  const [was, is] = [likeness(before), likeness(after)];
  if (was === null || is === null) return { outcome: "look", by: "people" };
  const nearer = is - was;
  if (Math.abs(nearer) < LEAST_NEARER) return { outcome: "unchanged", by: "edit" };
  return { outcome: nearer > 0 ? "fixed" : "broken", by: "edit" };
}

const LIKENESS = { kind: "similarity", gate: false, ignoreCase: false, match: "all" } as const;

interface Sides {
  before: MadeOutput;
  after: MadeOutput;
  was: JudgedCase;
  is: JudgedCase;
}

// A check that found nothing in what people rejected is blind to what they saw.
function ofReject(
  one: TriedCase,
  sides: Sides,
  by: JudgedBy,
  gates: readonly EvaluatorSpec[],
): JudgedOutcome {
  const mapped = (CHECKS_BY_REASON[one.reason ?? ""] ?? []).filter((kind) => by.checks.includes(kind));
  const found = ({ verdicts }: MadeOutput, kind: string) =>
    verdicts.some((verdict) => verdict.kind === kind && verdict.verdict !== "pass");
  const seeing = mapped.filter((kind) => one.flagged?.includes(kind) || found(sides.before, kind));
  const rejected = evaluate(gates, { output: one.output, judged: null }, one, by);
  const failing = gates.flatMap((_, index) =>
    [rejected[index], sides.was.evaluations[index]].some((evaluation) => evaluation?.state === "failed")
      ? [index]
      : [],
  );
  if (mapped.some((kind) => !found(sides.before, kind) && found(sides.after, kind)))
    return { outcome: "broken", by: "checks" };
  if (seeing.length === 0 && failing.length === 0) return { outcome: "look", by: "people" };
  const isMended = (kind: string) => found(sides.before, kind) && !found(sides.after, kind);
  if (seeing.some(isMended)) return { outcome: "fixed", by: "checks" };
  const passesNow = (index: number) =>
    sides.was.evaluations[index]?.state === "failed" && sides.is.evaluations[index]?.state === "passed";
  if (failing.some(passesNow)) return { outcome: "fixed", by: "evaluators" };
  return { outcome: "unchanged", by: seeing.length > 0 ? "checks" : "evaluators" };
}

function evaluate(
  gates: readonly EvaluatorSpec[],
  { output, judged }: Pick<MadeOutput, "output" | "judged">,
  { source, corrected }: TriedCase,
  { fields }: JudgedBy,
): Evaluation[] {
  return evaluateOutput(gates, { output, fields, row: source, expected: corrected, judged });
}

function isSameText(one: unknown, other: unknown): boolean {
  return inOneOrder([one ?? null]) === inOneOrder([other ?? null]);
}
