import { expect, test } from "vitest";
import { routeMatcher } from "#lib/installation/route-patterns.ts";

const routeOf = routeMatcher([
  "/",
  "/batches",
  "/batches/[id]",
  "/batches/new",
  "/api/v1/[...rest]",
  "/icon.svg",
]);

test.each([
  ["/", "/"],
  ["/batches/new", "/batches/new"],
  ["/batches/0199b", "/batches/[id]"],
  ["/batches/0199b/more", "(other)"],
  ["/api/v1/batches/7/items", "/api/v1/[...rest]"],
  ["/icon.svg", "/icon.svg"],
  ["/iconxsvg", "(other)"],
  ["/_next/static/chunks/1.js", "/_next/*"],
  ["/wp-login.php", "(other)"],
])("%s is counted as %s", (pathname, route) => {
  expect(routeOf(pathname)).toBe(route);
});
