import { expect, test } from "vitest";
import { type CountedVote, voteFigures } from "#lib/trials/votes/vote-figures.ts";
import { winRate } from "#lib/trials/votes/win-rate.ts";

// Newcombe 1998, table I, method 4.
test.each([
  { wins: 81, cases: 263, low: 0.2535, high: 0.3682 },
  { wins: 15, cases: 148, low: 0.0598, high: 0.1644 },
  { wins: 0, cases: 20, low: 0, high: 0.2005 },
  { wins: 1, cases: 29, low: 0.0018, high: 0.1963 },
])("the interval of $wins of $cases is the published one", ({ wins, cases, low, high }) => {
  const found = winRate({ wins, ties: 0, cases });
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

test("all wins or none at all keep the interval inside 0 and 1", () => {
  for (const cases of [1, 2, 5, 200]) {
    expect(winRate({ wins: cases, ties: 0, cases })).toMatchObject({ rate: 1, high: 1 });
    expect(winRate({ wins: 0, ties: 0, cases })).toMatchObject({ rate: 0, low: 0 });
    expect(winRate({ wins: 0, ties: cases, cases })).toMatchObject({
      rate: 0.5,
      verdict: "not-distinguishable",
    });
  }
});

test("a and b change places with wins and losses", () => {
  const a = winRate({ wins: 14, ties: 3, cases: 20 });
  const b = winRate({ wins: 3, ties: 3, cases: 20 });
  expect(a.verdict).toBe("a");
  expect(b.verdict).toBe("b");
  expect(a.low).toBeCloseTo(1 - b.high, 12);
});

test("between two alike, chance is taken for a difference at most one time in twenty, however few cases there are", () => {
  for (let cases = 1; cases <= 200; cases++) {
    let chance = 0;
    let share = 0.5 ** cases;
    for (let wins = 0; wins <= cases; wins++) {
      if (winRate({ wins, ties: 0, cases }).verdict !== "not-distinguishable") chance += share;
      share *= (cases - wins) / (wins + 1);
    }
    expect(chance, `${cases} cases`).toBeLessThanOrEqual(0.05);
  }
});

const vote = (memberId: string, rowNumber: number, choice: CountedVote["choice"], b = 1): CountedVote => ({
  ...{ memberId, rowNumber, language: "en", a: 0, b, choice },
});

test("a case counts once, by what most people chose, and as a tie where they are even", () => {
  const [figures] = voteFigures([
    ...[vote("x", 1, "a"), vote("y", 1, "a"), vote("z", 1, "b")],
    ...[vote("x", 2, "a"), vote("y", 2, "b")],
    ...[vote("x", 3, "b"), vote("y", 3, "tie")],
    ...[vote("x", 4, "both-bad"), vote("y", 4, "both-bad")],
    ...[vote("x", 5, "both-bad"), vote("y", 5, "tie")],
  ]);
  expect(figures).toMatchObject({ a: 0, b: 1, cases: 5, wins: 1, losses: 1, ties: 3, bothBad: 1, rate: 0.5 });
  expect(figures?.verdict).toBe("not-distinguishable");
});

test("many people on few outputs make no narrower interval than one person", () => {
  const rows = [1, 2, 3, 4];
  const [one] = voteFigures(rows.map((row) => vote("x", row, "a")));
  const [many] = voteFigures(["x", "y", "z"].flatMap((who) => rows.map((row) => vote(who, row, "a"))));
  expect(many).toEqual(one);
  expect(many?.verdict).toBe("not-distinguishable");
});

test("each two variants have figures of their own, in their order", () => {
  const figures = voteFigures([vote("x", 1, "a", 2), vote("x", 1, "b", 1)]);
  expect(figures.map(({ a, b, wins }) => [a, b, wins])).toEqual([
    [0, 1, 0],
    [0, 2, 1],
  ]);
});
