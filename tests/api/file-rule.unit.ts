import { expect, test } from "vitest";
import { fileRule } from "#lib/api/file-rule.ts";

test("who may send a file to a route, and how large it may be, is known before anything of it is read", async () => {
  const MIB = 1024 ** 2;
  expect(await fileRule("POST", "/labels/read")).toEqual({
    ...{ permission: "publications:read", largestBytes: 64 * MIB },
  });
  expect(await fileRule("POST", "/publications/x/return")).toEqual({
    ...{ permission: "publications:create", largestBytes: 64 * MIB },
  });
  expect(await fileRule("POST", "/uploads")).toMatchObject({ largestBytes: 2048 * MIB });
  expect(await fileRule("POST", "/publications")).toBeNull();
  expect(await fileRule("POST", "/nothing")).toBeNull();
});
