import { expect, test } from "vitest";
import { reviewCommand } from "#components/review/review-key.ts";
import {
  chosenKeys,
  DEFAULT_KEYS,
  KEYED_ACTIONS,
  keyRefusal,
  keysFrom,
} from "#components/review/review-keys.ts";
import { digitAt } from "#components/ui/pressed-key.ts";

test("no two actions have the same key at first, and each key does its own", () => {
  expect(new Set(KEYED_ACTIONS.map((action) => DEFAULT_KEYS[action])).size).toBe(KEYED_ACTIONS.length);
  for (const action of KEYED_ACTIONS) {
    expect(keyRefusal(DEFAULT_KEYS, action, DEFAULT_KEYS[action])).toBeNull();
    expect(reviewCommand(DEFAULT_KEYS[action], false)).not.toBeNull();
  }
});

test("a chosen key does what it was chosen for, and its old one nothing any more", () => {
  const keys = keysFrom({ approve: "t", reject: ";" });
  expect(reviewCommand("t", false, keys)).toEqual({ do: "approve" });
  expect(reviewCommand("a", false, keys)).toBeNull();
  expect(reviewCommand(";", false, keys)).toEqual({ do: "open-reject" });
  expect(reviewCommand(";", true, keys)).toEqual({ do: "leave" });
  expect(reviewCommand("r", true, keys)).toBeNull();
  expect(reviewCommand("t", true, keys)).toBeNull();
});

test.each([
  ["of another action", "r", { code: "taken", by: "reject" }],
  ["that is a reason to reject", "0", { code: "digit" }],
  ["Esc", "Escape", { code: "reserved" }],
  ["Enter", "Enter", { code: "reserved" }],
  ["the space bar, which scrolls", " ", { code: "reserved" }],
  ["an arrow", "ArrowDown", { code: "reserved" }],
  ["of an input method", "Process", { code: "reserved" }],
  ["a letter that few keyboards have", "ф", { code: "reserved" }],
  ["full-width", "ａ", { code: "reserved" }],
  ["nothing", "", { code: "reserved" }],
] as const)("a key is refused with its reason: %s", (_, key, refusal) => {
  expect(keyRefusal(DEFAULT_KEYS, "approve", key)).toEqual(refusal);
});

test("its own key, a free letter and a free sign can be had", () => {
  for (const key of ["a", "g", "/", ";", "'"]) expect(keyRefusal(DEFAULT_KEYS, "approve", key)).toBeNull();
});

test.each([
  ["nothing", null],
  ["something else", "a"],
  ["a list", ["a"]],
  ["two actions with one key", { approve: "r" }],
  ["a digit", { approve: "1" }],
  ["a key that is none", { approve: "Enter" }],
  ["keys of actions that are none", { fly: "g", APPROVE: "g" }],
  ["a key that is no text", { approve: 7 }],
])("kept keys that can't be had are as at first: %s", (_, kept) => {
  expect(keysFrom(kept)).toEqual(DEFAULT_KEYS);
});

test("two keys that were exchanged stay so, and only what differs is kept", () => {
  const keys = keysFrom({ next: "k", previous: "j" });
  expect([keys.next, keys.previous]).toEqual(["k", "j"]);
  expect(chosenKeys(keys)).toEqual({ next: "k", previous: "j" });
  expect(chosenKeys(DEFAULT_KEYS)).toEqual({});
  expect(keysFrom(JSON.parse(JSON.stringify(chosenKeys(keys))))).toEqual(keys);
});

test("a digit is known by its place where the keyboard has another sign there, and only without Shift", () => {
  expect(digitAt({ code: "Digit1", shiftKey: false })).toBe("1");
  expect(digitAt({ code: "Numpad0", shiftKey: false })).toBe("0");
  expect(digitAt({ code: "Digit1", shiftKey: true })).toBeNull();
  expect(digitAt({ code: "KeyA", shiftKey: false })).toBeNull();
});
