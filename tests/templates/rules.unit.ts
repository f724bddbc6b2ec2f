import { describe, expect, test } from "vitest";
import { changesBetween } from "#lib/templates/changes.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { compileRules, compileSection } from "#lib/templates/compile-rules.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { rulesFired } from "#lib/templates/rules-fired.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

type Draft = Parameters<typeof templateBodySchema.parse>[0];
type Row = Record<string, string>;

const inputs = [
  ..."brand market note".split(" ").map((name) => ({ name, required: false })),
  { name: "price", type: "number", required: false },
  { name: "tags", type: "list", required: false },
];

function templateOf(rules: unknown[], sections: object = {}, more: object = {}) {
  return templateBodySchema.parse({
    sections: { instruction: "Write.", ...sections },
    inputs,
    outputs: [{ name: "title", type: "text" }],
    rules,
    ...more,
  } as Draft);
}

function when(input: string, is: string, value?: unknown) {
  return { all: [{ input, is, ...(value === undefined ? {} : { value }) }] };
}

const yes = when("note", "missing");
const no = when("note", "present");
const rule = (act: string, condition: unknown, text?: string) => ({
  when: condition,
  do: act,
  section: "instruction",
  ...(text === undefined ? {} : { text }),
});

/** The instruction that goes out, alone in its message. */
async function written(rules: unknown[], row: Row = {}, { instruction = "Write.", language = "en" } = {}) {
  const rendered = await renderPrompt(templateOf(rules, { instruction }), row, language);
  return rendered.kind === "prompt" ? rendered.messages.at(-1)?.content : rendered;
}

function errorsOf(template: ReturnType<typeof templateOf>) {
  return checkTemplate(template).filter(({ severity }) => severity === "error");
}

describe("what rules do with a section, in their order", () => {
  test.each([
    [
      "added texts stand below, each on a line of its own",
      [rule("add", yes, "A"), rule("add", no, "B"), rule("add", yes, "C")],
      "Write.\nA\nC",
    ],
    ["a text takes the place of the section's own", [rule("replace", yes, "R")], "R"],
    [
      "what is added stays where the own text is replaced",
      [rule("add", yes, "A"), rule("replace", yes, "R")],
      "R\nA",
    ],
    [
      "the last that replaces decides",
      [rule("replace", yes, "R"), rule("replace", yes, "S"), rule("replace", no, "T")],
      "S",
    ],
    [
      "what is dropped takes with it what was added before",
      [rule("add", yes, "A"), rule("drop", yes), rule("add", yes, "B")],
      "B",
    ],
    ["what is dropped can be written anew", [rule("drop", yes), rule("replace", yes, "R")], "R"],
    [
      "what was replaced is dropped",
      [rule("replace", yes, "R"), rule("drop", yes), rule("add", yes, "A")],
      "A",
    ],
    [
      "rules that do not fire do nothing",
      [rule("add", no, "A"), rule("replace", no, "R"), rule("drop", no)],
      "Write.",
    ],
  ])("%s", async (_, rules, expected) => {
    expect(await written(rules)).toBe(expected);
  });

  test("a rule touches its own section alone, and one without a text of its own gets one", async () => {
    const template = templateOf(
      [
        { when: yes, do: "add", section: "requirements", text: "- Be brief." },
        { when: yes, do: "drop", section: "role" },
      ],
      { role: "You write." },
    );
    expect(await renderPrompt(template, {}, "en")).toEqual({
      kind: "prompt",
      messages: [{ role: "user", content: "## Instruction\n\nWrite.\n\n## Requirements\n\n- Be brief." }],
    });
  });

  test("a rule's text is Liquid like a section's, and keeps its lines", async () => {
    const text = "  - {{ brand | upcase }}\n  - {% if market %}{{ market }}{% else %}anywhere{% endif %}";
    expect(await written([rule("add", when("brand", "present"), text)], { brand: "Fig" })).toBe(
      "Write.\n  - FIG\n  - anywhere",
    );
  });

  test("a template that drops all it says has nothing to ask", async () => {
    expect(await written([rule("drop", yes)])).toMatchObject({
      kind: "broken",
      problem: { code: "template_prompt_empty" },
    });
  });
});

describe("when a rule fires", () => {
  test.each<[string, Row, unknown, boolean]>([
    ["text without regard to case", { brand: "CHANEL" }, when("brand", "equals", "chanel"), true],
    ["text without the blanks around it", { brand: "　 Fig\t" }, when("brand", "equals", " fig"), true],
    ["ß is SS", { brand: "Straße" }, when("brand", "equals", "STRASSE"), true],
    ["a sigma anywhere in a word", { brand: "ΟΔΟΣ" }, when("brand", "contains", "οδοσ"), true],
    [
      "an accent in one character or in two",
      { brand: "Chloe\u0301" },
      when("brand", "equals", "Chloé"),
      true,
    ],
    ["an accent is a letter of its own", { brand: "Chloe" }, when("brand", "equals", "Chloé"), false],
    ["not-equals", { brand: "Fig" }, when("brand", "not-equals", "fig"), false],
    ["a missing value equals nothing", {}, when("brand", "not-equals", "fig"), true],
    ["contains", { note: "Sans parfum, vegan" }, when("note", "contains", "VEGAN"), true],
    ["contains in Chinese", { note: "纯素香水" }, when("note", "contains", "纯素"), true],
    ["in a list of values", { market: "de" }, when("market", "in", ["AT", "DE"]), true],
    ["in values written as one text", { market: "fr" }, when("market", "in", "AT, DE；FR"), true],
    ["a value with a comma in it", { brand: "Chanel, Inc" }, when("brand", "in", "chanel, inc"), true],
    ["in numbers, each in any spelling", { price: "￥1,299" }, when("price", "in", ["5", "1299,00"]), true],
    ["a number with a comma is one value", { price: "299" }, when("price", "in", "1,299"), false],
    ["in none of them", { market: "it" }, when("market", "in", ["AT", "DE"]), false],
    ["a blank is missing", { brand: " \u200b" }, when("brand", "missing"), true],
    ["present", { brand: "0" }, when("brand", "present"), true],
    ["a list has the item", { tags: "new; Vegan" }, when("tags", "equals", "vegan"), true],
    ["no item of a list", { tags: "new; vegan" }, when("tags", "not-equals", "sale"), true],
    ["part of an item of a list", { tags: "new、vegan oil" }, when("tags", "contains", "oil"), true],
    ["1.234,5 is more than 1234", { price: "1.234,5" }, when("price", "more", "1234"), true],
    ["￥1,299 is less than 1.300,00", { price: "￥1,299" }, when("price", "less", "1.300,00"), true],
    ["a number in a text input", { note: "US$1,299.00" }, when("note", "more", "1298,99"), true],
    ["a value given as a number", { price: "12元" }, when("price", "more", 11.5), true],
    ["what is equal is neither more nor less", { price: "9.90" }, when("price", "more", "9,9"), false],
    ["a number written in another way", { price: "￥1,299.00" }, when("price", "equals", "1299"), true],
    ["exact decimals", { price: "0.1" }, when("price", "less", "0.10000000000000000001"), true],
    ["a text is more than no number", { note: "many" }, when("note", "more", "1"), false],
    ["a missing number is less than none", {}, when("price", "less", "5"), false],
    [
      "all of several",
      { brand: "Fig", price: "5" },
      {
        all: [...when("brand", "equals", "fig").all, ...when("price", "more", "6").all],
      },
      false,
    ],
    [
      "any of several",
      { brand: "Fig", price: "5" },
      {
        any: [...when("price", "more", "6").all, ...when("brand", "equals", "fig").all],
      },
      true,
    ],
    [
      "signs that would mark a part of the prompt",
      { brand: "# Fig" },
      when("brand", "equals", "# fig"),
      true,
    ],
    ["a line of such signs", { note: "---" }, when("note", "contains", "---"), true],
  ])("%s", async (_, row, condition, fires) => {
    const template = templateOf([rule("add", condition, "FIRED")]);
    expect(errorsOf(template)).toEqual([]);
    // Two ways to the same answer: what is sent, and what the screens say of it.
    expect(await written(template.rules, row)).toBe(fires ? "Write.\nFIRED" : "Write.");
    expect(rulesFired(template, row, "en")).toEqual([{ index: 0, fired: fires }]);
  });

  test("the target language is asked for by its tag", async () => {
    const rules = [rule("add", when("language", "in", ["zh-cn", "ja"]), "用简体中文。")];
    expect(await written(rules, {}, { language: "zh-CN" })).toBe("Write.\n用简体中文。");
    expect(await written(rules, {}, { language: "zh-TW" })).toBe("Write.");
    expect(rulesFired(templateOf(rules), {}, "zh-CN")).toEqual([{ index: 0, fired: true }]);
  });

  test("a default stands in for what a row lacks", async () => {
    const body = templateBodySchema.parse({
      sections: { instruction: "Write." },
      inputs: [{ name: "market", onMissing: "default", default: "DE" }],
      rules: [rule("add", when("market", "equals", "de"), "German law.")],
    } as Draft);
    expect(await renderPrompt(body, {}, "en")).toMatchObject({
      messages: [{ content: "Write.\nGerman law." }],
    });
    expect(rulesFired(body, {}, "en")).toEqual([{ index: 0, fired: true }]);
  });

  test("a required input that a row lacks is treated as its author chose, whatever the rules say", async () => {
    const body = templateBodySchema.parse({
      sections: { instruction: "Write." },
      inputs: [{ name: "brand", onMissing: "skip" }],
      rules: [rule("add", when("brand", "missing"), "No brand.")],
    } as Draft);
    expect(await renderPrompt(body, {}, "en")).toEqual({ kind: "skipped", input: "brand" });
  });
});

describe("nothing breaks out of the compiled Liquid", () => {
  const hostile = [
    `"`,
    `'`,
    `\\`,
    `\\"`,
    `" -%}{% endif %}PWNED{% if "`,
    `%}PWNED{%`,
    `{{ brand }}`,
    `}} PWNED {{`,
    `{% endraw %}`,
    `{%- comment -%}`,
    `a\nb`,
    `a\r\nb\tc\u2028d`,
    `, "x"`,
    `| upcase`,
    `\\u0022 %}`,
    `-%}`,
    `😀 "𠀀"`,
    `\u0000\ufdd0`,
    `{# #}`,
  ];

  test.each(hostile)("the value %j is compared as what it is", async (value) => {
    for (const is of ["equals", "contains"]) {
      const rules = [rule("add", when("note", is, value), "HIT")];
      expect(await written(rules, { note: value })).toBe("Write.\nHIT");
      expect(await written(rules, { note: "something else" })).toBe("Write.");
    }
    const several = [rule("add", when("note", "in", ["other", value]), "HIT")];
    expect(await written(several, { note: value })).toBe("Write.\nHIT");
  });

  test.each([
    `x %}PWNED{% if true`,
    `brand | append: "PWNED"`,
    `"`,
    `true`,
    `brand.size`,
    `language.name`,
    ``,
  ])("an input %j that there is none of is missing, and told", async (input) => {
    const rules = [rule("add", when(input, "present"), "HIT"), rule("add", when(input, "missing"), "GONE")];
    expect(await written(rules, { note: "x" })).toBe("Write.\nGONE");
    expect(errorsOf(templateOf(rules)).map(({ place }) => place)).toEqual(
      [0, 1].map((index) => ({ kind: "field", path: `rules.${index}.when.all.0.input` })),
    );
  });

  test("a text that is no Liquid by itself reaches nothing around it, and is told at its rule", async () => {
    for (const text of [
      "{% endif %}PWNED{% if true %}",
      "{% comment %}",
      "{% raw %}",
      "{% else %}",
      "{{ brand",
    ]) {
      const template = templateOf([rule("replace", no, "fine"), rule("add", no, text)]);
      expect(compileSection("instruction", template).text).toBe(text);
      expect(await renderPrompt(template, {}, "en")).toMatchObject({
        kind: "broken",
        problem: { place: { kind: "field", path: "rules.1.text" } },
      });
      expect(errorsOf(template).map(({ place }) => place)).toEqual([{ kind: "field", path: "rules.1.text" }]);
    }
  });

  test("a section's own text that is no Liquid by itself is told at its character", async () => {
    const template = templateOf([rule("add", yes, "A")], { instruction: "Write\n{% endif %}{% if true %}" });
    expect(await renderPrompt(template, {}, "en")).toMatchObject({
      kind: "broken",
      problem: { place: { kind: "text", section: "instruction", line: 2, column: 1 } },
    });
  });

  test("variables that an author calls as a rule's stay the author's", async () => {
    const body = templateBodySchema.parse({
      sections: { instruction: "{% assign rule_2 = true %}{{ rule_1 }}" },
      inputs: [{ name: "rule_1" }],
      rules: [
        rule("add", when("rule_1", "equals", "mine"), "A {{ rule_1 }}"),
        rule("add", when("rule_1", "equals", "other"), "B"),
      ],
    } as Draft);
    expect(await renderPrompt(body, { rule_1: "mine" }, "en")).toMatchObject({
      messages: [{ content: "mine\nA mine" }],
    });
  });
});

describe("what is wrong with a rule is told at its field", () => {
  const placesOf = (rules: unknown[], more: object = {}) =>
    checkTemplate(templateOf(rules, {}, more)).map(
      ({ code, place }) => `${code} ${place?.kind === "field" ? place.path : place?.kind}`,
    );

  test.each([
    [rule("add", { all: [] }, "A"), "template_rule_without_condition rules.0.when"],
    [rule("add", { any: [] }, "A"), "template_rule_without_condition rules.0.when"],
    [rule("add", when("", "present"), "A"), "template_rule_input_missing rules.0.when.all.0.input"],
    [rule("add", when("brnd", "present"), "A"), "template_variable_unknown rules.0.when.all.0.input"],
    [rule("add", when("brand", "equals"), "A"), "template_rule_value_missing rules.0.when.all.0.value"],
    [rule("add", when("brand", "in", []), "A"), "template_rule_value_missing rules.0.when.all.0.value"],
    [rule("add", when("brand", "equals", " "), "A"), "template_rule_value_missing rules.0.when.all.0.value"],
    [rule("add", when("price", "less", "cheap"), "A"), "template_number_expected rules.0.when.all.0.value"],
    [rule("add", yes), "template_rule_text_missing rules.0.text"],
    [rule("replace", yes, " \n"), "template_rule_text_missing rules.0.text"],
    [rule("add", yes, "{{ brnd }}"), "template_variable_unknown rules.0.text"],
    [rule("add", yes, "{{ brand | shout }}"), "template_filter_unknown rules.0.text"],
  ])("%j", (wrong, expected) => {
    expect(placesOf([wrong], { inputs: inputs.map((input) => ({ ...input })) })).toContain(expected);
  });

  test("an error that shows on a row alone is told at the rule whose text it is in", async () => {
    const rules = [rule("add", yes, "fine"), rule("add", yes, "{{ 5 | divided_by: 0 }}")];
    expect(await renderPrompt(templateOf(rules), {}, "en")).toMatchObject({
      problem: { code: "template_division_by_zero", place: { kind: "field", path: "rules.1.text" } },
    });
    const own = templateOf([rule("add", yes, "A")], { instruction: "Write\n{{ 5 | divided_by: 0 }}" });
    expect(await renderPrompt(own, {}, "en")).toMatchObject({
      problem: { place: { kind: "text", section: "instruction", line: 2 } },
    });
  });

  test("texts that are too long together are told at the last of them", async () => {
    const long = "x".repeat(40_000);
    const rules = [rule("add", no, long), rule("add", no, long), rule("add", no, long)];
    expect(placesOf(rules)).toContain("template_too_heavy rules.2.text");
    expect(placesOf(rules.slice(1))).not.toContain("template_too_heavy rules.1.text");
    expect(await renderPrompt(templateOf(rules), {}, "en")).toMatchObject({
      problem: { code: "template_too_heavy" },
    });
  });

  test("an input that a rule alone reads is used", () => {
    const only = { inputs: [{ name: "brand" }, { name: "market" }] };
    const rules = [rule("add", when("brand", "present"), "{{ market }}")];
    expect(placesOf(rules, only)).toEqual([]);
    expect(placesOf([rule("drop", when("brand", "present"), "{{ market }}")], only)).toEqual([
      "template_input_unused inputs.1.name",
    ]);
  });

  test("a condition is all or any, never both", () => {
    expect(() => templateOf([rule("add", { all: [], any: [] }, "A")])).toThrow();
  });
});

test("a template without rules keeps its very sections, and waits for nothing", () => {
  const template = templateOf([]);
  expect(compileRules(template)).toBe(template.sections);
  expect(renderPrompt(template, {}, "en")).not.toBeInstanceOf(Promise);
});

test("a template with rules is as light as any: it waits for nothing either", () => {
  const conditions = ["equals", "in", "less", "present"].map((is) => when("brand", is, "1"));
  const template = templateOf(conditions.map((condition) => rule("add", condition, "A")));
  expect(renderPrompt(template, { brand: "x".repeat(5_000) }, "en")).not.toBeInstanceOf(Promise);
});

test("what is compiled stands for itself: taken over into the section it writes the same", async () => {
  const rules = [
    rule("add", { any: [...when("brand", "in", ["Fig", "Lime"]).all, ...yes.all] }, "A"),
    rule("replace", when("price", "more", "1.000,5"), "R {{ price }}"),
    rule("drop", when("language", "equals", "de")),
  ];
  const template = templateOf(rules, { requirements: "Be brief." });
  const taken = templateOf([], {
    ...template.sections,
    instruction: compileSection("instruction", template).text,
  });
  expect(errorsOf(taken)).toEqual([]);
  for (const row of [{}, { brand: "fig", note: "x" }, { price: "￥1,299" }, { note: "x" }])
    for (const language of ["en", "de"])
      expect(await renderPrompt(taken, row, language)).toEqual(await renderPrompt(template, row, language));
});

test("values written as one text are compiled one by one, none of them twice", () => {
  const compiled = (value: string) =>
    compileSection("instruction", templateOf([rule("add", when("market", "in", value), "A")])).text;
  expect(compiled("AT, DE")).toContain('{%- if market | is_in: "AT, DE", "AT", "DE" -%}');
  expect(compiled("DE")).toContain('{%- if market | is_in: "DE" -%}');
});

test("a change of rules is a change between versions", () => {
  const before = templateOf([rule("add", yes, "A")]);
  const after = templateOf([rule("add", yes, "B")]);
  expect(changesBetween(before, after)).toEqual([
    { path: "rules", before: before.rules, after: after.rules },
  ]);
  expect(changesBetween(before, before)).toEqual([]);
});
