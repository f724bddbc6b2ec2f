import { type WinRate, winRate } from "./win-rate.ts";

export const CHOICES = ["left", "right", "tie", "both-bad"] as const;

/** What a person says of two outputs that stand side by side. */
export type Choice = (typeof CHOICES)[number];

/** A vote that counts, with the variants by their place in the trial. */
export interface CountedVote {
  memberId: string;
  rowNumber: number;
  language: string;
  a: number;
  b: number;
  choice: "a" | "b" | "tie" | "both-bad";
}

/** Two variants compared by what people chose: on how many cases a won, b won, and neither did. */
export interface PairFigures extends WinRate {
  a: number;
  b: number;
  cases: number;
  wins: number;
  losses: number;
  ties: number;
  /** Of the ties those in which everybody found both bad. */
  bothBad: number;
}

/**
 * The figures of every two variants that somebody voted on, in their order. A case, which is a row in a language,
 * counts once however many people voted on it: whoever more of them chose has won it, and it is a tie where as many
 * chose the one as the other. Five people on one output are not five outputs, and would make an interval too narrow.
 */
export function voteFigures(votes: readonly CountedVote[]): PairFigures[] {
  const pairs = Map.groupBy(votes, ({ a, b }) => `${a} ${b}`);
  return [...pairs.values()]
    .map((own) => figuresOfPair(own as [CountedVote, ...CountedVote[]]))
    .sort((one, other) => one.a - other.a || one.b - other.b);
}

function figuresOfPair(votes: readonly [CountedVote, ...CountedVote[]]): PairFigures {
  const [{ a, b }] = votes;
  const cases = [...Map.groupBy(votes, ({ rowNumber, language }) => `${rowNumber} ${language}`).values()];
  const ends = cases.map(endOfCase);
  const count = (end: CountedVote["choice"]) => ends.filter((one) => one === end).length;
  const [wins, losses, bothBad] = [count("a"), count("b"), count("both-bad")];
  const ties = cases.length - wins - losses;
  return {
    a,
    b,
    cases: cases.length,
    wins,
    losses,
    ties,
    bothBad,
    ...winRate({ wins, ties, cases: cases.length }),
  };
}

/** What people said of one case, whoever more of them chose; both bad where all of them found so. */
export function endOfCase(votes: readonly CountedVote[]): CountedVote["choice"] {
  const count = (choice: CountedVote["choice"]) => votes.filter((vote) => vote.choice === choice).length;
  const lead = count("a") - count("b");
  if (lead !== 0) return lead > 0 ? "a" : "b";
  return count("both-bad") === votes.length ? "both-bad" : "tie";
}
