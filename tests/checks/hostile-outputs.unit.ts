import { beforeAll, expect, test } from "vitest";
import { FormatCheck } from "#lib/checks/format/format-check.ts";
import { runChecks } from "#lib/checks/run-checks.ts";
import { UNWANTED } from "#lib/templates/check-spec.ts";
import { growsFaster, HOSTILE } from "#tests/fixtures/hostile-texts.ts";
import { localChecks } from "./labelled-figures.ts";

const row = { name: "Pan 24 cm", material: "steel 18/10, wood", pieces: "3", lids: "none" };
const format = new FormatCheck({ kind: "format", severity: "warn", tags: ["b"], without: [...UNWANTED] });

let checks: Awaited<ReturnType<typeof localChecks>>;

beforeAll(async () => {
  checks = [...(await localChecks("en")), ...(await localChecks("zh")), format];
  runChecks(checks, row, { t: "warm 1 kg 13800138000" }, "en");
});

function look(check: (typeof checks)[number], source: Record<string, string>, t: string): void {
  const verdicts = runChecks([check], source, { t }, "en");
  expect(verdicts.map(({ message }) => message.code)).not.toContain("check_broken");
}

for (const name of Object.keys(HOSTILE)) {
  test(`a long output of ${name} breaks no check, and takes each no time that grows by its square`, () => {
    for (const check of checks) {
      const grows = growsFaster(name, (t) => look(check, row, `A${t}B`));
      expect(grows, check.constructor.name).toBe(false);
    }
  });

  test(`so does a row of ${name}`, () => {
    for (const check of checks) {
      const grows = growsFaster(name, (t) => look(check, { ...row, notes: t }, "warm 1 kg"));
      expect(grows, check.constructor.name).toBe(false);
    }
  });
}

test("words in which signs stand for letters are found among any others", async () => {
  const found = (t: string) =>
    runChecks(checks, row, { t }, "en").filter(
      ({ kind, verdict }) => kind === "lexicon" && verdict !== "pass",
    );
  for (const word of ["gu4ranteed", "guar@nteed", "9u@gu@ranteed!"])
    expect(found(`It is ${word} now`)).not.toEqual([]);
  expect(found("Model a1b2, 5m of 100$ cable, up!")).toEqual([]);
});
