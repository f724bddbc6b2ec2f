import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectDir } from "#lib/installation/build-if-needed.ts";

// Themes differ in the values of tokens and in nothing else: what a page must be is therefore shown in one of them, and
// in the other only its colours (every-page.e2e.ts).
const css = readFileSync(join(projectDir, "app", "globals.css"), "utf8");
const SAME_IN_BOTH = [
  "--color-black",
  "--color-current",
  "--color-on-accent",
  "--color-transparent",
  "--color-white",
];

function tokensOf(block: string): string[] {
  const start = css.indexOf(`${block} {`);
  const body = css.slice(start, css.indexOf("\n}", start));
  return [...body.matchAll(/^\s*(--(?:color|shadow)-[a-z0-9-]+):/gm)].map(([, name = ""]) => name).sort();
}

test("every colour has a dark twin, and the dark theme has no colour of its own", () => {
  const light = tokensOf("@theme").filter((name) => !SAME_IN_BOTH.includes(name));
  expect(light.length).toBeGreaterThan(30);
  expect(tokensOf('[data-theme="dark"]')).toEqual(light);
});

test("no component looks otherwise in one theme, but for the sun and the moon of the sign-in page", () => {
  const themed = ["app", "components"].flatMap((folder) =>
    readdirSync(join(projectDir, folder), { recursive: true, encoding: "utf8" })
      .map((file) => join(folder, file).replaceAll("\\", "/"))
      .filter(
        (file) => file.endsWith(".tsx") && readFileSync(join(projectDir, file), "utf8").includes("dark:"),
      ),
  );
  expect(themed).toEqual(["components/auth/sign-in-preferences.tsx"]);
});
