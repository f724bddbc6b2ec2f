import type { ImprovementCaseRow, ProposalRow } from "#db/queries/improvements/cases.ts";
import type { CellRow } from "#db/queries/trials/cells.ts";
import { sharedChecks } from "#lib/evaluators/compare-cases.ts";
import { sumAmounts } from "#lib/money.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { madeState } from "#lib/trials/compare-trial.ts";
import { placeOf } from "#lib/trials/evaluate-trial.ts";
import { hasEnded } from "#lib/trials/trial.ts";
import { type CountedVote, endOfCase } from "#lib/trials/votes/vote-figures.ts";
import type { CaseOutcome } from "./improvement.ts";
import {
  countOutcomes,
  type ImprovementFigures,
  improvementFigures,
  type OutcomeCounts,
} from "./improvement-figures.ts";
import { type JudgedOutcome, judgeCase, type MadeOutput } from "./judge-case.ts";

/** What a proposal made of a case. */
export interface ToldCase {
  /** Of the case. */
  seq: number;
  outcome: CaseOutcome;
  /** What told; `vote`: people did, who could not know which text was whose. */
  by: JudgedOutcome["by"] | "vote";
}

/** What one proposal came to. */
export interface ToldProposal {
  number: number;
  variant: number;
  figures: ImprovementFigures;
  onRejections: OutcomeCounts;
  onApproved: OutcomeCounts;
  /** Whether it would be better if people found every case better that they must look at. */
  mayBeBetter: boolean;
  cases: ToldCase[];
  /** Of its calls, as far as it is known. */
  cost: string;
}

/** What the trial of an improvement came to. */
export interface TriedProposals {
  /** Of its calls. */
  ended: number;
  calls: number;
  /** What the template's own calls cost. */
  baseCost: string;
  proposals: ToldProposal[];
  /** `null` while it runs. */
  conclusion: "better" | "people-must-look" | "no-better-version" | null;
  /** What each version made of a case: by the case, in the order of the variants. */
  outputs: Map<number, (Record<string, unknown> | null)[]>;
}

interface Told {
  base: TemplateVersion;
  cases: readonly ImprovementCaseRow[];
  proposals: readonly ProposalRow[];
  cells: readonly CellRow[];
  votes: readonly CountedVote[];
  /** The trial is over. */
  hasEnded: boolean;
}

/** What became of each proposal on the cases that its proposer never saw: worked out whenever somebody looks. */
export function tellProposals({
  base,
  cases,
  proposals,
  cells,
  votes,
  hasEnded: isOver,
}: Told): TriedProposals {
  const cellAt = new Map(cells.map((cell) => [`${placeOf(cell)} ${cell.variant}`, cell]));
  const tried = cases.flatMap((one) =>
    one.rowNumber === null ? [] : [{ ...one, rowNumber: one.rowNumber }],
  );
  const variants = proposals.flatMap(({ number, variant }) =>
    variant === null ? [] : [{ number, variant }],
  );
  const by = {
    evaluators: base.evaluators,
    checks: sharedChecks(base.checks, base.checks),
    fields: base.outputs,
  };
  const votesAt = Map.groupBy(votes, (vote) => `${placeOf(vote)} ${vote.a} ${vote.b}`);
  const told = variants.map(({ number, variant }): ToldProposal => {
    const judged = tried.map((one): ToldCase => {
      const [before, after] = [0, variant].map((place) => madeOf(cellAt.get(`${placeOf(one)} ${place}`)));
      const outcome = judgeCase(one, before as MadeOutput, after as MadeOutput, by);
      return { seq: one.seq, ...withVotes(outcome, votesAt.get(`${placeOf(one)} 0 ${variant}`)) };
    });
    const outcomesOf = (isWanted: (role: string) => boolean) =>
      judged.filter((_, index) => isWanted(tried[index]?.role ?? "")).map(({ outcome }) => outcome);
    const outcomes = outcomesOf(() => true);
    const atBest = outcomes.map((outcome) => (outcome === "look" ? "fixed" : outcome));
    return {
      ...{ number, variant, cases: judged, cost: costOf(cells, variant) },
      figures: improvementFigures(outcomes, variants.length),
      onRejections: countOutcomes(outcomesOf((role) => role === "held-out")),
      onApproved: countOutcomes(outcomesOf((role) => role === "approved")),
      mayBeBetter: improvementFigures(atBest, variants.length).verdict === "better",
    };
  });
  return {
    ...{ ended: cells.filter(({ status }) => hasEnded(status)).length, calls: cells.length },
    baseCost: costOf(cells, 0),
    proposals: told,
    conclusion: isOver ? conclude(told) : null,
    outputs: new Map(
      tried.map((one) => [
        one.seq,
        [0, ...variants.map(({ variant }) => variant)].map(
          (place) => cellAt.get(`${placeOf(one)} ${place}`)?.output ?? null,
        ),
      ]),
    ),
  };
}

function conclude(told: readonly ToldProposal[]): NonNullable<TriedProposals["conclusion"]> {
  if (told.some(({ figures }) => figures.verdict === "better")) return "better";
  const mayTurn = told.some(({ figures, mayBeBetter }) => figures.look > 0 && mayBeBetter);
  return mayTurn ? "people-must-look" : "no-better-version";
}

// The template's own text is a, the proposal's b: whoever more people chose.
function withVotes(
  judged: JudgedOutcome,
  votes: readonly CountedVote[] | undefined,
): Pick<ToldCase, "outcome" | "by"> {
  if (judged.outcome !== "look" || !votes?.length) return judged;
  const end = endOfCase(votes);
  return { outcome: end === "b" ? "fixed" : end === "a" ? "broken" : "unchanged", by: "vote" };
}

function madeOf(cell: CellRow | undefined): MadeOutput {
  return {
    ...{ state: madeState(cell), output: cell?.output ?? null, verdicts: cell?.checks ?? [] },
    judged: (cell?.judged ?? null) as MadeOutput["judged"],
  };
}

function costOf(cells: readonly CellRow[], variant: number): string {
  return sumAmounts(
    cells.flatMap(({ variant: of, cost, judgingCost }) =>
      of === variant ? [cost, judgingCost].filter((one) => one !== null) : [],
    ),
  );
}
