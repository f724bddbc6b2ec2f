import { expect, test } from "vitest";
import { valueSummary } from "#components/ui/value-summary.ts";

test("a text is itself, in one line", () => {
  expect(valueSummary("Rose\n and  musk ")).toBe("Rose and musk");
  expect(valueSummary(12.5)).toBe("12.5");
  expect(valueSummary(false)).toBe("false");
});

test("lists and objects are read out, however deep, never in their notation", () => {
  expect(valueSummary(["Rose", ["musk"], null, ""])).toBe("Rose · musk");
  const faq = [
    { question: "How long?", answer: "8 h" },
    { question: "For whom?", answer: ["him", "her"] },
  ];
  expect(valueSummary(faq)).toBe(
    "question: How long? · answer: 8 h · question: For whom? · answer: him · her",
  );
  expect(valueSummary({ a: { b: { c: 1 } } })).toBe("a: b: c: 1");
  expect(valueSummary([{ price: 9.9 }, [], {}])).not.toMatch(/[[\]{}"]/);
});

test("nothing is empty", () => {
  expect([null, undefined, "", [], {}, { a: null }].map(valueSummary)).toEqual(["", "", "", "", "", ""]);
});
