import { expect, test } from "vitest";
import { newId } from "#lib/new-id.ts";
import {
  cutPage,
  decodeCursor,
  decodeIdCursor,
  decodeItemCursor,
  decodeMomentCursor,
  decodeNumberCursor,
  encodeCursor,
} from "#lib/page.ts";

test("a page says where the next one starts, and the last page that there is none", () => {
  const rows = [{ id: "a" }, { id: "b" }, { id: "c" }];
  const first = cutPage(rows, 2, (row) => [row.id]);
  expect(first.items).toEqual([{ id: "a" }, { id: "b" }]);
  expect(decodeCursor(first.nextCursor ?? undefined)).toEqual(["b"]);
  expect(cutPage(rows.slice(2), 2, (row) => [row.id]).nextCursor).toBeNull();
});

test("a cursor that is not ours starts from the beginning", () => {
  for (const cursor of [
    "",
    "nonsense",
    encodeCursor([1]).slice(2),
    Buffer.from('{"a":1}').toString("base64url"),
  ]) {
    expect(decodeCursor(cursor)).toBeNull();
  }
});

test("a cursor that is well formed but ends at no id starts from the beginning", () => {
  const id = newId();
  expect(decodeIdCursor(encodeCursor([id]))).toBe(id);
  for (const position of [[], ["x"], [1], [`${id} `], ["'); drop"]])
    expect(decodeIdCursor(encodeCursor(position))).toBeUndefined();
});

test("a cursor that is well formed but ends at no number of the database starts from the beginning", () => {
  for (const number of [0, 7, -1, 2_147_483_647])
    expect(decodeNumberCursor(encodeCursor([number]))).toBe(number);
  for (const position of [[], ["7"], [1.5], [2_147_483_648], [-2_147_483_648], [1e300], [newId()]])
    expect(decodeNumberCursor(encodeCursor(position))).toBeUndefined();
});

test("a cursor that is well formed but ends at no moment of the database starts from the beginning", () => {
  const id = newId();
  for (const at of ["2026-02-28T23:59:59.999Z", "2026-02-28T23:59:59.999999Z", "9999-12-31T23:59:59.999Z"])
    expect(decodeMomentCursor(encodeCursor([at, id]))).toEqual({ at, id });
  for (const at of [
    "1",
    "x",
    "2026-02-28",
    "2026-02-30T00:00:00.000Z",
    "2026-02-28T24:00:00.000Z",
    "0000-01-01T00:00:00.000Z",
    "+012345-01-01T00:00:00.000Z",
    "-000044-03-15T00:00:00.000Z",
    "9999-12-31T23:59:59.999999999Z",
    1_700_000_000_000,
  ])
    expect(decodeMomentCursor(encodeCursor([at, id]))).toBeUndefined();
  expect(decodeMomentCursor(encodeCursor(["2026-02-28T23:59:59.999Z", "x"]))).toBeUndefined();
  expect(decodeMomentCursor(encodeCursor(["2026-02-28T23:59:59.999Z"]))).toBeUndefined();
});

test("a page over batches goes on after the item that it ended at", () => {
  const batchId = newId();
  expect(decodeItemCursor(encodeCursor([batchId, 7]))).toEqual({ batchId, seq: 7 });
  expect(decodeItemCursor(undefined)).toBeUndefined();
});

test("a cursor that is well formed but names no item starts from the beginning", () => {
  const positions: (string | number)[][] = [
    [],
    ["x", 1],
    [1, newId()],
    [newId()],
    [newId(), "1"],
    [newId(), 1.5],
    [newId(), 2_147_483_648],
    [newId(), -2_147_483_649],
    [newId(), 1e300],
  ];
  for (const position of positions) expect(decodeItemCursor(encodeCursor(position))).toBeUndefined();
});
