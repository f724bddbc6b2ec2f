import { expect, test } from "vitest";
import { viewQuery } from "#components/saved-views/view-query.ts";

test("a view is its filters and order, in whatever order they stand, and nothing that is open beside it", () => {
  const params = ["q", "status", "sort"];
  const one = new URLSearchParams("status=failed&q=%E7%A7%8B&item=3&sort=");
  const other = new URLSearchParams("item=9&q=秋&status=failed");
  expect(viewQuery(one, params)).toBe(viewQuery(other, params));
  expect(viewQuery(one, params)).toBe("q=%E7%A7%8B&status=failed");
  expect(viewQuery(new URLSearchParams("item=3"), params)).toBe("");
});
