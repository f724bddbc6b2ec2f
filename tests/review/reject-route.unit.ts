import { expect, test } from "vitest";
import { outputBefore } from "#components/review/output-before.ts";
import { rejectRoute } from "#components/review/reject-route.ts";
import { correctedRow } from "#lib/review/sources/corrected-row.ts";

test("a rejection goes where the reviewer says, else where its reason does", () => {
  expect(rejectRoute("wrong_fact", { chosen: null, triesLeft: 3 })).toBe("regenerate");
  expect(rejectRoute("9", { chosen: null, triesLeft: 3 })).toBe("fix-source");
  expect(rejectRoute("wrong_fact", { chosen: "drop", triesLeft: 3 })).toBe("drop");
});

test("what was made anew as often as it may be is dropped, unless the reviewer has its source corrected", () => {
  expect(rejectRoute("wrong_fact", { chosen: null, triesLeft: 0 })).toBe("drop");
  expect(rejectRoute("other", { chosen: "regenerate", triesLeft: 0 })).toBe("drop");
  expect(rejectRoute("wrong_fact", { chosen: "fix-source", triesLeft: 0 })).toBe("fix-source");
});

test("an output is compared with what it was before somebody edited it, or with what was rejected before it was made anew", () => {
  const version = (
    number: number,
    kind: "generated" | "regenerated" | "edited",
    fromVersion: number | null,
  ) => ({
    version: number,
    kind,
    fromVersion,
    output: { title: `v${number}` },
  });
  const versions = [
    version(1, "generated", null),
    version(2, "edited", 1),
    version(3, "regenerated", 2),
    version(4, "edited", 3),
  ];
  expect(outputBefore(versions, 1)).toBe(null);
  expect(outputBefore(versions, 2)).toEqual({ kind: "edits", output: { title: "v1" }, version: 1 });
  expect(outputBefore(versions, 3)).toEqual({ kind: "rejected", output: { title: "v2" }, version: 2 });
  expect(outputBefore(versions, 4)).toEqual({ kind: "edits", output: { title: "v3" }, version: 3 });
});

test("a corrected row holds to the rules of its columns, and only what differs is changed", () => {
  const columns = [
    { name: "name", type: "text" as const, required: true },
    { name: "price", type: "number" as const, required: false },
  ];
  const row = { name: "Rose", price: "12" };
  expect(correctedRow(row, { price: "13", name: "Rose" }, columns)).toEqual({
    ok: true,
    changed: { price: "13" },
  });
  expect(correctedRow(row, { price: "" }, columns)).toEqual({ ok: true, changed: { price: "" } });
  const wrong = correctedRow(row, { name: " ", price: "cheap", colour: "red" }, columns);
  expect(wrong.ok ? [] : wrong.misfits.map(({ path, code }) => [path, code])).toEqual([
    ["values.name", "missing_value"],
    ["values.price", "not_number"],
    ["values.colour", "column_unknown"],
  ]);
});
