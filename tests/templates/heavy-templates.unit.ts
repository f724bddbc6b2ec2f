import { describe, expect, test } from "vitest";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

const MEGABYTE_LIKE = "a".repeat(100_000);
const row = { a: MEGABYTE_LIKE, b: `b${"a".repeat(50_000)}`, list: "x,".repeat(20_000), short: "Chloé" };
const inputs = [{ name: "a" }, { name: "b" }, { name: "list", type: "list" }, { name: "short" }];

function bodyOf(instruction: string) {
  return templateBodySchema.parse({ sections: { instruction }, inputs } as never);
}

/** What a thread that is ended in time may take of a turn without anybody noticing. */
const MOMENT_MS = 100;

/** What became of a template, and whether nothing else could be done for long meanwhile, where it was not done at once. */
async function tried(instruction: string) {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const startedAt = performance.now();
  const rendering = renderPrompt(bodyOf(instruction), row, "en");
  const rendered = await rendering;
  clearInterval(timer);
  const tookLong = performance.now() - startedAt > MOMENT_MS;
  return { rendered, heldOthers: rendering instanceof Promise && tookLong && turns === 0 };
}

const array = "{% assign r = (1..1000) %}";

describe("a template that would work without end", () => {
  test.each([
    ["loops in loops", "{% for i in (1..9000) %}{% for j in (1..9000) %}x{% endfor %}{% endfor %}"],
    ["loops that write nothing", "{% for i in (1..9000) %}{% for j in (1..9000) %}{% endfor %}{% endfor %}"],
    ["a text that doubles", `{% assign s = "xx" %}${"{% assign s = s | append: s %}".repeat(40)}{{ s }}`],
    [
      "a text kept by capture that doubles",
      `{% assign s = a %}${"{% capture s %}{{ s }}{{ s }}{% endcapture %}".repeat(40)}{{ s | upcase }}`,
    ],
    [
      "a list that holds itself over and over",
      `{% assign s = "x" | split: "," %}${"{% assign s = s | push: s %}".repeat(60)}{{ s }}`,
    ],
    [
      "the same, joined",
      `{% assign s = "x" | split: "," %}${"{% assign s = s | push: s %}".repeat(60)}{{ s | join: "," }}`,
    ],
    [
      "expressions in expressions",
      `${array}{{ r | has_exp: "x", "r | has_exp: 'y', 'r | has_exp: z, z > 1000'" }}{{ r | find_exp: "x", "(r | where_exp: 'y', 'y > 2000').size > 1" }}`,
    ],
    ["searches in one tag", `{% if ${Array(1_500).fill("a contains b").join(" or ")} %}x{% endif %}`],
    [
      "replacing what is not there",
      `{% for i in (1..5000) %}{% assign c = a | replace: b, "" %}{% endfor %}x`,
    ],
    [
      "replacing every character",
      `{% assign c = a | replace: "", b %}{% assign c = c | replace: "", b %}{{ c }}`,
    ],
    ["digits without end", `{% assign n = 3 %}${"{% assign n = n | times: n %}".repeat(60)}{{ n }}`],
    ["a date padded", "{{ 'now' | date: '%999999999d' }}"],
    ["lists in lists", "{% for x in list %}{% for y in list %}{{ a | upcase }}{% endfor %}{% endfor %}"],
  ])("is ended, and holds nobody else: %s", async (_, instruction) => {
    const { rendered, heldOthers } = await tried(instruction);
    expect(rendered).toMatchObject({ kind: "broken" });
    expect(heldOthers).toBe(false);
  });

  test("is ended while others are rendered beside it", async () => {
    const endless = bodyOf("{% for i in (1..9000) %}{% for j in (1..9000) %}{% endfor %}{% endfor %}");
    const capturing = bodyOf("{% capture c %}Hi {{ short }}{% endcapture %}{{ c }}");
    const [stopped, written] = await Promise.all([
      renderPrompt(endless, row, "en"),
      renderPrompt(capturing, row, "en"),
    ]);
    expect(stopped).toMatchObject({ kind: "broken", problem: { code: "template_too_heavy" } });
    expect(written).toMatchObject({ kind: "prompt" });
    expect(await renderPrompt(capturing, row, "en")).toEqual(written);
  });
});

describe("what is known to be cheap", () => {
  test.each([
    "Write about {{ short }} in {{ language.name }}.",
    "{% if short %}{{ short | upcase | truncate: 20 }}{% endif %}",
    "{% for x in list limit: 5 %}- {{ x | strip }}\n{% endfor %}",
    "{% assign n = 9.5 | times: 2 | round %}{{ n }}",
    "{% case short %}{% when 'x' %}y{% else %}z{% endcase %}",
  ])("is rendered at once, without another thread: %s", (instruction) => {
    expect(renderPrompt(bodyOf(instruction), row, "en")).not.toBeInstanceOf(Promise);
  });

  test("a short row is searched at once, a long one apart", () => {
    const body = bodyOf("{% if short contains 'é' %}{{ short | replace: 'é', 'e' }}{% endif %}");
    const brief = { ...row, a: "x", b: "x", list: "x" };
    expect(renderPrompt(body, brief, "en")).not.toBeInstanceOf(Promise);
    expect(renderPrompt(body, row, "en")).toBeInstanceOf(Promise);
  });

  test("both ways write the same", async () => {
    const text = "{{ short }} {{ 9.90 | times: 3 }}";
    const atOnce = renderPrompt(bodyOf(text), row, "en");
    const apart = await renderPrompt(bodyOf(`${text}{% capture x %}{% endcapture %}`), row, "en");
    expect(apart).toEqual(atOnce);
  });
});

test("tags nested a thousand deep are a problem of the template, told like any other", () => {
  const deep = "{% if short %}".repeat(1_900) + "{% endif %}".repeat(1_900);
  expect(Array.isArray(checkTemplate(bodyOf(deep)))).toBe(true);
});

test("of a section that is wrong all over, the first two hundred problems are told", () => {
  const problems = checkTemplate(bodyOf("{{z}}".repeat(9_000)));
  expect(problems.filter(({ place }) => place?.kind === "text")).toHaveLength(200);
});
