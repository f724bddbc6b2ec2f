import { describe, expect, test } from "vitest";
import { asksTheSame } from "#lib/templates/asks-the-same.ts";
import { columnsRead } from "#lib/templates/columns-read.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

type Draft = Parameters<typeof templateBodySchema.parse>[0];

const inputs = ["brand", "size", "notes", "origin", "care", "must"].map((name) => ({
  ...{ name, required: name === "must" },
  ...(name === "must" && { onMissing: "skip" }),
}));

const templateOf = (more: object = {}) =>
  templateBodySchema.parse({
    sections: { instruction: "Sell {{ brand | upcase }} to {{ language.name }}." },
    inputs,
    outputs: [{ name: "title", type: "text", maxLength: 80 }],
    ...more,
  } as Draft);

describe("a template reads the columns that", () => {
  const read = (more: object, language = "en") => columnsRead(templateOf(more), [language])[language];

  test("its texts name, and those without which it leaves a row out, and no other", () => {
    expect(read({})).toEqual(["brand", "must"]);
  });

  test("its rules ask for or write, and its snippets name", () => {
    const rule = {
      when: { all: [{ input: "size", is: "more", value: "5" }] },
      do: "add",
      section: "context",
    };
    expect(read({ rules: [{ ...rule, text: "{% if notes %}Notes{% endif %}" }] })).toEqual([
      "brand",
      "size",
      "notes",
      "must",
    ]);
    const sections = { instruction: '{% render "care" %}' };
    const snippets = [{ id: "s", name: "care", version: 1, text: "Care: {{ care }}" }];
    expect(read({ sections, snippets })).toEqual(["care", "must"]);
  });

  test("a language's override names, in that language alone", () => {
    const languageOverrides = { de: { requirements: "Aus {{ origin }}." } };
    expect(read({ languageOverrides }, "de-AT")).toEqual(["brand", "origin", "must"]);
    expect(read({ languageOverrides }, "fr")).toEqual(["brand", "must"]);
  });

  test("are translated, where approved translations are used again; all where terms are looked for", () => {
    const memory = { pairs: [{ field: "title", column: "notes" }] };
    expect(read({ memory })).toEqual(["brand", "notes", "must"]);
    expect(read({ glossaryIds: ["g"] })).toEqual(inputs.map(({ name }) => name));
  });
});

describe("two versions", () => {
  const same = (more: object, language = "en") => asksTheSame(templateOf(), templateOf(more), language);

  test("ask the same where checks, languages, samples, and inputs that no text names differ", () => {
    const others = inputs.map((input) => ({ ...input, sample: "x" })).reverse();
    const added = [...others, { name: "unread", required: false }];
    expect(
      same({ inputs: added, languages: ["en", "de"], checks: [{ kind: "links", severity: "warn" }] }),
    ).toBe(true);
  });

  test.each([
    ["a text", { sections: { instruction: "Sell {{ brand }}." } }],
    ["what a field may be", { outputs: [{ name: "title", type: "text", maxLength: 81 }] }],
    [
      "what stands in for a value",
      { inputs: inputs.map((one) => ({ ...one, onMissing: "default", default: "" })) },
    ],
  ])("ask otherwise where %s differs", (_what, more) => {
    expect(same(more)).toBe(false);
  });

  test("ask otherwise where a snippet says something else, and in a language alone where its override does", () => {
    const sections = { instruction: '{% render "care" %}' };
    const told = (text: string) =>
      templateOf({ sections, snippets: [{ id: "s", name: "care", version: 1, text }] });
    expect(asksTheSame(told("Wash."), told("Wash cold."), "en")).toBe(false);
    const languageOverrides = { de: { tone: "warm" } };
    expect([same({ languageOverrides }, "de"), same({ languageOverrides }, "en")]).toEqual([false, true]);
  });
});
