import { describe, expect, test } from "vitest";
import { checkOutput, parseOutput } from "#lib/templates/output.ts";
import { type OutputFieldDraft, outputFieldSchema } from "#lib/templates/template.ts";

const drafts: OutputFieldDraft[] = [
  { name: "title", type: "text" },
  { name: "weight", type: "number", maximum: 2_000_000 },
  { name: "tone", type: "choice", choices: ["Calm", "Bold", "bold"] },
  { name: "note", type: "text", required: false },
  { name: "points", type: "list" },
  { name: "faq", type: "list", fields: [{ name: "question", type: "text" }] },
  { name: "meta", type: "object", fields: [{ name: "score", type: "number" }] },
];
const outputs = drafts.map((draft) => outputFieldSchema.parse(draft));
const fitting = {
  title: "Fig",
  weight: 12.5,
  tone: "Calm",
  note: null,
  points: ["warm", "dry"],
  faq: [{ question: "Why?" }],
  meta: { score: 1 },
};

function read(value: unknown) {
  const parsed = parseOutput(outputs, typeof value === "string" ? value : JSON.stringify(value));
  return parsed.ok
    ? { output: parsed.output, coercions: parsed.coercions.map(({ path, code }) => `${path} ${code}`) }
    : parsed.misfits.map(({ path, code }) => `${path} ${code}`);
}

const json = JSON.stringify(fitting);
const { note, ...withoutNote } = fitting;

describe("a harmless misfit is mended and told", () => {
  test("and what fits is left as it is", () => {
    expect(read(fitting)).toEqual({ output: fitting, coercions: [] });
  });

  test.each([
    [{ weight: "12.5" }, {}, "weight number_from_text"],
    [{ weight: " 9.90 " }, { weight: 9.9 }, "weight number_from_text"],
    [{ weight: "1,299.00" }, { weight: 1299 }, "weight number_from_text"],
    [{ weight: "１２．５" }, {}, "weight number_from_text"],
    [{ weight: ".5" }, { weight: 0.5 }, "weight number_from_text"],
    [{ points: [["warm", "dry"]] }, {}, "points unwrapped"],
    [{ weight: "-1,299,000" }, { weight: -1_299_000 }, "weight number_from_text"],
    [{ meta: { score: "1" } }, {}, "meta.score number_from_text"],
    [{ tone: "calm" }, {}, "tone choice_spelling"],
    [{ tone: " CALM " }, {}, "tone choice_spelling"],
    [{ tone: "ｃａｌｍ" }, {}, "tone choice_spelling"],
    [{ tone: "“Calm”" }, {}, "tone choice_spelling"],
    [{ tone: "Calm." }, {}, "tone choice_spelling"],
    [{ points: '["warm","dry"]' }, {}, "points unwrapped"],
    [{ faq: '[{"question":"Why?"}]' }, {}, "faq unwrapped"],
    [{ meta: '{"score":1}' }, {}, "meta unwrapped"],
    [{ points: "warm" }, { points: ["warm"] }, "points list_of_one"],
    [{ faq: { question: "Why?" } }, {}, "faq list_of_one"],
    [{ title: ["Fig"] }, {}, "title unwrapped"],
    [{ meta: [{ score: 1 }] }, {}, "meta unwrapped"],
    [{ title: 501 }, { title: "501" }, "title text_from_number"],
    [{ points: [12.5] }, { points: ["12.5"] }, "points.0 text_from_number"],
    [{ extra: "x" }, {}, "extra field_dropped"],
    [{ ["__proto__"]: { a: 1 } }, {}, "__proto__ field_dropped"],
    [{ faq: [{ question: "Why?", n: 1 }] }, {}, "faq.0.n field_dropped"],
  ])("%j", (change, mended, coercion) => {
    expect(read({ ...fitting, ...change })).toEqual({
      output: { ...fitting, ...mended },
      coercions: [coercion],
    });
  });

  test.each([
    [JSON.stringify(withoutNote), "note null_for_missing"],
    [json.replace(/\}$/, ",}"), " json_loose"],
    [json.replace('"dry"]', '"dry",]'), " json_loose"],
    [json.replace(",", ", // the name\n"), " json_loose"],
    [`[${json}]`, " unwrapped"],
    [`{"output":${json}}`, " unwrapped"],
    [`{"results":[${json}]}`, " unwrapped"],
    [`{"status":"ok","data":${json}}`, " unwrapped"],
    [`{"name":"output","arguments":${json}}`, " unwrapped"],
    [json.replace('"title"', '"Title"'), "title name_spelling"],
    [json.replace('"weight"', '"weight "'), "weight name_spelling"],
    [json.replace("{", "{\u00a0"), " json_loose"],
    [json.replace(",", ", /* the name */"), " json_loose"],
    [json.replace("Why?", "Why\\?"), " json_loose"],
    [json.replaceAll('"', "'").replace("null", "None"), " json_loose"],
    [json.replaceAll(/"(\w+)":/g, "$1: "), " json_loose"],
    [json.replaceAll('":', '"：').replaceAll(',"', '，"'), " json_loose"],
    [json.replaceAll(/"([^"]*)"/g, "“$1”"), " json_loose"],
    [json.replace("12.5", "+12.5"), " json_loose"],
    [`\`\`\`json\n[${json}]\n\`\`\``, " unwrapped"],
  ])("%s", (text, coercion) => expect(read(text)).toEqual({ output: fitting, coercions: [coercion] }));

  test("and JSON written as a text is read", () => {
    expect(read(JSON.stringify(json))).toEqual({ output: fitting, coercions: [] });
  });

  test("and a text in single quotes keeps what stands in it", () => {
    const text = `{'title': 'a "b" it\\'s \\u00e9\\n', "description": "it's"}`;
    const fields = ["title", "description"].map((name) => outputFieldSchema.parse({ name, type: "text" }));
    expect(parseOutput(fields, text)).toMatchObject({
      output: { title: 'a "b" it\'s é\n', description: "it's" },
    });
  });

  test("and a line break as it is inside a text is one", () => {
    expect(read(json.replace("Fig", "Fig\nTree"))).toEqual({
      output: { ...fitting, title: "Fig\nTree" },
      coercions: [" json_loose"],
    });
  });
});

describe("what may mean something else is a misfit", () => {
  test.each([
    [{ weight: "1,299" }, "weight output_wrong_type"],
    [{ weight: "12,5" }, "weight output_wrong_type"],
    [{ weight: "12.5 g" }, "weight output_wrong_type"],
    [{ weight: "" }, "weight output_wrong_type"],
    [{ weight: "9".repeat(400) }, "weight output_wrong_type"],
    [{ weight: "3,000,000.00" }, "weight output_too_large"],
    [{ tone: "BOLD" }, "tone output_not_a_choice"],
    [{ tone: "loud" }, "tone output_not_a_choice"],
    [{ points: "warm, dry" }, "points output_wrong_type"],
    [{ points: "- warm\n- dry" }, "points output_wrong_type"],
    [{ title: ["Fig", "Date"] }, "title output_wrong_type"],
    [{ title: null }, "title output_wrong_type"],
    [{ title: undefined }, "title output_missing"],
  ])("%j", (change, expected) => {
    expect(read({ ...fitting, ...change })).toEqual([expected]);
  });

  test("so are an apostrophe that ends a text too soon, and a number with zeros before it", () => {
    expect(read(json.replaceAll('"', "'").replace("Fig", "It's"))).not.toHaveProperty("output");
    expect(read(json.replace("12.5", "0125"))).not.toHaveProperty("output");
  });

  test("so are two spellings of one name, and two objects in one", () => {
    expect(read(json.replace('"title"', '"Title":"Date","TITLE"'))).toEqual(["title output_missing"]);
    expect(read(`{"first":${json},"second":${json}}`)).toContain("title output_missing");
  });

  test("so are two objects where one is asked for", () => {
    expect(read([fitting, fitting])).toEqual([" output_not_json"]);
  });
});

test("what a person writes is checked as it is", () => {
  for (const change of [{ weight: "12.5" }, { tone: "calm" }, { extra: 1 }, { points: "warm" }])
    expect(checkOutput(outputs, { ...fitting, ...change }).ok).toBe(false);
});
