import { type ShareInterval, shareInterval } from "#lib/share-interval.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import type { EvaluatorSpec } from "#lib/templates/evaluator-spec.ts";
import type { Evaluation } from "./evaluate.ts";

/** What one version made of a case. */
export interface JudgedCase {
  /** `failed`: by the version's own doing; `none`: nothing was made that says anything of it. */
  state: "made" | "failed" | "none";
  /** By the evaluators that both are compared by, in their order. */
  evaluations: readonly Evaluation[];
  /** Kinds of checks that block it. */
  blocks: readonly string[];
}

/** What became better or worse. */
export type CaseChange = { better: boolean } & (
  | { kind: "evaluator"; name: string }
  | { kind: "check"; check: string }
  | { kind: "failure" }
);

export type CaseResult = "fixed" | "broken" | "unchanged" | "not-comparable";

export interface ComparedCase {
  result: CaseResult;
  changes: CaseChange[];
  /** Why it cannot be compared. */
  reason: "not-made" | "nothing-judged" | null;
}

/** What two versions are compared by: evaluators that count, and checks that both of them ask for. */
export interface CompareBy {
  evaluators: readonly EvaluatorSpec[];
  checks: readonly string[];
}

/** Kinds of checks that both versions ask for. Near-duplicates depend on what else was made and say nothing of a version. */
export function sharedChecks(before: readonly CheckSpec[], after: readonly CheckSpec[]): string[] {
  const kinds = new Set(before.map(({ kind }) => kind));
  return [...new Set(after.map(({ kind }) => kind))].filter(
    (kind) => kinds.has(kind) && kind !== "near-duplicate",
  );
}

/**
 * One case by two versions. Broken where anything that held does not hold any more, whatever else became better; fixed
 * where something became better and nothing worse. An evaluator that says nothing of one of them says nothing of the case.
 */
export function compareCase(before: JudgedCase, after: JudgedCase, by: CompareBy): ComparedCase {
  if (before.state === "none" || after.state === "none") return notComparable("not-made");
  if (before.state !== after.state) return compared([{ kind: "failure", better: after.state === "made" }]);
  if (before.state === "failed") return compared([]);
  const ofEvaluators = by.evaluators.flatMap(({ gate }, index) => {
    const [one, other] = [before.evaluations[index], after.evaluations[index]];
    return gate && one && other && decides(one) && decides(other) ? [{ one, other }] : [];
  });
  if (ofEvaluators.length === 0 && by.checks.length === 0) return notComparable("nothing-judged");
  const changes: CaseChange[] = ofEvaluators
    .filter(({ one, other }) => one.state !== other.state)
    .map(({ one, other }) => ({ kind: "evaluator", name: one.name, better: other.state === "passed" }));
  for (const check of by.checks) {
    const [was, is] = [before.blocks.includes(check), after.blocks.includes(check)];
    if (was !== is) changes.push({ kind: "check", check, better: was });
  }
  return compared(changes);
}

function decides({ state }: Evaluation): boolean {
  return state === "passed" || state === "failed";
}

function compared(changes: CaseChange[]): ComparedCase {
  const result = changes.some(({ better }) => !better)
    ? "broken"
    : changes.length > 0
      ? "fixed"
      : "unchanged";
  return { result, changes, reason: null };
}

function notComparable(reason: NonNullable<ComparedCase["reason"]>): ComparedCase {
  return { result: "not-comparable", changes: [], reason };
}

/** How many cases went which way, and whether that is more than chance. */
export interface ComparisonFigures {
  fixed: number;
  broken: number;
  unchanged: number;
  notComparable: number;
  /** Fixed of those that changed; `null` where none did. */
  fixedShare: ShareInterval | null;
  verdict: "better" | "worse" | "not-distinguishable";
}

/**
 * The figures of a comparison. Whether a version is better is asked of the cases that changed alone (McNemar): if it
 * makes no difference, as many become better as worse, however many stay as they were.
 */
export function comparisonFigures(cases: readonly Pick<ComparedCase, "result">[]): ComparisonFigures {
  const count = (result: CaseResult) => cases.filter((one) => one.result === result).length;
  const [fixed, broken] = [count("fixed"), count("broken")];
  const changed = fixed + broken;
  const fixedShare = changed === 0 ? null : shareInterval(fixed / changed, changed);
  return {
    ...{ fixed, broken, unchanged: count("unchanged"), notComparable: count("not-comparable"), fixedShare },
    verdict:
      fixedShare && fixedShare.low > 0.5
        ? "better"
        : fixedShare && fixedShare.high < 0.5
          ? "worse"
          : "not-distinguishable",
  };
}
