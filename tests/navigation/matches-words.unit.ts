import { expect, test } from "vitest";
import { matchesWords } from "#components/navigation/matches-words.ts";

test("a page is found by any of its words, in either language, whatever their case, width and order", () => {
  expect(matchesWords("LOG audit", "Audit log", "history 审计")).toBe(true);
  expect(matchesWords("审计", "Audit log", "history 审计")).toBe(true);
  expect(matchesWords("ａｕｄｉｔ", "Audit log")).toBe(true);
  expect(matchesWords("audit spend", "Audit log")).toBe(false);
  expect(matchesWords(" ", "Audit log")).toBe(true);
});
