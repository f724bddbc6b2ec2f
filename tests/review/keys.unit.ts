import { expect, test } from "vitest";
import { reviewCommand } from "#components/review/review-key.ts";
import { asciiKey, compositionGuard } from "#components/ui/pressed-key.ts";

test.each([
  [{ key: "a", code: "KeyA", shiftKey: false }, "a"],
  [{ key: "A", code: "KeyA", shiftKey: true }, "a"],
  [{ key: "ф", code: "KeyA", shiftKey: false }, "a"],
  [{ key: "？", code: "Slash", shiftKey: true }, "?"],
  [{ key: "?", code: "Slash", shiftKey: true }, "?"],
  [{ key: "、", code: "Slash", shiftKey: false }, "/"],
  [{ key: "【", code: "BracketLeft", shiftKey: false }, "["],
  [{ key: "１", code: "Digit1", shiftKey: false }, "1"],
  [{ key: "1", code: "Numpad1", shiftKey: false }, "1"],
  [{ key: "Process", code: "KeyR", shiftKey: false }, "r"],
  [{ key: "Escape", code: "Escape", shiftKey: false }, "Escape"],
  // On AZERTY the letter counts, not its place.
  [{ key: "a", code: "KeyQ", shiftKey: false }, "a"],
] as const)("%j is the key %s", (event, key) => {
  expect(asciiKey(event)).toBe(key);
});

test("nothing is decided while composing, nor in the tick after", () => {
  const ticks: (() => void)[] = [];
  const guard = compositionGuard((callback) => ticks.push(callback));
  const plain = { isComposing: false, keyCode: 65 };
  expect(guard.blocks(plain)).toBe(false);
  expect(guard.blocks({ isComposing: true, keyCode: 65 })).toBe(true);
  expect(guard.blocks({ isComposing: false, keyCode: 229 })).toBe(true);
  guard.compositionStarted();
  expect(guard.blocks(plain)).toBe(true);
  guard.compositionEnded();
  expect(guard.blocks(plain)).toBe(true);
  for (const tick of ticks) tick();
  expect(guard.blocks(plain)).toBe(false);
});

test("a composition that begins anew before the tick stays one", () => {
  const ticks: (() => void)[] = [];
  const guard = compositionGuard((callback) => ticks.push(callback));
  guard.compositionStarted();
  guard.compositionEnded();
  guard.compositionStarted();
  for (const tick of ticks) tick();
  expect(guard.blocks({ isComposing: false, keyCode: 65 })).toBe(true);
});

test("one key approves, two reject with a reason, one undoes", () => {
  expect(reviewCommand("a", false)).toEqual({ do: "approve" });
  expect(reviewCommand("r", false)).toEqual({ do: "open-reject" });
  expect(reviewCommand("3", true)).toEqual({ do: "reject", key: "3" });
  expect(reviewCommand("z", false)).toEqual({ do: "undo" });
});

test("a note on the rejection is one key away, and none while a reason is asked for", () => {
  expect(reviewCommand("n", false)).toEqual({ do: "open-note" });
  expect(reviewCommand("n", true)).toBe(null);
});

test("while a reason is asked for, no other key decides", () => {
  for (const key of ["a", "e", "s", "f", "z", "j"]) expect(reviewCommand(key, true)).toBe(null);
});

test("a digit chooses a candidate where no reason is asked for, and 0 is none", () => {
  expect(reviewCommand("3", false)).toEqual({ do: "candidate", place: 2 });
  expect(reviewCommand("0", false)).toBe(null);
});

test("while a reason is asked for, letters say where the item goes: made anew, corrected, dropped", () => {
  expect(["g", "c", "x"].map((key) => reviewCommand(key, true))).toEqual([
    { do: "route", route: "regenerate" },
    { do: "route", route: "fix-source" },
    { do: "route", route: "drop" },
  ]);
  for (const key of ["g", "c", "x"]) expect(reviewCommand(key, false)).toBe(null);
});
