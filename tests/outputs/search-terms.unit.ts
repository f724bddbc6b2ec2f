import { describe, expect, test } from "vitest";
import { checkTerms, outputTerms, textQuery } from "#lib/outputs/search-terms.ts";

const termsOf = (text: string) => outputTerms({ title: text }, []).filter((term) => !term.startsWith("="));

describe("the terms an output is found by", () => {
  test("are its words whatever their case, width and accents", () => {
    expect(termsOf("Rosée ÉTÉ ＡＢＣ 50ml")).toEqual(["rosee", "ete", "abc", "50ml"]);
  });

  test("are pairs of neighbours where a script has no spaces, and the last character", () => {
    expect(termsOf("琥珀香水")).toEqual(["琥珀", "珀香", "香水", "水"]);
    expect(termsOf("iPhone手机壳")).toEqual(["iphone", "手机", "机壳", "壳"]);
    expect(termsOf("น้ำหอม")).toContain("หอ");
    expect(termsOf("かな香水")).toContain("な香");
  });

  test("come from every text of it, however deep, and from numbers", () => {
    const terms = outputTerms({ points: ["oud"], faq: [{ answer: "vegan" }], score: 42, none: null }, []);
    expect(terms).toEqual(expect.arrayContaining(["oud", "vegan", "42"]));
  });

  test("tell the gravest verdict of each kind of check, and of all", () => {
    const verdict = (kind: "claims" | "links", verdict: "pass" | "warn" | "block") => ({
      ...{ kind, verdict, field: null, spans: [], version: "1" },
      message: { code: "x", params: {} },
    });
    const terms = outputTerms({}, [
      verdict("claims", "pass"),
      verdict("claims", "warn"),
      verdict("links", "block"),
    ]);
    expect(terms.sort()).toEqual(["==block", "=claims=warn", "=links=block"].sort());
    expect(outputTerms({}, [])).toEqual(["==pass"]);
  });

  test("are bounded, however long an output and its words are", () => {
    const long = Array.from({ length: 20_000 }, (_, n) => `w${n}`).join(" ");
    expect(termsOf(long).length).toBeLessThanOrEqual(10_000);
    expect(termsOf("x".repeat(5_000))[0]).toHaveLength(40);
  });
});

describe("a text that somebody looks for", () => {
  test("asks for beginnings of words, and for pairs of characters in their order", () => {
    expect(textQuery("Rosé 50")).toEqual({ terms: [], beginnings: ["rose", "50"], runs: [] });
    expect(textQuery("香水")).toEqual({ terms: ["香水"], beginnings: [], runs: [] });
    expect(textQuery("香")).toEqual({ terms: [], beginnings: ["香"], runs: [] });
    expect(textQuery("淡香精")).toEqual({ terms: ["淡香", "香精"], beginnings: [], runs: ["淡香精"] });
  });

  test("asks for nothing where it has neither letter nor figure, which is not the same as everything", () => {
    expect(textQuery("?!… —")).toBeNull();
    expect(textQuery("' | =claims=block")).toEqual({ terms: [], beginnings: ["claims", "block"], runs: [] });
  });
});

test("a kind of check alone asks for those where it found something, a verdict alone for the gravest of all", () => {
  expect(checkTerms("claims", undefined)).toEqual(["=claims=warn", "=claims=block"]);
  expect(checkTerms("claims", "pass")).toEqual(["=claims=pass"]);
  expect(checkTerms(undefined, "block")).toEqual(["==block"]);
  expect(checkTerms(undefined, undefined)).toEqual([]);
});
