import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectDir } from "#lib/installation/build-if-needed.ts";

const folder = join(projectDir, "docs", "decisions");
const decisions = readdirSync(folder)
  .filter((name) => name !== "README.md")
  .sort();

test("decisions are numbered without a hole", () => {
  expect(decisions.map((name) => Number(name.slice(0, 4)))).toEqual(decisions.map((_, index) => index + 1));
});

test("the index names every decision by its number and title", () => {
  const index = readFileSync(join(folder, "README.md"), "utf8").split("\n");
  const lines = decisions.map((name) => {
    const title = readFileSync(join(folder, name), "utf8").split("\n")[0]?.slice(2);
    return `- [${name.slice(0, 4)}](${name}) ${title}`;
  });
  expect(index.filter((line) => line.startsWith("- "))).toEqual(lines);
});
