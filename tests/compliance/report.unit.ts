import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { jsonOf, reportCell } from "#lib/compliance/report-file.ts";
import { Tally } from "#lib/compliance/tally.ts";

test("batches add up: what a check is silent of has passed, and only where that check was made", () => {
  const tally = new Tally();
  tally.add({
    made: 10,
    kinds: [
      { kind: "claims", verdict: "block", outputs: 2 },
      { kind: "claims", verdict: "pass", outputs: 5 },
    ],
    categories: [],
  });
  tally.add({
    made: 5,
    kinds: [{ kind: "lexicon", verdict: "warn", outputs: 1 }],
    categories: [{ category: "medical", verdict: "warn", outputs: 1 }],
  });
  expect(tally.made).toBe(15);
  expect(tally.checks()).toEqual([
    { kind: "claims", checked: 10, pass: 8, warn: 0, block: 2, passRate: 0.8 },
    { kind: "lexicon", checked: 5, pass: 4, warn: 1, block: 0, passRate: 0.8 },
  ]);
  expect(tally.categories()).toEqual([{ category: "medical", warn: 1, block: 0 }]);
});

test("a report's JSON is one object, with its lists as they come, empty ones too, and written in parts", async () => {
  const many = async function* () {
    for (let n = 0; n < 10_000; n++) yield { n, words: "a text of some length" };
  };
  const none = async function* () {};
  const parts: Uint8Array[] = [];
  for await (const part of jsonOf({ name: "x" }, { none: none(), many: many() })) parts.push(part);
  expect(parts.length).toBeGreaterThan(3);
  const read = JSON.parse(Buffer.concat(parts).toString());
  expect(read).toMatchObject({ name: "x", none: [] });
  expect(read.many).toHaveLength(10_000);
  expect(JSON.parse(await text(jsonOf({}, { none: none() })))).toEqual({ none: [] });
});

test.each([
  ["=1+1", "'=1+1"],
  ["＝cmd()", "'＝cmd()"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["-5 °C", "-5 °C"],
  ["a\u0000b", "ab"],
])("a cell runs nothing: %j is written %j", (text, written) => {
  expect(reportCell(text)).toBe(written);
});

test("a text too long for a cell is cut and says so; numbers stay numbers", () => {
  const cut = String(reportCell("x".repeat(40_000)));
  expect(cut).toHaveLength(32_767);
  expect(cut.endsWith("[…]")).toBe(true);
  expect(reportCell(12)).toBe(12);
});
