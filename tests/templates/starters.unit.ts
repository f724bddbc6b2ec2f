import { describe, expect, test } from "vitest";
import { z } from "zod";
import { askForStarterLexicons } from "#lib/checks/lexicons/ask-for-starter-lexicons.ts";
import { LexiconCheck } from "#lib/checks/lexicons/lexicon-check.ts";
import { LexiconMatcher } from "#lib/checks/lexicons/lexicon-matcher.ts";
import { starterLexicons } from "#lib/checks/lexicons/starter-lexicons.ts";
import { runChecks } from "#lib/checks/run-checks.ts";
import { loadTemplateChecks } from "#lib/checks/template-checks.ts";
import { evaluateOutput } from "#lib/evaluators/evaluate.ts";
import { locales } from "#lib/i18n/locales.ts";
import { makePerfumes, PERFUME_COLUMNS } from "#lib/installation/demo/perfumes.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { outputJsonSchema, parseOutput } from "#lib/templates/output.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { namedStandIn, renderSteps } from "#lib/templates/render-steps.ts";
import type { Starter } from "#lib/templates/starters/starter.ts";
import { STARTERS } from "#lib/templates/starters/starters.ts";
import { isGenerating } from "#lib/templates/steps.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { STARTER_OUTPUTS } from "./starter-outputs.ts";

const begun = STARTERS.flatMap((starter) =>
  locales.map((locale) => ({ key: starter.key, locale, starter, body: starter.bodies[locale] })),
);
const starterOf = (key: string) => STARTERS.find((one) => one.key === key) as Starter;
const sampleOf = ({ inputs }: TemplateBody) =>
  Object.fromEntries(inputs.map(({ name, sample }) => [name, sample]));
const ways = { terms: null, standIn: namedStandIn };
const lexicons = starterLexicons.map((lexicon, at) => ({ ...lexicon, id: String(at), version: 1 }));

async function promptsOf(body: TemplateBody, row: Record<string, string>, language: string) {
  const steps = await renderSteps(body, row, language, ways);
  return steps.map(({ rendered }) => {
    if (rendered?.kind !== "prompt") throw new Error(`no prompt: ${JSON.stringify(rendered)}`);
    return rendered.messages;
  });
}

describe.each(begun)("the starter $key, written in $locale", ({ key, locale, starter, body }) => {
  test("has nothing wrong with it", () => {
    expect(checkTemplate(body)).toEqual([]);
    expect(body.inputs.filter(({ sample }) => sample === "")).toEqual([]);
  });

  test("shows a prompt for its sample at once, in each of its languages, in the language it is written in", async () => {
    for (const language of body.languages) {
      const prompts = await promptsOf(body, sampleOf(body), language);
      const text = prompts.flatMap((messages) => messages.map(({ content }) => content)).join("\n");
      expect(text).toContain(language);
      expect(text).not.toMatch(/undefined|\[object|\{\{|\{%/);
      const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
      if (locale === "zh-CN") expect(han).toBeGreaterThan(text.length / 5);
      else expect(han).toBeLessThan(text.length / 25);
    }
  });

  test("is asked for what the schema of its fields takes, by every step of it", () => {
    const outputs = body.steps.length > 0 ? body.steps.filter(isGenerating).map((step) => step.outputs) : [];
    for (const fields of [body.outputs, ...outputs])
      expect(() => z.fromJSONSchema(outputJsonSchema(fields) as never)).not.toThrow();
    const { good, bad } = STARTER_OUTPUTS[key]![locale];
    for (const output of [good, bad]) {
      expect(parseOutput(body.outputs, JSON.stringify(output))).toMatchObject({ ok: true, coercions: [] });
      const schema = z.fromJSONSchema(outputJsonSchema(body.outputs) as never);
      expect(schema.safeParse(output).error).toBeUndefined();
    }
  });

  test("has checks that let a good output pass and see what is wrong with a bad one", async () => {
    const { good, bad, seenBy } = STARTER_OUTPUTS[key]![locale];
    const [language = ""] = body.languages;
    const loaded = await loadTemplateChecks(undefined as never, body.checks, [language]);
    const asked = starter.lexicons ? askForStarterLexicons(starter.lexicons, lexicons) : [];
    const held = asked.flatMap((spec) => {
      if (spec.kind !== "lexicon") return [];
      const chosen = lexicons.filter(
        ({ id, languages }) => spec.lexiconIds.includes(id) && language.startsWith(languages[0]!),
      );
      return [new LexiconCheck(new LexiconMatcher(chosen, "2026-01-01"), undefined)];
    });
    const fields = starter.lexicons?.fields;
    const verdictsOn = (output: Record<string, unknown>) => {
      const looked = fields ? Object.fromEntries(fields.map((name) => [name, output[name]])) : output;
      return [
        ...runChecks(loaded.in(language), sampleOf(body), output, language),
        ...runChecks(held, sampleOf(body), looked, language),
      ].filter(({ verdict }) => verdict !== "pass");
    };
    expect(verdictsOn(good)).toEqual([]);
    expect([...new Set(verdictsOn(bad).map((verdict) => verdict.kind))].sort()).toEqual([...seenBy].sort());
  });

  test("has evaluators that tell a good output from a bad one, where a column says what is right", () => {
    const { good, bad } = STARTER_OUTPUTS[key]![locale];
    const right = { concentration: "Eau de Parfum", size_ml: "50", safe_copy: String(good.text ?? "") };
    const evaluated = (output: Record<string, unknown>) =>
      evaluateOutput(body.evaluators, {
        output,
        fields: body.outputs,
        row: { ...right, ...sampleOf(body) },
        expected: null,
        judged: null,
      });
    const referenced = body.evaluators.filter((spec) => "reference" in spec && spec.reference !== undefined);
    const states = (output: Record<string, unknown>) => evaluated(output).map(({ state }) => state);
    expect(states(good).filter((state) => state === "passed")).toHaveLength(referenced.length);
    expect(states(good)).not.toContain("failed");
    if (referenced.length > 0) expect(states(bad)).toContain("failed");
    const expected = evaluateOutput(body.evaluators, {
      output: good,
      fields: body.outputs,
      row: { ...right, ...sampleOf(body) },
      expected: good,
      judged: null,
    });
    expect(expected.map(({ state }) => state)).toEqual(body.evaluators.map(() => "passed"));
  });

  test("works on every row of the sample, in every language", async () => {
    for (const row of makePerfumes(60))
      for (const language of body.languages)
        for (const { rendered } of await renderSteps(body, row, language, ways))
          expect(["prompt", "skipped"]).toContain(rendered?.kind);
  });

  test("reads columns that the sample has, but for pictures", () => {
    const read = [
      ...body.inputs,
      ...body.evaluators.flatMap((one) =>
        "reference" in one && one.reference ? [{ name: one.reference, type: "text" }] : [],
      ),
    ];
    const columns: readonly string[] = PERFUME_COLUMNS;
    expect(read.filter(({ name, type }) => type !== "picture" && !columns.includes(name))).toEqual([]);
  });
});

test("each has evaluators", () => {
  const without = STARTERS.filter(({ bodies }) => locales.some((one) => bodies[one].evaluators.length === 0));
  expect(without.map(({ key }) => key)).toEqual([]);
});

test("what a row lacks leaves no trace in the prompt", async () => {
  const row = { name: "Nuit", brand: "Verlaine" };
  const textOf = async (locale: (typeof locales)[number]) => {
    const rendered = await renderPrompt(starterOf("copy").bodies[locale], row, "zh-CN");
    return rendered.kind === "prompt" ? (rendered.messages[1]?.content ?? "") : "";
  };
  expect(await textOf("en")).toContain("- Brand: Verlaine\n\n## Requirements");
  expect(await textOf("en")).toContain("in Chinese (China) (zh-CN)");
  expect(await textOf("zh-CN")).toContain("- 品牌：Verlaine\n\n## Requirements");
});

test("rules of product copy fire on what the row says in either language", async () => {
  const { bodies } = starterOf("copy");
  const textOf = async (body: TemplateBody, row: Record<string, string>) =>
    JSON.stringify(await promptsOf(body, { name: "Nuit", brand: "Verlaine", ...row }, "en"));
  expect(await textOf(bodies.en, { gender: "unisex" })).toContain("do not address one gender");
  expect(await textOf(bodies.en, { gender: "women" })).not.toContain("do not address one gender");
  expect(await textOf(bodies["zh-CN"], { category: "gift set" })).toContain("这是套装");
  expect(await textOf(bodies["zh-CN"], { category: "香水" })).not.toContain("这是套装");
});

test("a title goes into Chinese with the product's Chinese name, and into no other language with it", async () => {
  const { en } = starterOf("titleTranslation").bodies;
  const textIn = async (language: string) => JSON.stringify(await promptsOf(en, sampleOf(en), language));
  expect(await textIn("zh-CN")).toContain("丝绸来信");
  expect(await textIn("de")).not.toContain("丝绸来信");
});

test("a picture is shown to the model that says what it sees, and to no later step", async () => {
  for (const locale of locales) {
    const body = starterOf("pictureDescription").bodies[locale];
    const [see, write] = await promptsOf(body, sampleOf(body), "en");
    expect(see?.flatMap(({ pictures = [] }) => pictures)).toEqual([sampleOf(body).picture]);
    expect(write?.flatMap(({ pictures = [] }) => pictures)).toEqual([]);
  }
});

test("lexicons are asked for by the names that they began with", () => {
  const all = askForStarterLexicons({ topics: ["medical-claims"], fields: ["text"] }, lexicons);
  const names = lexicons.filter(({ id }) => all[0]?.kind === "lexicon" && all[0].lexiconIds.includes(id));
  expect(names.map(({ name }) => name)).toEqual([
    "医疗功效用语",
    "Medical claims",
    "Heilaussagen",
    "医薬品的効能表現",
  ]);
  expect(all).toMatchObject([{ kind: "lexicon", fields: ["text"] }]);
  expect(askForStarterLexicons({ topics: ["medical-claims"] }, [{ id: "1", name: "Ours" }])).toEqual([]);
});

test("what suppliers say in the sample is sometimes fine and mostly not", () => {
  const matcher = new LexiconMatcher(
    lexicons.filter(({ languages }) => languages.includes("en")),
    "2026-01-01",
  );
  const hasTerms = (text: string) =>
    runChecks([new LexiconCheck(matcher, undefined)], {}, { text }, "en").some(
      ({ verdict }) => verdict !== "pass",
    );
  const rows = makePerfumes(200);
  expect(rows.filter((row) => hasTerms(row.safe_copy))).toEqual([]);
  expect(rows.filter((row) => hasTerms(row.supplier_copy))).toHaveLength(160);
});
