import { expect, test } from "vitest";
import { editorOf, type OutputVersion, outputsAround, versionsToKeep } from "#lib/batches/output-version.ts";

const rose = { title: "Rose" };
const iris = { title: "Iris" };

const generated: OutputVersion = {
  version: 1,
  kind: "generated",
  output: rose,
  madeBy: null,
  fromVersion: null,
};

function edited(version: number, madeBy: string): OutputVersion {
  const output = { title: `By ${madeBy}` };
  return { version, kind: "edited", output, madeBy, fromVersion: version - 1 };
}

function restored(version: number, fromVersion: number, madeBy: string): OutputVersion {
  return { version, kind: "restored", output: rose, madeBy, fromVersion };
}

test("the first change keeps two versions, any later one its own", () => {
  const edit = { kind: "edited" as const, output: iris, madeBy: "mei", fromVersion: 1 };
  expect(versionsToKeep({ output: rose, outputVersion: 1 }, edit)).toEqual([
    generated,
    { version: 2, ...edit },
  ]);
  const anew = { kind: "regenerated" as const, output: rose, madeBy: null, fromVersion: 2 };
  expect(versionsToKeep({ output: iris, outputVersion: 2 }, anew)).toEqual([{ version: 3, ...anew }]);
});

test("who edited last is found through undone edits", () => {
  expect(editorOf([], 1)).toBe(null);
  const both = [generated, edited(2, "mei"), edited(3, "lin")];
  expect(editorOf(both, 1)).toBe(null);
  expect(editorOf(both, 3)).toBe("lin");
  const undone = [...both, restored(4, 2, "lin")];
  expect(editorOf(undone, 4)).toBe("mei");
  expect(editorOf([generated, edited(2, "mei"), restored(3, 1, "mei")], 3)).toBe(null);
  expect(editorOf([...undone, edited(5, "ana"), restored(6, 4, "ana")], 6)).toBe("mei");
});

test("what a model wrote anew is nobody's edit", () => {
  const anew: OutputVersion = {
    version: 3,
    kind: "regenerated",
    output: iris,
    madeBy: null,
    fromVersion: 2,
  };
  expect(editorOf([generated, edited(2, "mei"), anew], 3)).toBe(null);
});

test("an edit and its undoing are told with the outputs before and after", () => {
  const versions = [generated, edited(2, "mei"), restored(3, 1, "mei")];
  expect(outputsAround({ decision: "edit", outputVersion: 1 }, versions)).toEqual({
    outputBefore: rose,
    outputAfter: { title: "By mei" },
  });
  expect(outputsAround({ decision: "undo", outputVersion: 2 }, versions)).toEqual({
    outputBefore: { title: "By mei" },
    outputAfter: rose,
  });
});

test("a decision that left the output as it was has neither, whatever came after it", () => {
  const nothing = { outputBefore: null, outputAfter: null };
  const versions = [generated, edited(2, "mei")];
  expect(outputsAround({ decision: "approve", outputVersion: 1 }, versions)).toEqual(nothing);
  expect(outputsAround({ decision: "undo", outputVersion: 1 }, versions)).toEqual(nothing);
  expect(outputsAround({ decision: "approve", outputVersion: 2 }, versions)).toEqual(nothing);
  expect(outputsAround({ decision: "reject", outputVersion: 1 }, [])).toEqual(nothing);
});
