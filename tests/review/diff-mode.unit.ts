import { expect, test } from "vitest";
import { type Comparable, comparisonFor, type DiffMode, nextDiffMode } from "#components/review/diff-mode.ts";

const published = { output: { title: "Out" }, outputVersion: 2 };
const previous = { kind: "edits" as const, output: { title: "Before" }, version: 3 };
const draft = { title: "Mine" };
const NOTHING: Comparable = { published: null, previous: null, draft: null };

function circle(with_: Comparable, from: DiffMode = "output"): DiffMode[] {
  const modes: DiffMode[] = [];
  let mode = from;
  do {
    mode = nextDiffMode(mode, with_);
    modes.push(mode);
  } while (mode !== "output" && modes.length < 9);
  return modes;
}

test.each([
  ["all", { published, previous, draft }, ["published", "previous", "mine", "output"]],
  ["what is published", { ...NOTHING, published }, ["published", "output"]],
  ["a version before", { ...NOTHING, previous }, ["previous", "output"]],
  ["my edits", { ...NOTHING, draft }, ["mine", "output"]],
  ["nothing", NOTHING, ["output"]],
] as const)("the key goes through what there is to compare with, and back: %s", (_, with_, modes) => {
  expect(circle(with_)).toEqual(modes);
});

test("a mode that is remembered shows the output where there is nothing for it, and the key goes on from there", () => {
  const with_ = { ...NOTHING, previous };
  expect(comparisonFor("published", { title: "Now" }, with_)).toBeNull();
  expect(nextDiffMode("published", with_)).toBe("previous");
  expect(nextDiffMode("published", NOTHING)).toBe("output");
});

test("the output is compared with what came before it, my edits with the output", () => {
  const output = { title: "Now" };
  const with_ = { published, previous, draft };
  expect(comparisonFor("output", output, with_)).toBeNull();
  expect(comparisonFor("published", output, with_)).toMatchObject({
    before: published.output,
    after: output,
    version: 2,
  });
  expect(comparisonFor("previous", output, with_)).toMatchObject({
    before: previous.output,
    after: output,
    version: 3,
  });
  expect(comparisonFor("mine", output, with_)).toMatchObject({ before: output, after: draft, version: null });
});
