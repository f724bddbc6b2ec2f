import { expect, test } from "vitest";
import { type DiffPart, sideBySide } from "#lib/templates/side-by-side.ts";

function shown(parts: DiffPart[] | null): string {
  return parts === null ? "∅" : parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join("");
}

function diff(before: string, after: string): string[] {
  return sideBySide(before, after).map((row) => `${shown(row.before)} | ${shown(row.after)}`);
}

test("a changed line shows the words that differ", () => {
  expect(diff("Write a short title.\nEnd.", "Write a long title.\nEnd.")).toEqual([
    "Write a [short] title. | Write a [long] title.",
    "End. | End.",
  ]);
});

test("Chinese is told apart word by word", () => {
  expect(diff("写一段香水文案", "写一段口红文案")).toEqual(["写一段[香水]文案 | 写一段[口红]文案"]);
});

test("lines that came or went stand alone", () => {
  expect(diff("a\nb", "a\nc\nd")).toEqual(["a | a", "[b] | [c]", "∅ | [d]"]);
  expect(diff("", "x")).toEqual(["∅ | [x]"]);
  expect(diff("a\nb\nc", "a\nc")).toEqual(["a | a", "[b] | ∅", "c | c"]);
});

test("a very long line is not compared word by word", () => {
  const [before, after] = ["a ".repeat(20_000), "b ".repeat(20_000)];
  expect(diff(before, after)).toEqual([`[${before}] | [${after}]`]);
});
