import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectDir } from "#lib/installation/build-if-needed.ts";

// What `npm install` would write anew: npm 10 takes `libc` out and does not know it, npm 11 and 12 add what an optional
// dependency lacks, and each writes `resolved` for the registry at hand unless .npmrc says otherwise.
const { packages } = JSON.parse(readFileSync(join(projectDir, "package-lock.json"), "utf8")) as {
  packages: Record<string, { resolved?: string; libc?: string[]; optionalDependencies?: object }>;
};
const entries = Object.entries(packages);

test("the lockfile names no registry and no C library", () => {
  expect(entries.filter(([, { resolved, libc }]) => resolved ?? libc).map(([path]) => path)).toEqual([]);
});

test("the lockfile has every optional dependency, for machines of every kind", () => {
  const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isFound(path, name)),
  );
  expect(missing).toEqual([]);
});

/** Whether a package, or one of those that it lies in, has another in its node_modules. */
function isFound(path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}
