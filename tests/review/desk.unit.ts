import { expect, test } from "vitest";
import { type Desk, deskAfter, deskFor } from "#components/review/desk.ts";

const desk: Desk = { itemId: "b.1", mode: "edit", field: 2, route: null };

test("another item starts by being read, with no field in focus", () => {
  expect(deskFor(desk, "b.1")).toBe(desk);
  expect(deskFor(desk, "b.2")).toEqual({ itemId: "b.2", mode: "read", field: null, route: null });
});

test("fields are gone through in a circle, from either end", () => {
  const move = (field: number | null, by: 1 | -1) =>
    deskAfter({ ...desk, field }, { type: "field-moved", by, fields: 3 }).field;
  expect([move(null, 1), move(0, 1), move(2, 1)]).toEqual([0, 1, 0]);
  expect([move(null, -1), move(2, -1), move(0, -1)]).toEqual([2, 1, 2]);
  expect(
    deskAfter({ ...desk, field: null, route: null }, { type: "field-moved", by: 1, fields: 0 }).field,
  ).toBeNull();
});

test("leaving goes back to reading; changing what is done keeps the field", () => {
  expect(deskAfter(desk, { type: "left" })).toEqual({
    itemId: "b.1",
    mode: "read",
    field: null,
    route: null,
  });
  expect(deskAfter(desk, { type: "mode-changed", mode: "reject" })).toEqual({ ...desk, mode: "reject" });
});
