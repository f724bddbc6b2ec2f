import { describe, expect, test } from "vitest";
import { languageGroups, modelIdAt, modelIdIn, otherwiseAsked } from "#lib/calls/language-models.ts";
import { recipeOf } from "#lib/items/recipe.ts";
import { recipesByLanguage } from "#lib/items/recipes-by-language.ts";
import { askedOtherwise } from "#lib/templates/asks-the-same.ts";
import { removeStep, renameStep } from "#lib/templates/change-steps.ts";
import { changesBetween } from "#lib/templates/changes.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { inLanguage, placeInLanguage } from "#lib/templates/in-language.ts";
import { outputJsonSchema, parseOutput } from "#lib/templates/output.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { askedByRun } from "#lib/templates/step-models.ts";
import { isGenerating } from "#lib/templates/steps.ts";
import { type TemplateBody, templateBodySchema } from "#lib/templates/template.ts";

const OWN = "00000000-0000-4000-8000-00000000000a";
const OTHER = "00000000-0000-4000-8000-00000000000b";

type Draft = Parameters<typeof templateBodySchema.parse>[0];

function templateOf(languageOverrides: object, more: object = {}) {
  return templateBodySchema.parse({
    sections: { instruction: "Write in {{ language.name }}.", requirements: "Be brief." },
    inputs: [{ name: "brand", required: false }],
    outputs: [
      { name: "title", type: "text", minLength: 3, maxLength: 40 },
      { name: "points", type: "list" },
      { name: "price", type: "number" },
    ],
    languages: ["en", "de", "zh-CN"],
    languageOverrides,
    ...more,
  } as Draft);
}

async function written(template: ReturnType<typeof templateOf>, language: string, row = {}) {
  const rendered = await renderPrompt(inLanguage(template, language), row, language);
  return rendered.kind === "prompt" ? rendered.messages.at(-1)?.content : rendered;
}

const requirementsOf = (prompt: unknown) => String(prompt).split("## Requirements\n\n")[1];

describe("what a template does otherwise in a language", () => {
  const de = { tone: "Sie, sachlich", requirements: "Marke: {{ brand }}." };

  test("stands below the requirements in that language, and nowhere in another", async () => {
    const template = templateOf({ de });
    expect(requirementsOf(await written(template, "de", { brand: "Arc" }))).toBe(
      "Be brief.\nTone: Sie, sachlich\nMarke: Arc.",
    );
    expect(requirementsOf(await written(template, "en", { brand: "Arc" }))).toBe("Be brief.");
  });

  test.each([
    ["a language's own entry", { zh: { tone: "any" }, "zh-CN": { tone: "own" } }, "own"],
    ["that of the language it belongs to", { zh: { tone: "any" } }, "any"],
    ["a tag however it is spelt", { "ZH-cn": { tone: "own" } }, "own"],
  ])("goes by %s", async (_what, overrides, tone) => {
    expect(await written(templateOf(overrides), "zh-CN")).toContain(`Tone: ${tone}`);
    expect(await written(templateOf(overrides), "de")).not.toContain("Tone:");
  });

  test("has a section of its own where the template requires nothing", async () => {
    const template = templateOf({ de: { tone: "warm" } }, { sections: { instruction: "Write." } });
    expect(requirementsOf(await written(template, "de"))).toBe("Tone: warm");
  });

  test.each(["replace", "drop"])("outlasts a rule that would %s the requirements", async (act) => {
    const rule = {
      when: { all: [{ input: "brand", is: "present" }] },
      do: act,
      section: "requirements",
      ...(act === "replace" && { text: "Other." }),
    };
    const prompt = requirementsOf(
      await written(templateOf({ de: { tone: "warm" } }, { rules: [rule] }), "de", { brand: "x" }),
    );
    expect(prompt).toBe(act === "replace" ? "Other.\nTone: warm" : "Tone: warm");
  });

  test("keeps its lines apart from a section that trims what follows it", async () => {
    const sections = { instruction: "Write.", requirements: "Own.{%- if brand %}b{% endif -%}" };
    const template = templateOf({ de: { tone: "{%- if true %}warm{% endif %}" } }, { sections });
    expect(requirementsOf(await written(template, "de"))).toContain("Own.\n");
  });

  test("changes how long a field may be, in what is asked for and in what fits", () => {
    const template = templateOf({ de: { maxLength: { title: 5, points: 8 } } });
    const { outputs } = inLanguage(template, "de");
    expect(outputJsonSchema(outputs)).toMatchObject({
      properties: { title: { maxLength: 5 }, points: { items: { maxLength: 8 } } },
    });
    const answer = JSON.stringify({ title: "Sechs!", points: [], price: 1 });
    expect(parseOutput(outputs, answer)).toMatchObject({
      ok: false,
      misfits: [{ path: "title", code: "output_too_long", params: { max: 5 } }],
    });
    expect(parseOutput(inLanguage(template, "en").outputs, answer).ok).toBe(true);
  });

  test("costs a template nothing that has none, and is made once for each language", () => {
    const plain = templateOf({});
    expect(inLanguage(plain, "de")).toBe(plain);
    const template = templateOf({ de });
    expect(inLanguage(template, "en")).toBe(template);
    expect(inLanguage(template, "de")).toBe(inLanguage(template, "de"));
    expect(renderPrompt(inLanguage(template, "de"), { brand: "Arc" }, "de")).not.toBeInstanceOf(Promise);
  });
});

describe("what is wrong with it is told at its field", () => {
  test.each([
    [
      "a text that is no Liquid",
      { requirements: "{{ brand" },
      "requirements",
      "template_output_unclosed",
      "error",
    ],
    ["a name that is no input", { tone: "{{ band }}" }, "tone", "template_variable_unknown", "error"],
    [
      "a field that is gone",
      { maxLength: { headline: 9 } },
      "maxLength.headline",
      "template_override_field_unknown",
      "warning",
    ],
    [
      "a field without characters",
      { maxLength: { price: 9 } },
      "maxLength.price",
      "template_override_without_length",
      "error",
    ],
    [
      "less than the least",
      { maxLength: { title: 2 } },
      "maxLength.title",
      "template_limits_crossed",
      "error",
    ],
    [
      "a model of a step that is gone",
      { stepModelIds: { gone: OTHER } },
      "stepModelIds.gone",
      "template_override_step_unknown",
      "warning",
    ],
  ])("%s", (_what, override, at, code, severity) => {
    const path = `languageOverrides.de.${at}`;
    const problems = checkTemplate(templateOf({ de: override }));
    expect(problems).toContainEqual(
      expect.objectContaining({ code, severity, place: { kind: "field", path } }),
    );
  });

  test("a language that is not written in", () => {
    const codes = (overrides: object) => checkTemplate(templateOf(overrides)).map(({ code }) => code);
    expect(codes({ fr: { tone: "x" } })).toContain("template_override_unused");
    expect(codes({ zh: { tone: "x" } })).not.toContain("template_override_unused");
  });

  test("an input that only a language uses is used", () => {
    const codes = checkTemplate(templateOf({ de: { tone: "{{ brand }}" } })).map(({ code }) => code);
    expect(codes).not.toContain("template_input_unused");
  });

  test("what shows only on a row", async () => {
    const template = templateOf({ de: { requirements: "{{ brand | divided_by: 0 }}" } });
    const rendered = await renderPrompt(inLanguage(template, "de"), { brand: "3" }, "de");
    const problem = rendered.kind === "broken" ? placeInLanguage(template, "de", rendered.problem) : null;
    expect(problem?.place).toEqual({ kind: "field", path: "languageOverrides.de" });
  });
});

test("a history tells what is otherwise by language, and which glossaries", () => {
  const before = templateOf({});
  const after = { ...templateOf({ de: { tone: "warm" } }), glossaryIds: ["g"] };
  expect(changesBetween(before, after).map(({ path }) => path)).toEqual(["languageOverrides", "glossaryIds"]);
});

describe("a model that a language asks", () => {
  const steps = [
    { name: "facts", sections: { instruction: "Facts." }, outputs: [{ name: "facts", type: "text" }] },
    {
      name: "copy",
      sections: { instruction: "Copy." },
      outputs: [{ name: "title", type: "text" }],
      modelId: OWN,
    },
  ];
  const chain = (override: object) => templateOf({ de: override }, { steps, outputs: [], sections: {} });
  const asked = (override: object, language = "de") =>
    inLanguage(chain(override), language).steps.map((step) => isGenerating(step) && step.modelId);
  const recipe = (template: TemplateBody, language: string) =>
    recipeOf(inLanguage(template, language), {}, { hasFallback: false, waitsOutOutages: true });

  test("is asked by the one prompt in that language alone", () => {
    const template = templateOf({ de: { modelId: OTHER } });
    expect(recipe(template, "de-AT").steps).toMatchObject([{ modelId: OTHER }]);
    expect(recipe(template, "en").steps[0]).not.toHaveProperty("modelId");
    expect(recipe(templateOf({ de: { tone: "warm" } }), "de").steps[0]).not.toHaveProperty("modelId");
  });

  test("is asked by steps that name none; one named for a step, whatever that names", () => {
    expect(asked({ modelId: OTHER })).toEqual([OTHER, OWN]);
    expect(asked({ stepModelIds: { copy: OTHER } })).toEqual([undefined, OTHER]);
    expect(asked({ modelId: OWN, stepModelIds: { facts: OTHER } })).toEqual([OTHER, OWN]);
    expect(asked({ modelId: OTHER }, "fr")).toEqual([undefined, OWN]);
  });

  test("is told where it cannot be asked, at its field", () => {
    const there = { id: OTHER, name: "m", isForText: true, isArchived: false, isPriced: true };
    const told = (change: object | null) =>
      checkTemplate(templateOf({ de: { modelId: OTHER } }), {
        models: change ? [{ ...there, ...change }] : [],
      }).flatMap(({ code, severity, place }) =>
        place?.kind === "field" && place.path === "languageOverrides.de.modelId" ? [[code, severity]] : [],
      );
    expect(told({})).toEqual([]);
    expect(told(null)).toEqual([["template_override_model_unknown", "error"]]);
    expect(told({ isArchived: true })).toEqual([["template_override_model_archived", "error"]]);
    expect(told({ isForText: false })).toEqual([["template_override_model_not_for_text", "error"]]);
    expect(told({ isPriced: false })).toEqual([["template_override_model_unpriced", "warning"]]);
  });

  test("that changes makes its language stale, and says that it is the model", () => {
    const changed = (before: object, after: object, language = "de") =>
      askedOtherwise(templateOf({ de: before }), templateOf({ de: after }), language);
    expect(changed({}, { modelId: OTHER })).toEqual({ template: false, model: true });
    expect(changed({ modelId: OWN }, { modelId: OTHER, tone: "warm" })).toEqual({
      template: true,
      model: true,
    });
    expect(changed({ tone: "dry" }, { tone: "warm" })).toEqual({ template: true, model: false });
    expect(changed({ modelId: OWN }, { modelId: OTHER }, "fr")).toEqual({ template: false, model: false });
  });

  test("follows a step's new name, and goes with the step", () => {
    const body = chain({ stepModelIds: { copy: OTHER }, tone: "warm" });
    expect(renameStep(body, 1, "text").languageOverrides).toEqual({
      de: { stepModelIds: { text: OTHER }, tone: "warm" },
    });
    expect(removeStep(body, 1).languageOverrides).toEqual({ de: { tone: "warm" } });
    expect(renameStep(chain({ tone: "warm" }), 1, "text")).not.toHaveProperty("languageOverrides");
  });

  test("is in the books of a run by language and step, and nowhere where none is named", () => {
    const languages = ["en", "de"];
    const of = (template: TemplateBody) => askedByRun(template, "run", languages).languageModelIds;
    expect(of(templateOf({ de: { tone: "warm" } }))).toEqual([]);
    expect(of(templateOf({ fr: { modelId: OTHER } }))).toEqual([]);
    expect(of(templateOf({ de: { modelId: OTHER } }))).toEqual(["run", OTHER]);
    const batch = {
      ...{ modelId: "run", stepModelIds: ["run", OWN], languages },
      languageModelIds: of(chain({ modelId: OTHER })),
    };
    expect(batch.languageModelIds).toEqual(["run", "run", OWN, OTHER, OTHER, OWN]);
    const at = (language: string) => [0, 1].map((step) => modelIdAt(batch, language, step));
    expect([at("en"), at("de"), modelIdIn(batch, "de")]).toEqual([["run", OWN], [OTHER, OWN], OTHER]);
    expect(languageGroups(batch)).toEqual([[0], [1]]);
    expect(languageGroups({ ...batch, languageModelIds: [] })).toEqual([]);
    expect(otherwiseAsked(batch)).toEqual([{ language: "de", modelIds: [OTHER, OWN] }]);
  });
});

test("a language that asks the second model anyway has none to turn to", () => {
  const version = {
    ...{ id: "v", templateId: "t", number: 1, state: "published" as const },
    ...templateOf({ de: { modelId: OTHER } }),
  };
  const ways = { hasFallback: true, waitsOutOutages: true, fallbackModelId: OTHER };
  const recipeIn = recipesByLanguage(version, {}, ways);
  expect([recipeIn("de").hasFallback, recipeIn("en").hasFallback]).toEqual([false, true]);
});
