import { expect, test } from "vitest";
import { matchFacts } from "#lib/checks/claims/match-facts.ts";

const source = {
  name: "Nuit d'Ambre",
  brand: "Maison Lune",
  notes: "amber, white musk; bergamot",
  size: "50ml",
  year: "1998",
};

function found(text: string, from: Record<string, string> = source) {
  const { spans } = matchFacts(from, [{ path: "t", text }]);
  return {
    stated: spans.filter(({ factId }) => factId).map((span) => text.slice(span.from, span.to)),
    unstated: spans.filter(({ factId }) => !factId).map((span) => text.slice(span.from, span.to)),
  };
}

test("names, notes and quantities of the source are found in an English text, whole words only", () => {
  expect(
    found("NUIT D'AMBRE by Maison Lune: white musk over amber, 50 ml, since 1998. Ambergris no."),
  ).toEqual({
    stated: ["NUIT D'AMBRE", "Maison Lune", "white musk", "amber", "50 ml", "1998"],
    unstated: [],
  });
});

test("the same in Chinese, across widths and units", () => {
  const zh = { 名称: "琥珀之夜", 香调: "琥珀、白麝香、佛手柑", 容量: "50毫升" };
  expect(found("「琥珀之夜」以佛手柑开场，白麝香收尾，５０ｍｌ 装。", zh)).toEqual({
    stated: ["琥珀之夜", "佛手柑", "白麝香", "５０ｍｌ"],
    unstated: [],
  });
});

test("quantities and claims that the source does not have are flagged, small counting numbers are not", () => {
  expect(found("Lasts 12 hours, 100% organic, in 2 steps, 75 ml.")).toEqual({
    stated: [],
    unstated: ["12 hours", "100%", "organic", "75 ml"],
  });
  expect(found("防水专利配方，留香 8 小时", { 名称: "琥珀" }).unstated).toEqual(["防水", "专利", "8 小时"]);
});

test("a claim that the source makes too is no claim of the model's", () => {
  expect(found("An organic blend", { about: "Organic cotton" }).unstated).toEqual([]);
});

test("a quantity with another unit is not the source's", () => {
  expect(found("50 g", { size: "50ml" }).unstated).toEqual(["50 g"]);
  expect(found("1,000 ml", { size: "1000 毫升" }).stated).toEqual(["1,000 ml"]);
});

test("each span leads to where the fact stands in its column", () => {
  const { facts, spans } = matchFacts(source, [{ path: "points.0", text: "With bergamot" }]);
  const fact = facts.find(({ id }) => id === spans[0]?.factId);
  expect(spans[0]).toMatchObject({ path: "points.0", from: 5, to: 13 });
  expect(fact && source[fact.column as "notes"].slice(fact.from, fact.to)).toBe("bergamot");
});

test("Latin names run together in a Chinese title are found each", () => {
  expect(found("Maison LuneNuit d'Ambre 50ml").stated).toEqual(["Maison Lune", "Nuit d'Ambre", "50ml"]);
});

test("an empty row and an empty output match nothing", () => {
  expect(matchFacts({}, [])).toEqual({ facts: [], spans: [] });
  expect(found("", { a: "" })).toEqual({ stated: [], unstated: [] });
});

test("a name that ends in a number does not swallow the amount behind it", () => {
  const row = { name: "No 5", size: "50ml" };
  expect(found("Parfum No 5 100 ml", row)).toEqual({ stated: ["No 5"], unstated: ["100 ml"] });
  expect(found("Parfum No 5 50 ml", row)).toEqual({ stated: ["No 5", "50 ml"], unstated: [] });
  expect(found("No 5, in tanks of 1 100 l", { name: "No 5", size: "1100 l" }).unstated).toEqual([]);
});
