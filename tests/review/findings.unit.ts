import { expect, test } from "vitest";
import { findingsIn } from "#components/review/findings.ts";
import type { ReadableVerdict } from "#lib/checks/readable-verdict.ts";

function aVerdict(
  verdict: "pass" | "warn" | "block",
  from: number,
  to: number,
  field = "title",
): ReadableVerdict {
  return {
    kind: "lexicon",
    verdict,
    field,
    spans: [{ from, to }],
    message: { code: "lexicon_term", params: { term: "x" }, text: `${verdict} ${from}` },
    version: "1",
  };
}

test("findings stand where their code points do, behind letters of two units", () => {
  const [found] = findingsIn([aVerdict("block", 2, 4)], { path: "title", text: "😀 最好的" });
  expect("😀 最好的".slice(found?.from, found?.to)).toBe("最好");
});

test("of two findings at one place the graver is the first, and what passed marks nothing", () => {
  const verdicts = [aVerdict("warn", 1, 5), aVerdict("block", 1, 3), aVerdict("pass", 0, 1)];
  expect(findingsIn(verdicts, { path: "title", text: "abcdef" }).map(({ reason }) => reason)).toEqual([
    "block 1",
    "warn 1",
  ]);
});

test("what is said of another field marks nothing here", () => {
  expect(findingsIn([aVerdict("block", 0, 1, "points.0")], { path: "title", text: "abc" })).toEqual([]);
});
