import { describe, expect, test } from "vitest";
import { ballotsFor, pairsToVoteOn } from "#lib/trials/votes/ballots.ts";

const cell = (
  variant: number,
  rowNumber: number,
  output: Record<string, unknown> | null,
  language = "en",
) => ({
  ...{ variant, rowNumber, language, output, status: output ? "succeeded" : "failed" },
});
const pairs = Array.from({ length: 400 }, (_, row) => ({ rowNumber: row + 1, language: "en", a: 0, b: 1 }));

describe("what is voted on", () => {
  test("is every two outputs of the same row in the same language, and never one that failed", () => {
    const found = pairsToVoteOn([
      ...[cell(2, 1, { t: "c" }), cell(0, 1, { t: "a" }), cell(1, 1, { t: "b" })],
      ...[cell(0, 1, { t: "x" }, "de"), cell(1, 1, null, "de")],
      ...[cell(0, 2, null), cell(1, 2, { t: "b" }), cell(2, 2, { t: "c" })],
    ]);
    expect(found.pairs.map(({ rowNumber, language, a, b }) => `${rowNumber} ${language} ${a}${b}`)).toEqual([
      "1 en 01",
      "1 en 02",
      "1 en 12",
      "2 en 12",
    ]);
  });

  test("is not what is the same word for word, in whatever order its fields and those inside them came", () => {
    const one = { title: "x", facts: { size: "1", colour: "red" }, list: ["a", "b"] };
    const other = { list: ["a", "b"], facts: { colour: "red", size: "1" }, title: "x" };
    const turned = { ...one, list: ["b", "a"] };
    expect(pairsToVoteOn([cell(0, 1, one), cell(1, 1, other)])).toEqual({ pairs: [], identical: 1 });
    expect(pairsToVoteOn([cell(0, 1, one), cell(1, 1, turned)]).pairs).toHaveLength(1);
  });
});

describe("ballots", () => {
  test("are the same for the same person and seed, and others for another", () => {
    const mine = ballotsFor("seed", "me", pairs);
    expect(ballotsFor("seed", "me", pairs.toReversed())).toEqual(mine);
    const rowsOf = (seed: string, member: string) =>
      ballotsFor(seed, member, pairs).map((one) => one.rowNumber);
    expect(rowsOf("seed", "you")).not.toEqual(rowsOf("seed", "me"));
    expect(rowsOf("other", "me")).not.toEqual(rowsOf("seed", "me"));
  });

  test("put each variant on the left about as often, early and late, whatever the token", () => {
    const ballots = ballotsFor("seed", "me", pairs);
    const onLeft = (some: typeof ballots) => some.filter(({ left }) => left === 0).length;
    expect(onLeft(ballots)).toBeGreaterThan(160);
    expect(onLeft(ballots)).toBeLessThan(240);
    expect(onLeft(ballots.slice(0, 200))).toBeGreaterThan(75);
    expect(onLeft(ballots.slice(0, 200))).toBeLessThan(125);
    for (const { left, right, a, b } of ballots) expect([left, right].toSorted()).toEqual([a, b]);
  });

  test("hold every pair once, each with a token of its own", () => {
    const ballots = ballotsFor("seed", "me", pairs);
    expect(new Set(ballots.map(({ token }) => token)).size).toBe(pairs.length);
    expect(new Set(ballots.map(({ rowNumber }) => rowNumber)).size).toBe(pairs.length);
  });
});
