import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { makeJob } from "#tests/trials/make-job.ts";

const t = messages.en.conversations;

test("an author talks about a row, sees the answer stream in, keeps it as an example and reopens it", async ({
  app,
  page,
  signIn,
}) => {
  const { templateId, datasetId, modelId } = await makeJob(app, { rows: 5, latencyMs: 4_000 });
  const { token } = await signIn(page, ["operator"]);
  const about = { conversation: "new", dataset: datasetId, row: "3", language: "en", model: modelId };
  await page.goto(`/templates/${templateId}?${new URLSearchParams(about)}`);
  const pane = page.getByRole("region", { name: t.title });
  await expect(pane.getByText(t.start.about)).toBeVisible();

  await pane.getByRole("button", { name: t.composer.sendPrompt }).click();
  const turn = pane.getByTestId("turn");
  // The while it writes is short, and a usual look that has waited often looks once a second.
  await expect.poll(() => turn.getByText(t.turn.writing).isVisible(), { intervals: [50] }).toBe(true);
  await expect(pane.getByRole("button", { name: t.composer.stop })).toBeVisible();
  await expect(turn).toHaveAttribute("data-state", "answered");
  const say = pane.getByRole("textbox", { name: t.composer.say });
  await say.fill("Shorter, please");
  await page.keyboard.press("Enter");
  await expect(turn).toHaveCount(2);
  await expect(turn.nth(1)).toHaveAttribute("data-state", "answered");
  expect(await seriousFindings(page)).toEqual([]);

  await turn.nth(1).getByRole("button", { name: t.keep.example, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("name: Perfume 3")).toBeVisible();
  await dialog.getByRole("button", { name: t.keep.save }).click();
  await expect(dialog).toHaveCount(0);
  const draft = await app.api(`/templates/${templateId}`, { token });
  expect(
    ((await draft.json()) as { draft: { sections: { examples: string } } }).draft.sections.examples,
  ).toContain("name: Perfume 3");

  await pane.getByRole("button", { name: t.view.leave }).click();
  await pane.getByRole("button", { name: /Shorter, please/ }).click();
  await expect(turn).toHaveCount(2);
  await expect(pane.getByRole("button", { name: t.view.againWithDraft })).toBeVisible();
});

for (const locale of ["en", "zh-CN"] as const) {
  const words = messages[locale];

  test(`an author talks with the second step of a chain, whose first is run before, and keeps an example in it (${locale})`, async ({
    app,
    page,
    signIn,
  }) => {
    const { datasetId, modelId } = await makeJob(app, { rows: 5, latencyMs: 1_500 });
    const { token } = await signIn(page, ["operator"], locale);
    const body = {
      name: `Chained ${Date.now()}`,
      inputs: [{ name: "name", sample: "Rose" }],
      steps: [
        {
          ...{ name: "facts", kind: "generate", outputs: [{ name: "list", type: "text" }] },
          sections: { instruction: "List facts of {{ name }}." },
        },
        {
          ...{ name: "copy", kind: "generate", outputs: [{ name: "title", type: "text" }] },
          sections: { instruction: "Write a title of {{ steps.facts.list }} for {{ name }}." },
        },
      ],
      languages: ["en"],
    };
    const { id } = await made<{ id: string }>(app.api("/templates", { ...post(body), token }));
    const about = { conversation: "new", dataset: datasetId, row: "3", language: "en", model: modelId };
    await page.goto(`/templates/${id}?${new URLSearchParams(about)}`);
    const pane = page.getByRole("region", { name: words.conversations.title, exact: true });
    const step = pane.getByRole("combobox", { name: words.conversations.start.step });
    await expect(step).toContainText("facts");
    await step.click();
    await page.getByRole("option", { name: "copy" }).click();
    expect(await seriousFindings(page)).toEqual([]);

    await pane.getByRole("button", { name: words.conversations.composer.sendPrompt }).click();
    const turn = pane.getByTestId("turn");
    const first = words.conversations.turn.stepRuns.replace("{step}", "facts");
    await expect.poll(() => turn.getByText(first).isVisible(), { intervals: [50] }).toBe(true);
    await expect(turn).toHaveAttribute("data-state", "answered");
    await expect(turn.getByText(words.conversations.turn.found)).toBeVisible();

    await turn.getByRole("button", { name: words.conversations.keep.example, exact: true }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("name: Perfume 3")).toBeVisible();
    await expect(dialog.getByText("steps.facts.list:")).toBeVisible();
    await dialog.getByRole("button", { name: words.conversations.keep.save }).click();
    await expect(dialog).toHaveCount(0);
    const kept = await made<{ draft: { steps: { sections: { examples: string } }[] } }>(
      app.api(`/templates/${id}`, { token }),
    );
    expect(kept.draft.steps.map(({ sections }) => sections.examples.includes("Perfume 3"))).toEqual([
      false,
      true,
    ]);

    const steps = page.getByRole("region", { name: words.templates.steps.title });
    await page
      .getByRole("navigation", { name: words.templates.steps.title })
      .getByRole("button", { name: "copy" })
      .click();
    await steps.getByRole("textbox", { name: words.templates.steps.name }).fill("title");
    await page.keyboard.press("Enter");
    await expect(pane.getByText(words.conversations.view.stepGone.replace("{step}", "copy"))).toBeVisible();
    await expect(pane.getByRole("button", { name: words.conversations.composer.sendPrompt })).toBeDisabled();
  });
}
