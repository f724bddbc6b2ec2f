import { expect, test } from "vitest";
import { currentDestination, destinationsFor } from "#components/navigation/destinations.ts";
import { permissionOf } from "#components/navigation/permission-of.ts";

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

test("what a page needs follows from the longest address that it begins with", () => {
  expect(permissionOf("/batches")).toBe("batches:read");
  expect(permissionOf("/batches/new?datasetId=1")).toBe("batches:launch");
  expect(permissionOf("/spend/ledger?attempt=1")).toBe("spend:read");
  expect(permissionOf("/settings/members#x")).toBe("members:read");
  expect(permissionOf("/settings/account")).toBe(null);
  expect(permissionOf("/trials/3/vote?x=1")).toBe("trials:vote");
  expect(permissionOf("/trials/3/cells/1/why")).toBe("trials:read");
  expect(permissionOf("/catalogue/imports/new?upload=1")).toBe("catalogue:write");
  expect(permissionOf("/catalogue/imports/1")).toBe("catalogue:read");
  expect(permissionOf("/")).toBe(null);
});
