import { expect, test } from "vitest";
import { makePerfumes } from "#lib/installation/demo/perfumes.ts";
import { checkTemplate } from "#lib/templates/check-template.ts";
import { renderPrompt } from "#lib/templates/render-prompt.ts";
import { STARTERS } from "#lib/templates/starters.ts";

test.each(STARTERS)("the starter $key has nothing wrong with it", ({ body }) => {
  expect(checkTemplate(body)).toEqual([]);
});

test.each(STARTERS)(
  "the starter $key works on every row of the sample, in every language",
  async ({ body }) => {
    for (const row of makePerfumes(200)) {
      for (const language of body.languages) {
        const { kind } = await renderPrompt(body, row, language);
        expect(["prompt", "skipped"]).toContain(kind);
      }
    }
  },
);

test("what a row lacks leaves no trace in the prompt", async () => {
  const copy = STARTERS.find(({ key }) => key === "copy")!;
  const rendered = await renderPrompt(copy.body, { name: "Nuit", brand: "Verlaine" }, "zh-CN");
  const text = rendered.kind === "prompt" ? (rendered.messages[1]?.content ?? "") : "";
  expect(text).toContain("- Brand: Verlaine\n\n## Requirements");
  expect(text).toContain("in Chinese (China) (zh-CN)");
});
