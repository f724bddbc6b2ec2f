import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import en from "#lib/i18n/messages/en/audit.json" with { type: "json" };

const code = globSync("lib/**/*.ts").map((path) => readFileSync(path, "utf8"));
const foundBy = (pattern: RegExp) => [
  ...new Set(code.flatMap((text) => [...text.matchAll(pattern)].map(([, word = ""]) => word))),
];

test("every action that is recorded has words in the audit log", () => {
  const actions = foundBy(/\baction: "([a-z_-]+\.[a-z_-]+)"/g);
  const known = Object.entries(en.actions).flatMap(([domain, verbs]) =>
    Object.keys(verbs).map((verb) => `${domain}.${verb}`),
  );
  expect(actions.filter((action) => !known.includes(action))).toEqual([]);
  expect(actions.length).toBeGreaterThan(20);
});

test("every kind of target has a word in the audit log", () => {
  expect(foundBy(/\btargetType: "([A-Za-z_-]+)"/g).filter((kind) => !(kind in en.targets))).toEqual([]);
});
