import { expect, test } from "vitest";
import { cutPage, decodeCursor, encodeCursor } from "#lib/page.ts";

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
