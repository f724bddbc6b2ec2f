import { expect, test } from "vitest";
import { fileTerms } from "#lib/api/file-terms.ts";

test("who may send a file to a route, and how large it may be, is known before anything of it is read", async () => {
  const MIB = 1024 ** 2;
  expect(await fileTerms("POST", "/labels/read")).toEqual({
    ...{ permission: "publications:read", mostBytes: 64 * MIB },
  });
  expect(await fileTerms("POST", "/publications/x/return")).toEqual({
    ...{ permission: "publications:create", mostBytes: 64 * MIB },
  });
  expect(await fileTerms("POST", "/uploads")).toMatchObject({ mostBytes: 2048 * MIB });
  expect(await fileTerms("POST", "/publications")).toBeNull();
  expect(await fileTerms("POST", "/nothing")).toBeNull();
});
