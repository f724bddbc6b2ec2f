import type { Page } from "@playwright/test";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { lookAtSamples } from "./look-at-samples.ts";

async function write(page: Page, locale: Locale, text: string): Promise<void> {
  const { title } = messages[locale].templates.sections.instruction;
  const editor = page.getByRole("textbox", { name: title, exact: true });
  await editor.click();
  await page.keyboard.insertText(text);
}

for (const locale of ["en", "zh-CN"] as const) {
  const t = messages[locale].templates;

  test(`a prompt is split into steps, goes from one to the other by the graph, and is published (${locale})`, async ({
    page,
    app,
    signIn,
  }) => {
    const { token } = await signIn(page, ["operator"], locale);
    const body = {
      name: "Chained",
      sections: { instruction: "List facts of {{ brand }}." },
      inputs: [{ name: "brand", sample: "Verlaine" }],
      outputs: [{ name: "facts", type: "text", maxLength: 200 }],
      languages: ["en"],
    };
    const { id } = await made<{ id: string }>(app.api("/templates", { ...post(body), token }));
    await page.goto(`/templates/${id}`);
    await page.getByRole("button", { name: messages[locale].common.action.more }).click();
    await page.getByRole("menuitem", { name: t.editor.split }).click();

    const graph = page.getByRole("navigation", { name: t.steps.title });
    const panel = page.getByRole("region", { name: t.steps.title });
    const preview = page.getByRole("region", { name: t.preview.title });
    await lookAtSamples(page, locale);
    await expect(preview.getByText("List facts of Verlaine.")).toBeVisible();
    await graph.getByRole("button", { name: "step_2" }).click();
    await expect(graph.getByRole("button", { name: "step_2" })).toHaveAttribute("aria-current", "step");
    await write(page, locale, "Write a title from {{ steps.step_1.facts }}.");
    await page.getByRole("button", { name: t.outputs.add }).click();
    await page
      .getByRole("region", { name: t.outputs.ofStep.replace("{step}", "step_2") })
      .getByRole("textbox", { name: t.outputs.name })
      .fill("title");
    await expect(preview.getByText("Write a title from [step_1.facts].")).toBeVisible();

    // Another name is taken over by whoever reads the step.
    await graph.getByRole("button", { name: "step_1" }).click();
    await panel.getByRole("textbox", { name: t.steps.name }).fill("findings");
    await page.keyboard.press("Enter");
    await graph.getByRole("button", { name: "step_2" }).click();
    await expect(preview.getByText("Write a title from [findings.facts].")).toBeVisible();
    await panel.getByRole("button", { name: t.steps.addCondition }).click();
    await expect(graph.getByRole("button", { name: "findings.facts" })).toBeVisible();
    await page.getByRole("checkbox", { name: "step_2.title" }).check();
    await page.getByRole("checkbox", { name: "findings.facts" }).uncheck();
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole("button", { name: t.editor.publish }).click();
    await page.getByRole("button", { name: t.publish.confirm, exact: true }).click();
    await expect(page.getByText(t.publish.done.replace("{number}", "1"))).toBeVisible();
    await page.reload();
    await expect(graph.getByRole("button")).toHaveCount(2);
    const template = (await (await app.api(`/templates/${id}`, { token })).json()) as {
      draft: { steps: { name: string; when?: object }[]; result: string[]; outputs: { name: string }[] };
      draftChanged: boolean;
    };
    expect(template).toMatchObject({
      draftChanged: false,
      draft: {
        steps: [{ name: "findings" }, { name: "step_2", when: { all: [{ input: "steps.findings.facts" }] } }],
        result: ["step_2.title"],
        outputs: [{ name: "title", required: false }],
      },
    });
  });
}
