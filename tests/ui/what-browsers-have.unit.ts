import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

// Safari has no Temporal: https://bugs.webkit.org/show_bug.cgi?id=223166. A page that asks for it shows an error there.
const NOT_IN_EVERY_BROWSER = /\bTemporal\.|\.toTemporalInstant\b/;
const IMPORTED = /^(?:import|export) (?!type\b)[^;]*?from "((?:#components|#lib|\.{1,2})\/[^"]+)"/gm;

test("nothing that a component takes along asks for what not every browser has", () => {
  const asking: string[] = [];
  const seen = new Set<string>();
  const follow = (file: string, way: string): void => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    if (NOT_IN_EVERY_BROWSER.test(text)) asking.push(`${way} → ${file}`);
    for (const [, name = ""] of text.matchAll(IMPORTED))
      follow(name.startsWith("#") ? name.slice(1) : join(dirname(file), name), `${way} → ${file}`);
  };
  for (const component of globSync("components/**/*.{ts,tsx}")) follow(component, "");
  expect(seen.size).toBeGreaterThan(700);
  expect(asking).toEqual([]);
});
