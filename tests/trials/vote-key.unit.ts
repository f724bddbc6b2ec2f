import { expect, test } from "vitest";
import { voteCommand } from "#components/trials/vote-key.ts";

test.each([
  ["1", "Digit1", "left"],
  ["ArrowLeft", "ArrowLeft", "left"],
  ["2", "Numpad2", "right"],
  ["ArrowRight", "ArrowRight", "right"],
  ["0", "Digit0", "tie"],
  ["=", "Equal", "tie"],
  ["＝", "Equal", "tie"],
  ["9", "Digit9", "both-bad"],
  ["u", "KeyU", "undo"],
  // A French keyboard has a sign where the digit needs Shift.
  ["&", "Digit1", "left"],
  ["é", "Digit2", "right"],
  ["3", "Digit3", null],
  ["ArrowUp", "ArrowUp", null],
  ["Enter", "Enter", null],
])("in a blind vote %s at %s says %s", (key, code, said) => {
  expect(voteCommand({ key, code, shiftKey: false })).toBe(said);
});
