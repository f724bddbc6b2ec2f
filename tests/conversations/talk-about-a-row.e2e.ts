import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "#tests/fixtures/console.ts";
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
