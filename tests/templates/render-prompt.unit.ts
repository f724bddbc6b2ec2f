import { describe, expect, test } from "vitest";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

type Draft = Parameters<typeof templateBodySchema.parse>[0];

async function userText(sections: object, inputs: object[], row: Record<string, string>, language = "en") {
  const version = templateBodySchema.parse({ sections, inputs } as Draft);
  const rendered = await renderPrompt(version, row, language);
  return rendered.kind === "prompt" ? rendered.messages.at(-1)?.content : rendered;
}

describe("the messages", () => {
  test("the role is the system message and the rest one user message under headings", async () => {
    const sections = {
      role: "You write.",
      instruction: "Write about {{ name }}.",
      requirements: "Be short.",
    };
    const version = templateBodySchema.parse({ sections, inputs: [{ name: "name" }] });
    expect(await renderPrompt(version, { name: "Chloé" }, "en")).toEqual({
      kind: "prompt",
      messages: [
        { role: "system", content: "You write." },
        { role: "user", content: "## Instruction\n\nWrite about Chloé.\n\n## Requirements\n\nBe short." },
      ],
    });
  });

  test("a section that renders to nothing leaves no heading behind", async () => {
    const sections = { instruction: "Write.", examples: "{% if note %}{{ note }}{% endif %}" };
    expect(await userText(sections, [{ name: "note", required: false }], {})).toBe("Write.");
  });

  test("a section with its own heading keeps it", async () => {
    const sections = { instruction: "# 任务\n写文案", context: "背景" };
    expect(await userText(sections, [], {})).toBe("# 任务\n写文案\n\n## Context\n\n背景");
  });

  test("a template of nothing but a role has nothing to ask", async () => {
    expect(await userText({ role: "You write." }, [], {})).toMatchObject({
      kind: "broken",
      problem: { code: "template_prompt_empty" },
    });
  });

  test("language is seen as its name and its code", async () => {
    const sections = { instruction: "{{ language }} {{ language.name }} {{ language.code }}" };
    expect(await userText(sections, [], {}, "de")).toBe("German German de");
  });

  test("values are plain text: Liquid in a row is not run", async () => {
    const row = { a: "{{ language.code }}" };
    expect(await userText({ instruction: "{{ a }}" }, [{ name: "a" }], row)).toBe("{{ language.code }}");
  });

  test("columns in any script work, also outside the basic plane", async () => {
    const inputs = [{ name: "品牌" }, { name: "𠀀名" }];
    const row = { 品牌: "香奈儿", 𠀀名: "五号" };
    expect(await userText({ instruction: "{{ 品牌 }}·{{ 𠀀名 }}" }, inputs, row)).toBe("香奈儿·五号");
  });

  test("numbers compare as numbers and print as they were written", async () => {
    const inputs = [{ name: "ml", type: "number" }];
    const sections = { instruction: "{% if ml > 50 %}big{% else %}small{% endif %} {{ ml }}" };
    expect(await userText(sections, inputs, { ml: "100" })).toBe("big 100");
    expect(await userText(sections, inputs, { ml: "9" })).toBe("small 9");
    expect(await userText({ instruction: "{{ ml }}" }, inputs, { ml: "007" })).toBe("007");
  });

  test("lists can be looped over and print with commas", async () => {
    const inputs = [{ name: "notes", type: "list" }];
    const sections = { instruction: "{{ notes }}|{% for n in notes %}[{{ n }}]{% endfor %}" };
    expect(await userText(sections, inputs, { notes: "rose、oud; musk" })).toBe(
      "rose, oud, musk|[rose][oud][musk]",
    );
  });
});

describe("a missing value", () => {
  test.each([{}, { a: "" }, { a: " \u3000\n" }])(
    "of a required input skips the item when its author says skip: %j",
    async (row) => {
      const missing = await userText({ instruction: "Hi" }, [{ name: "a", onMissing: "skip" }], row as never);
      expect(missing).toEqual({ kind: "skipped", input: "a" });
    },
  );

  test("blocks when its author says block", async () => {
    const missing = await userText({ instruction: "{{ a }}" }, [{ name: "a", onMissing: "block" }], {});
    expect(missing).toEqual({ kind: "blocked", input: "a" });
  });

  test("is stood in for by its default, also in conditions", async () => {
    const inputs = [{ name: "a", onMissing: "default", default: "unisex" }];
    expect(await userText({ instruction: "{% if a == 'unisex' %}{{ a }}{% endif %}" }, inputs, {})).toBe(
      "unisex",
    );
  });

  test("with a blank default is a blank by choice and false in conditions", async () => {
    const inputs = [{ name: "a", required: false, onMissing: "default", default: "" }];
    expect(await userText({ instruction: "x{{ a }}{% if a %}y{% endif %}" }, inputs, {})).toBe("x");
  });

  test.each([
    "{% if a %}{{ a }}{% else %}go{% endif %}",
    "{% if a == 'x' %}{{ a }}{% else %}go{% endif %}",
    "{% if a and language %}{{ a }}{% else %}go{% endif %}",
    "{% if a contains 'x' %}{{ a }}{% else %}go{% endif %}",
    "{% if a.size > 2 %}{{ a }}{% else %}go{% endif %}",
    "{% unless a %}go{% endunless %}",
    "{% case a %}{% when 'x' %}no{% else %}go{% endcase %}",
    "{{ a | default: 'go' }}",
  ])("of an optional input may be asked for in any condition: %s", async (instruction) => {
    expect(await userText({ instruction }, [{ name: "a", required: false, onMissing: "block" }], {})).toBe(
      "go",
    );
  });

  test.each([
    "{{ a }}",
    "{{ a | upcase }}",
    "{{ 'x' | append: a }}",
    "{% assign b = a | upcase %}{{ b }}",
    "{% for x in a %}{{ x }}{% endfor %}",
    "{% capture b %}{{ a }}{% endcapture %}",
    "{% echo a %}",
  ])("of an optional input used outside a condition is never silently blank: %s", async (instruction) => {
    const missing = await userText({ instruction }, [{ name: "a", required: false, onMissing: "skip" }], {});
    expect(missing).toEqual({ kind: "skipped", input: "a" });
  });
});

describe("the lock-down", () => {
  const inputs = [{ name: "a" }];

  test.each([
    "{% include 'package.json' %}",
    "{% render 'package.json' %}",
    "{% layout '/etc/passwd' %}",
    "{% block x %}{% endblock %}",
  ])("no other file is ever read: %s", async (instruction) => {
    expect(await userText({ instruction }, inputs, { a: "x" })).toMatchObject({
      kind: "broken",
      problem: { code: "template_tag_unknown" },
    });
  });

  test.each([
    "{{ a.constructor }}",
    "{{ a.__proto__ }}",
    "{{ language.constructor.name }}",
    "{{ constructor }}",
    "{{ __proto__ }}",
    "{{ a['constructor']['constructor'] }}",
    "{{ globalThis }}",
    "{{ process.env }}",
  ])("nothing behind the values is reached: %s", async (instruction) => {
    expect(await userText({ instruction }, inputs, { a: "x" })).toMatchObject({
      kind: "broken",
      problem: { code: "template_variable_unknown" },
    });
  });

  test.each([
    "{% for i in (1..100000000) %}x{% endfor %}",
    "{% for i in (1..90000) %}{% for j in (1..90000) %}x{% endfor %}{% endfor %}",
    "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
    "{% for i in (1..9000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}",
    "{{ 'now' | date: '%999999999d' }}",
  ])("endless or huge output is stopped: %s", async (instruction) => {
    expect(await userText({ instruction }, inputs, { a: "x" })).toMatchObject({ kind: "broken" });
  });

  test("a row's column named like a part of every object stays out of sight", async () => {
    const row = JSON.parse('{"__proto__": "evil", "a": "good"}') as Record<string, string>;
    expect(await userText({ instruction: "{{ a }}" }, inputs, row)).toBe("good");
  });
});
