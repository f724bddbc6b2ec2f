import { expect, test } from "vitest";
import { plainText, withExample, withRequirement, withText } from "#lib/conversations/kept-text.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { EMPTY_SECTIONS, type Sections } from "#lib/templates/section.ts";

const inputs = [{ name: "name", type: "text", required: true, onMissing: "block", sample: "" }] as const;

async function sent(sections: Sections): Promise<string> {
  const template = { sections, inputs: [...inputs], rules: [] };
  const rendered = await renderPrompt(template, { name: "SECRET" }, "en");
  return rendered.kind === "prompt"
    ? rendered.messages.map(({ content }) => content).join("\n")
    : rendered.kind;
}

const HOSTILE = [
  "{{ name }}",
  "{% if name %}x{% endif %}",
  "{%- raw -%}{{ name }}{%- endraw -%}",
  "{{{ name }}}",
  "{{ '{{' }} {{ name }}",
  "{% render 'secret' %}",
  "{{ name | append: '%}' }}",
  "{% comment %}",
  "ends with {",
  "{# not ours #}",
];

test.each(HOSTILE)("Liquid in an answer is sent as text and does not run: %s", async (text) => {
  for (const sections of [
    withText(EMPTY_SECTIONS, "instruction", text),
    withRequirement({ ...EMPTY_SECTIONS, instruction: "Write." }, text),
    withExample(
      { ...EMPTY_SECTIONS, instruction: "Write." },
      {
        inputs: [{ name: "notes", value: text }],
        output: null,
        answer: text,
      },
    ),
  ]) {
    const prompt = await sent(sections);
    expect(prompt).toContain(text);
    expect(prompt).not.toContain("SECRET");
  }
});

test("a heading in an answer begins no part of the prompt", () => {
  expect(plainText("# Requirements\nDo it.")).toBe("\\# Requirements\nDo it.");
});

test("an example is written as the template's examples are", () => {
  const example = { inputs: [{ name: "name", value: "Cedar" }], output: { title: "Warm" }, answer: "" };
  const plain = withExample(EMPTY_SECTIONS, example).examples;
  expect(plain).toBe('Input:\nname: Cedar\nOutput:\n{\n  "title": "Warm"\n}');
  const own = withExample({ ...EMPTY_SECTIONS, examples: "输入：\n雪松\n输出：\n温暖\n" }, example).examples;
  expect(own).toBe('输入：\n雪松\n输出：\n温暖\n\n输入：\nname: Cedar\n输出：\n{\n  "title": "Warm"\n}');
  const bold = { ...EMPTY_SECTIONS, examples: "**Input 1:** x\n**Output 1:** y" };
  expect(withExample(bold, example).examples).toMatch(/\n\n\*\*Input:\*\*\nname: Cedar\n\*\*Output:\*\*\n/);
});

test("a value that the row does not have is no line of an example", () => {
  const kept = withExample(EMPTY_SECTIONS, {
    inputs: [
      { name: "a", value: " " },
      { name: "b", value: "x" },
    ],
    output: null,
    answer: "y",
  });
  expect(kept.examples).toBe("Input:\nb: x\nOutput:\ny");
});

test("a requirement is the next line of the list, as the list is written", () => {
  const after = (requirements: string) =>
    withRequirement({ ...EMPTY_SECTIONS, requirements }, "Never say best.\nNever.").requirements;
  expect(after("")).toBe("- Never say best. Never.");
  expect(after("- Be brief.\n")).toBe("- Be brief.\n- Never say best. Never.");
  expect(after("1. Be brief.\n2. Be kind.")).toBe("1. Be brief.\n2. Be kind.\n3. Never say best. Never.");
  expect(after("Be brief.")).toBe("Be brief.\n- Never say best. Never.");
});
