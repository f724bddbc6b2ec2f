import { describe, expect, test } from "vitest";
import { checkOutput, outputJsonSchema, parseOutput } from "#lib/templates/output.ts";
import { type OutputFieldDraft, outputFieldSchema } from "#lib/templates/template.ts";

const fields = (...drafts: OutputFieldDraft[]) => drafts.map((draft) => outputFieldSchema.parse(draft));

const outputs = fields(
  { name: "title", type: "text", minLength: 3, maxLength: 10 },
  { name: "points", type: "list", minItems: 1, maxItems: 3, maxLength: 8 },
  { name: "score", type: "number", minimum: 0, maximum: 5 },
  { name: "tone", type: "choice", choices: ["calm", "bold"], required: false },
  { name: "meta", type: "object", fields: [{ name: "keyword", type: "text" }] },
  { name: "faq", type: "list", fields: [{ name: "question", type: "text", maxLength: 5 }] },
);

const fitting = {
  title: "Figuier",
  points: ["fig", "cedar"],
  score: 4.5,
  tone: null,
  meta: { keyword: "fig" },
  faq: [{ question: "Why?" }],
};

function misfits(change: object): string[] {
  const checked = checkOutput(outputs, { ...fitting, ...change });
  return checked.ok ? [] : checked.misfits.map(({ path, code }) => `${path} ${code}`);
}

describe("the schema", () => {
  const schema = outputJsonSchema(outputs);

  test("allows nothing else and requires everything, at every level", () => {
    expect(schema).toMatchObject({
      type: "object",
      additionalProperties: false,
      required: ["title", "points", "score", "tone", "meta", "faq"],
      properties: {
        title: { type: "string", minLength: 3, maxLength: 10 },
        points: { type: "array", minItems: 1, maxItems: 3, items: { type: "string", maxLength: 8 } },
        score: { type: "number", minimum: 0, maximum: 5 },
        meta: { type: "object", additionalProperties: false, required: ["keyword"] },
        faq: { type: "array", items: { additionalProperties: false, required: ["question"] } },
      },
    });
  });

  test("lets a field that need not have a value be null", () => {
    expect(schema.properties?.tone).toEqual({ type: ["string", "null"], enum: ["calm", "bold", null] });
  });

  test("is made once for the same fields", () => {
    expect(outputJsonSchema(outputs)).toBe(schema);
  });
});

describe("an output", () => {
  test("that fits is given as it is", () => {
    expect(checkOutput(outputs, fitting)).toEqual({ ok: true, output: fitting });
  });

  test.each([
    [{ title: "No" }, "title output_too_short"],
    [{ title: "Much too long" }, "title output_too_long"],
    [{ title: "   \n " }, "title output_blank"],
    [{ title: null }, "title output_wrong_type"],
    [{ title: undefined }, "title output_missing"],
    [{ points: [] }, "points output_too_few"],
    [{ points: ["a", "b", "c", "d"] }, "points output_too_many"],
    [{ points: ["a", "much too long"] }, "points.1 output_too_long"],
    [{ points: "a" }, "points output_wrong_type"],
    [{ score: "4" }, "score output_wrong_type"],
    [{ score: 5.1 }, "score output_too_large"],
    [{ score: -1 }, "score output_too_small"],
    [{ tone: "loud" }, "tone output_not_a_choice"],
    [{ meta: {} }, "meta.keyword output_missing"],
    [{ meta: { keyword: "x", other: 1 } }, "meta.other output_unknown"],
    [{ faq: [{ question: "Why?" }, { question: "Because" }] }, "faq.1.question output_too_long"],
    [{ extra: "x" }, "extra output_unknown"],
  ])("%j is refused as %s", (change, misfit) => {
    expect(misfits(change)).toEqual([misfit]);
  });

  test("lengths are counted in characters, not in UTF-16 units", () => {
    expect(misfits({ title: "😀".repeat(10) })).toEqual([]);
    expect(misfits({ title: "𠀀".repeat(11) })).toEqual(["title output_too_long"]);
  });

  test("names what is too long, and by how much", () => {
    const checked = checkOutput(outputs, { ...fitting, title: "Much too long" });
    expect(checked).toMatchObject({ misfits: [{ params: { field: "title", length: 13, max: 10 } }] });
  });
});

describe("an answer", () => {
  const single = fields({ name: "title", type: "text" });

  test.each([
    ['{"title":"Fig"}', true],
    ['\uFEFF  {"title":"Fig"}\n', true],
    ['```json\n{"title":"Fig"}\n```', false],
    ['```\n{"title":"Fig"}\n```\nAnything else?', false],
    ['Here it is: {"title":"Fig"} I hope it helps.', false],
    ['Set {a, b}: {"title":"Fig"}', false],
  ])("is read past its wrapping, and it is known whether there was any: %j", (text, isWhole) => {
    const output = { title: "Fig" };
    expect(parseOutput(single, text)).toEqual({ ok: true, output, coercions: [], isWhole });
  });

  test("keeps braces, quotes and markup inside its texts", () => {
    const title = '<script>alert("}{")</script> \\ {{ x }}';
    expect(parseOutput(single, `Sure: ${JSON.stringify({ title })}`)).toEqual({
      ok: true,
      output: { title },
      coercions: [],
      isWhole: false,
    });
  });

  test.each([
    ["", "output_not_json"],
    ["Fig", "output_not_json"],
    ["[1]", "output_not_json"],
    ['"Fig"', "output_not_json"],
    ["null", "output_not_json"],
    ['{"title":"Fi', "output_cut_off"],
    ['```json\n{"title":"Fig", "te', "output_cut_off"],
    ["[".repeat(100_000), "output_cut_off"],
  ])("that is not the object asked for is refused: %.30j", (text, code) => {
    const parsed = parseOutput(single, text);
    expect(parsed.ok ? [] : parsed.misfits.map((misfit) => misfit.code)).toEqual([code]);
  });

  test("of a million braces is refused", () => {
    expect(parseOutput(single, "{".repeat(1_000_000)).ok).toBe(false);
  });
});
