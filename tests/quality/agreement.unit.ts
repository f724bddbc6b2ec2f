import { describe, expect, test } from "vitest";
import { agreementOf } from "#lib/quality/agreement.ts";

/** Things judged by two people, by how often each pair of judgements came. */
function table(counts: Record<string, number>): string[][] {
  return Object.entries(counts).flatMap(([pair, count]) => Array.from({ length: count }, () => [...pair]));
}

describe("agreement", () => {
  test("is that of Gwet's example of 125 things where kappa is below zero (Gwet 2002)", () => {
    const { raw, ac1, n } = agreementOf(table({ "++": 118, "+-": 5, "-+": 2, "--": 0 }), ["+", "-"]);
    expect(n).toBe(125);
    expect(raw).toBeCloseTo(0.944, 4);
    expect(ac1).toBeCloseTo(0.9408, 4);
  });

  test("is that of Gwet's four judges and five categories with judgements missing (Handbook 2014; irrCAC: cac.raw4raters)", () => {
    const judged = ["111", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3"];
    const { raw, ac1, n } = agreementOf(
      judged.map((judgements) => [...judgements]),
      ["1", "2", "3", "4", "5"],
    );
    expect(n).toBe(11);
    expect(raw).toBeCloseTo(0.81818, 4);
    expect(ac1).toBeCloseTo(0.77544, 4);
  });

  test("is what is seen less what chance gives: half agreed on two even categories is none", () => {
    const { raw, ac1 } = agreementOf(table({ "++": 25, "+-": 25, "-+": 25, "--": 25 }), ["+", "-"]);
    expect(raw).toBe(0.5);
    expect(ac1).toBeCloseTo(0, 10);
  });

  test("is whole where all is approved, and nothing where nothing was judged twice", () => {
    expect(agreementOf(table({ "++": 3 }), ["+", "-"])).toEqual({ raw: 1, ac1: 1, n: 3 });
    expect(agreementOf([["+"], []], ["+", "-"])).toEqual({ raw: null, ac1: null, n: 0 });
    expect(agreementOf([], ["+", "-"])).toEqual({ raw: null, ac1: null, n: 0 });
  });
});
