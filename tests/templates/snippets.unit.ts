import { describe, expect, test } from "vitest";
import { changesBetween } from "#lib/templates/changes.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { compileRules } from "#lib/templates/compile-rules.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { checkSnippet } from "#lib/templates/snippets/check-snippet.ts";
import { expandSnippets, placeInSource, snippetNames } from "#lib/templates/snippets/expand-snippets.ts";
import { usedSnippets } from "#lib/templates/snippets/used-snippets.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

const snippet = (name: string, text: string, version = 1) => ({ id: name, name, text, version });

function templateOf(instruction: string, more: object = {}) {
  return templateBodySchema.parse({
    sections: { instruction },
    inputs: [
      { name: "name", type: "text", required: true, onMissing: "block" },
      { name: "brand", type: "text", required: true, onMissing: "block" },
    ],
    outputs: [{ name: "title", type: "text" }],
    ...more,
  });
}

async function promptOf(template: ReturnType<typeof templateOf>): Promise<string | undefined> {
  const rendered = await renderPrompt(template, { name: "Rose", brand: "Lune" }, "en");
  return rendered.kind === "prompt" ? rendered.messages[0]?.content : `${rendered.kind}`;
}

const errorsOf = (template: ReturnType<typeof templateOf>) =>
  checkTemplate(template).filter(({ severity }) => severity === "error");

describe("a snippet", () => {
  test("stands in place of its tag, reads the template's inputs, and may name others", async () => {
    const snippets = [
      snippet("brand voice", 'Write as {{ brand }} does. {% render "limits" %}'),
      snippet("limits", "No claims about {{ name }}."),
    ];
    const template = templateOf('Title. {% render "brand voice" %} Go.', { snippets });
    expect(await promptOf(template)).toBe("Title. Write as Lune does. No claims about Rose. Go.");
    expect(errorsOf(template)).toEqual([]);
    // Its inputs count as used.
    expect(checkTemplate(template).map(({ code }) => code)).not.toContain("template_input_unused");
  });

  test("is put in wherever a rule says so, and what the rule is compiled to names it still", async () => {
    const rules = [
      {
        when: { all: [{ input: "name", is: "equals", value: "Rose" }] },
        do: "add",
        section: "instruction",
        text: "{% render 'voice' %}",
      },
    ];
    const template = templateOf("Title for {{ name }}.", {
      rules,
      snippets: [snippet("voice", "As {{ brand }}.")],
    });
    expect(await promptOf(template)).toBe("Title for Rose.\nAs Lune.");
    expect(compileRules(template).instruction).toContain("{% render 'voice' %}");
    expect(errorsOf(template)).toEqual([]);
  });

  test("takes the blanks beside its tag along where the tag says so", () => {
    const { text } = expandSnippets('A \n{%- render "x" -%}\n B{% render "x" %} C', [
      { name: "x", text: "-" },
    ]);
    expect(text).toBe("A-B- C");
  });

  test.each([
    ["in what is raw", '{% raw %}{% render "x" %}{% endraw %}', []],
    ["in quotes of either kind, once each", `{% render "a" %}{% render 'b' %}{%- render "a" -%}`, ["a", "b"]],
    ["without quotes", "{% render a %}", []],
    ["in a text that is broken elsewhere", '{% render "a" %}{{ name', []],
    ["of another tag", '{% assign render = "a" %}', []],
  ])("is named %s", (_, text, names) => {
    expect(snippetNames(text)).toEqual(names);
  });
});

describe("what is wrong with a snippet is told at its tag", () => {
  test.each([
    ["there is none of it", 'Say {% render "x" %}', [], "template_snippet_unknown"],
    [
      "one that it names is not there",
      'Say {% render "x" %}',
      [snippet("x", '{% render "y" %}')],
      "template_snippet_unknown",
    ],
    [
      "it comes back to itself",
      'Say {% render "x" %}',
      [snippet("x", '{% render "x" %}')],
      "template_snippet_cyclic",
    ],
    [
      "it comes back to itself by another",
      'Say {% render "x" %}',
      [snippet("x", '{% render "y" %}'), snippet("y", '{% render "x" %}')],
      "template_snippet_cyclic",
    ],
    [
      "it would close what stands around it",
      'Say {% render "x" %}',
      [snippet("x", "{% endif %}")],
      "template_snippet_broken",
    ],
    ["it is named without quotes", "Say {% render xyzxyzxy %}", [], "template_snippet_unnamed"],
    [
      "it reads what is no input",
      'Say {% render "x" %}',
      [snippet("x", "Hi {{ colour }}")],
      "template_variable_unknown",
    ],
    [
      "it is more than the engine takes",
      'Say {% render "x" %}',
      doubling(20, "lorem ipsum "),
      "template_too_heavy",
    ],
  ])("%s", (_, text, snippets, code) => {
    const errors = errorsOf(templateOf(text, { snippets }));
    expect(errors).toMatchObject([
      { code, place: { kind: "text", section: "instruction", from: 4, line: 1, column: 5 } },
    ]);
    expect(errors[0]?.place).toMatchObject({ to: text.length });
  });

  test("also in a rule's text, at the rule", () => {
    const rules = [
      {
        when: { all: [{ input: "name", is: "present" }] },
        do: "add",
        section: "context",
        text: '{% render "x" %}',
      },
    ];
    expect(errorsOf(templateOf("Go {{ name }} {{ brand }}", { rules }))).toMatchObject([
      { code: "template_snippet_unknown", place: { kind: "field", path: "rules.0.text" } },
    ]);
  });

  test("an error behind a snippet keeps its own place in the author's text", () => {
    const text = '{% render "long" %} and {{ colour }}';
    const errors = errorsOf(templateOf(text, { snippets: [snippet("long", "x".repeat(500))] }));
    expect(errors).toMatchObject([
      { code: "template_variable_unknown", place: { from: text.indexOf("colour") } },
    ]);
  });

  test("what breaks only while it is rendered is told at the tag as well", async () => {
    const text = 'Go. {% render "x" %}';
    const template = templateOf(text, { snippets: [snippet("x", "{{ name | divided_by: 0 }}")] });
    const rendered = await renderPrompt(template, { name: "Rose", brand: "Lune" }, "en");
    expect(rendered).toMatchObject({ kind: "broken", problem: { place: { from: 4, to: text.length } } });
  });

  test("snippets that double with every level take no time", () => {
    const startedAt = performance.now();
    expandSnippets('{% render "x" %}', doubling(60, ""));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

test("a place inside a snippet is its tag's, one before or behind it is where the author wrote it", () => {
  const text = 'ab{% render "x" %}cd';
  const expansion = expandSnippets(text, [{ name: "x", text: "12345" }]);
  expect(expansion.text).toBe("ab12345cd");
  expect(placeInSource(expansion, { from: 1, to: 2 })).toEqual({ from: 1, to: 2 });
  expect(placeInSource(expansion, { from: 3, to: 5 })).toEqual({ from: 2, to: 18 });
  expect(placeInSource(expansion, { from: 8, to: 9 })).toEqual({ from: 19, to: 20 });
});

test("a snippet is checked by itself, with those that it names and without anybody's inputs", () => {
  const others = [{ name: "b", text: '{% render "a" %}' }];
  expect(checkSnippet({ name: "a", text: "Any {{ input }} at all" }, others)).toBeNull();
  expect(checkSnippet({ name: "a", text: "Hm {% if x %}" }, others)).toMatchObject({
    code: "template_tag_unclosed",
    from: 3,
  });
  expect(checkSnippet({ name: "a", text: 'Hm {% render "b" %}' }, others)).toMatchObject({
    code: "template_snippet_cyclic",
    from: 3,
  });
  expect(checkSnippet({ name: "a", text: 'Hm {% render "c" %}' }, others)).toMatchObject({
    code: "template_snippet_unknown",
    from: 3,
  });
});

test("the editor takes the version that a draft has, the newest of what is typed anew, and nothing that is not named", () => {
  const library = [snippet("a", '{% render "b" %}', 3), snippet("b", "B", 2), snippet("c", "C", 1)];
  const body = templateOf('{% render "a" %}', { snippets: [snippet("a", "old", 1), snippet("c", "C", 1)] });
  expect(usedSnippets(body, library)).toEqual([snippet("a", "old", 1)]);
  expect(usedSnippets({ ...body, snippets: [] }, library)).toEqual([
    snippet("a", '{% render "b" %}', 3),
    snippet("b", "B", 2),
  ]);
});

test("a comparison of versions shows what their snippets say", () => {
  const before = templateOf("x", { snippets: [snippet("a", "old", 1), snippet("b", "same", 1)] });
  const after = templateOf("x", {
    snippets: [snippet("a", "new", 2), snippet("b", "same", 1), snippet("c", "C", 1)],
  });
  expect(changesBetween(before, after)).toEqual([
    { path: "snippets.a", before: { version: 1, text: "old" }, after: { version: 2, text: "new" } },
    { path: "snippets.c", before: undefined, after: { version: 1, text: "C" } },
  ]);
});

function doubling(levels: number, leaf: string) {
  const nameOf = (level: number) => (level === 0 ? "x" : `x${level}`);
  return [
    ...Array.from({ length: levels }, (_, level) =>
      snippet(nameOf(level), `{% render "${nameOf(level + 1)}" %}{% render "${nameOf(level + 1)}" %}`),
    ),
    snippet(nameOf(levels), leaf),
  ];
}
