import { describe, expect, test } from "vitest";
import { checkSection } from "#lib/templates/check-section.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { nameProblem } from "#lib/templates/input-name.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

const inputs = templateBodySchema.parse({
  sections: {},
  inputs: [{ name: "brand" }, { name: "notes", type: "list" }, { name: "品牌" }],
}).inputs;

function found(text: string) {
  return checkSection("instruction", text, inputs).map(({ code, params, place }) => ({
    code,
    params,
    at: place?.kind === "text" ? `${place.line}:${place.column}` : "",
    marked: place?.kind === "text" ? text.slice(place.from, place.to) : "",
  }));
}

describe("an error in a section is found at its character", () => {
  test.each([
    ["{{ brnd }}", "template_variable_unknown", "1:4", "brnd"],
    ["写一段\n关于 {{ 品 }} 的文案", "template_variable_unknown", "2:7", "品"],
    ["😀😀 {{ brnd }}", "template_variable_unknown", "1:7", "brnd"],
    ["a\n{% if brnd %}x{% endif %}", "template_variable_unknown", "2:7", "brnd"],
    ["{% for n in nots %}{{ n }}{% endfor %}", "template_variable_unknown", "1:13", "nots"],
    ["{{ brand.size2 }}", "template_property_unknown", "1:4", "brand"],
    ["{{ language.script }}", "template_property_unknown", "1:4", "language"],
    ["{{ brand | uppercase }}", "template_filter_unknown", "1:12", "uppercase"],
    ["{{ brand", "template_output_unclosed", "1:1", "{{ brand"],
    ["😀{% if brand %}\nx", "template_tag_unclosed", "1:2", "{% if brand %}"],
    ["{% endif %}", "template_tag_unopened", "1:1", "{% endif %}"],
    ["{% else %}", "template_tag_unopened", "1:1", "{% else %}"],
    ["{% include 'x' %}", "template_tag_unknown", "1:1", "{% include 'x' %}"],
    ["{{ }}", "template_value_expected", "1:4", ""],
    ["{% if %}{% endif %}", "template_value_expected", "1:6", ""],
    ["{{ brand + 1 }}", "template_pipe_expected", "1:10", "+"],
    ["{% for %}{% endfor %}", "template_tag_malformed", "1:1", "{% for %}"],
  ])("%j", (text, code, at, marked) => {
    const [first] = found(text);
    expect(first).toMatchObject({ code, at });
    expect(first?.marked.startsWith(marked)).toBe(true);
  });

  test("every unknown variable is found, in the order of the text", () => {
    expect(found("{{ x }} {{ brand }} {{ y }} {{ x }}").map(({ at }) => at)).toEqual(["1:4", "1:24", "1:32"]);
  });

  test.each([
    "{{ brand }} {{ 品牌 | upcase }} {{ language.code }} {{ notes.size }} {{ notes.first }}",
    "{% for n in notes %}{{ n }}{{ forloop.index }}{% endfor %}",
    "{% assign x = brand %}{{ x }}",
    "{% capture c %}{{ brand }}{% endcapture %}{{ c }}",
    "{% raw %}{{ anything }}{% endraw %}",
    "{% comment %}{{ x }}{% endcomment %}",
    "",
  ])("nothing is wrong with %j", (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("names", () => {
  test.each(["brand", "品牌", "_x", "größe", "brand_2", "ชื่อ", "नाम"])("%s can be an input", (name) => {
    expect(nameProblem(name)).toBeNull();
  });

  test.each([
    "2x",
    "a b",
    "a-b",
    "a.b",
    "language",
    "nil",
    "contains",
    "__proto__",
    "constructor",
    "{{x}}",
    "e\u0301",
  ])("%s cannot", (name) => {
    expect(nameProblem(name)).toBe("template_name_invalid");
  });
});

describe("a template", () => {
  function codes(draft: object): string[] {
    const problems = checkTemplate(templateBodySchema.parse({ sections: { instruction: "x" }, ...draft }));
    return problems.map(({ severity, code, place }) =>
      `${severity} ${code} ${place?.kind === "field" ? place.path : ""}`.trim(),
    );
  }
  const outputs = [{ name: "title", type: "text" }];

  test("needs an instruction and an output", () => {
    expect(codes({ sections: {} })).toEqual([
      "error template_instruction_empty sections.instruction",
      "error template_outputs_empty outputs",
    ]);
  });

  test("names each field once, and says which name is wrong", () => {
    const draft = { outputs: [...outputs, { name: "title", type: "text" }, { name: "", type: "text" }] };
    expect(codes(draft)).toEqual([
      "error template_name_taken outputs.1.name",
      "error template_name_empty outputs.2.name",
    ]);
  });

  test("has choices where it asks for a choice and fields where it asks for an object", () => {
    const draft = {
      outputs: [
        { name: "c", type: "choice" },
        { name: "o", type: "object" },
        { name: "l", type: "list", fields: [{ name: "q", type: "choice", choices: [] }] },
      ],
    };
    expect(codes(draft)).toEqual([
      "error template_choices_empty outputs.0.choices",
      "error template_fields_empty outputs.1.fields",
      "error template_choices_empty outputs.2.fields.0.choices",
    ]);
  });

  test("has no limits that cross", () => {
    expect(codes({ outputs: [{ name: "t", type: "text", minLength: 9, maxLength: 3 }] })).toEqual([
      "error template_limits_crossed outputs.0.maxLength",
    ]);
  });

  test("a default that stands in must be there", () => {
    const input = { name: "a", onMissing: "default" };
    expect(codes({ sections: { instruction: "{{ a }}" }, inputs: [input], outputs })).toEqual([
      "error template_default_missing inputs.0.default",
    ]);
    expect(
      codes({ sections: { instruction: "{{ a }}" }, inputs: [{ ...input, default: "" }], outputs }),
    ).toEqual(["warning template_default_blank inputs.0.default"]);
  });

  test("is warned of inputs nobody reads and of languages nobody names", () => {
    expect(codes({ inputs: [{ name: "a" }], outputs, languages: ["en", "de"] })).toEqual([
      "warning template_input_unused inputs.0.name",
      "warning template_language_unused languages",
    ]);
  });
});
