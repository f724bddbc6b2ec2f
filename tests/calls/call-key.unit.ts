import { expect, test } from "vitest";
import { type CallKey, readCallKey, writeCallKey } from "#lib/calls/call-key.ts";

test("a journal's key names the item, the step, the call and what it is for", () => {
  for (const purpose of ["generate", "repair", "check", "embed"] as const) {
    for (const fallback of [false, true]) {
      const key: CallKey = { seq: 1_205, step: 2, call: 1, purpose, fallback };
      expect(readCallKey(writeCallKey(key))).toEqual(key);
      expect(writeCallKey(key).split(".")[0]).toBe("1205");
    }
  }
});

test("keys of release 0.1.0 are read as calls of an only step", () => {
  const first = { seq: 12, step: 0, call: 0, purpose: "generate", fallback: false };
  expect(readCallKey("12.0")).toEqual(first);
  expect(readCallKey("12.1")).toEqual({ ...first, call: 1, purpose: "repair" });
  expect(readCallKey("12.1.f")).toEqual({ ...first, call: 1, purpose: "repair", fallback: true });
});
