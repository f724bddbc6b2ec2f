import { describe, expect, test } from "vitest";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

type Draft = Parameters<typeof templateBodySchema.parse>[0];

const A = "https://shop.example/a.jpg";
const B = "https://shop.example/b,w_800.jpg?size=2";
const ASSET = "0197f3a5-6b1c-7c3e-9a55-2f1f0a7d9c11";

async function shown(sections: object, row: Record<string, string>, more: object = {}, rules: object[] = []) {
  const inputs = [
    { name: "photo", type: "picture", ...more },
    { name: "detail", type: "picture", required: false },
    { name: "name", required: false },
  ];
  const body = templateBodySchema.parse({ sections, inputs, rules } as Draft);
  const rendered = await renderPrompt(body, row, "en");
  if (rendered.kind !== "prompt") return rendered;
  const { content, pictures = [] } = rendered.messages.at(-1) ?? { content: "" };
  return { content, pictures };
}

describe("a picture input", () => {
  test("stands in the text by its number, and its picture goes with the prompt", async () => {
    const sections = { role: "You see.", instruction: "Describe {{ photo }}." };
    expect(await shown(sections, { photo: A })).toEqual({
      content: "Describe [picture 1].",
      pictures: [A],
    });
  });

  test("shows the first of a cell, or as many as its author says", async () => {
    const cell = `${A}, ${B}; ${ASSET}`;
    const sections = { instruction: "Look: {{ photo }}" };
    expect(await shown(sections, { photo: cell })).toEqual({ content: "Look: [picture 1]", pictures: [A] });
    expect(await shown(sections, { photo: cell }, { maxPictures: 3 })).toEqual({
      content: "Look: [picture 1] [picture 2] [picture 3]",
      pictures: [A, B, ASSET],
    });
  });

  test("is sent only where a text names it, each picture once, numbered as they are named", async () => {
    const row = { photo: A, detail: B };
    const second = { instruction: "{{ detail }} before {{ photo }}; {{ detail }} again" };
    expect(await shown(second, row)).toEqual({
      content: "[picture 1] before [picture 2]; [picture 1] again",
      pictures: [B, A],
    });
    expect(await shown({ instruction: "{{ detail }}" }, row)).toMatchObject({ pictures: [B] });
    expect(await shown({ instruction: "{% if photo %}There is one.{% endif %}" }, row)).toEqual({
      content: "There is one.",
      pictures: [],
    });
    expect(await shown({ instruction: "{{ photo }} {{ detail }}" }, { photo: A, detail: A })).toEqual({
      content: "[picture 1] [picture 1]",
      pictures: [A],
    });
  });

  test("is not sent with a part that a rule drops", async () => {
    const rule = { when: { all: [{ input: "name", is: "missing" }] }, do: "drop", section: "context" };
    const sections = { instruction: "Write.", context: "As in {{ photo }}." };
    expect(await shown(sections, { photo: A }, {}, [rule])).toEqual({ content: "Write.", pictures: [] });
    expect(await shown(sections, { photo: A, name: "x" }, {}, [rule])).toMatchObject({ pictures: [A] });
  });

  test("that is missing is treated as its author chose", async () => {
    const sections = { instruction: "{{ photo }}" };
    expect(await shown(sections, { photo: " " }, { onMissing: "skip" })).toEqual({
      kind: "skipped",
      input: "photo",
    });
    expect(
      await shown({ instruction: "{{ photo }}{% if detail %} {{ detail }}{% endif %}" }, { photo: A }),
    ).toEqual({
      content: "[picture 1]",
      pictures: [A],
    });
  });

  test.each(["none", "file:///etc/passwd", "data:image/png;base64,AAAA", `${A} n/a`, "javascript:alert(1)"])(
    "that holds %s is told rather than sent",
    async (value) => {
      expect(await shown({ instruction: "{{ photo }}" }, { photo: value })).toEqual({
        kind: "unreadable",
        input: "photo",
        value,
        needs: "picture",
      });
    },
  );

  test("cannot be named by what stands in another cell", async () => {
    const forged = "\ufdd80\ufdd8 \ufdd8";
    const made = await shown({ instruction: "{{ name }}" }, { photo: A, name: forged });
    expect(made).toMatchObject({ content: expect.not.stringContaining("\ufdd8") });
  });

  test("cut by a filter leaves no half of its number", async () => {
    const made = await shown({ instruction: "See {{ photo | truncate: 2, '' }}." }, { photo: A });
    expect(made).toEqual({ content: "See 0.", pictures: [] });
  });

  test("whose default is no picture is a problem at its field", () => {
    const body = templateBodySchema.parse({
      sections: { instruction: "{{ photo }}" },
      inputs: [{ name: "photo", type: "picture", onMissing: "default", default: "none" }],
      outputs: [{ name: "alt", type: "text" }],
    });
    expect(checkTemplate(body)).toMatchObject([
      { code: "template_default_not_picture", place: { path: "inputs.0.default" } },
    ]);
  });
});
