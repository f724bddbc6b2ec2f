import { expect, test } from "vitest";
import { currentDestination, destinationsFor } from "#components/navigation/destinations.ts";

test("a page below another belongs to the longest address", () => {
  expect(currentDestination("/")).toBe("home");
  expect(currentDestination("/batches/new")).toBe("batches");
  expect(currentDestination("/settings/models/3")).toBe("models");
  expect(currentDestination("/batchesque")).toBe(null);
});

test("nobody is shown a page they may not open", () => {
  const reviewer = destinationsFor(["reviewer"]).map(({ id }) => id);
  expect(reviewer).toContain("review");
  expect(reviewer).not.toContain("spend");
  expect(reviewer).not.toContain("members");
  expect(destinationsFor(["admin"]).map(({ id }) => id)).toContain("tokens");
});
