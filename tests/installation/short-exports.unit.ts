import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectDir } from "#lib/installation/build-if-needed.ts";

const FEW = 4_000;

test("no package that many modules import has a long list of exports, which each import reads anew", () => {
  const { exports } = JSON.parse(
    readFileSync(join(projectDir, "node_modules/drizzle-orm/package.json"), "utf8"),
  );
  expect(JSON.stringify(exports).length).toBeLessThan(FEW);
});
