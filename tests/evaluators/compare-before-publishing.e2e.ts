import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, test } from "#tests/fixtures/console.ts";
import { makeJob, runTrialOf } from "#tests/trials/make-job.ts";

test("an author evaluates titles, keeps a set, changes the prompt, and sees what the draft broke before publishing", async ({
  app,
  page,
  signIn,
}) => {
  const job = await makeJob(app, { rows: 6 });
  await signIn(page, ["operator"]);
  await page.goto(`/templates/${job.templateId}`);
  const panel = page.getByRole("region", { name: "Evaluators", exact: true });
  await panel.getByRole("button", { name: "What trials hold outputs against" }).click();
  await panel.getByRole("button", { name: "Add evaluator" }).click();
  await panel.getByRole("textbox", { name: "Name" }).fill("Names the perfume");
  await panel.getByRole("combobox", { name: "How" }).click();
  await page.getByRole("option", { name: "Contains" }).click();
  await panel.getByRole("combobox", { name: "Column with what is right" }).click();
  await page.getByRole("option", { name: "name", exact: true }).click();
  await page.keyboard.press("ControlOrMeta+s");
  await expect(panel.getByText("1 evaluator")).toBeVisible();
  await expect.poll(async () => (await template(job.templateId)).draft.evaluators.length).toBe(1);
  const draftId = (await template(job.templateId)).draft.id;

  const trialId = await runTrialOf(app, { ...job, templateVersionId: draftId }, 4);
  await page.goto(`/trials/${trialId}`);
  const figures = page.getByRole("table", { name: "Evaluators" });
  await expect(figures.getByRole("row", { name: /Names the perfume/ })).toContainText("4");
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Keep as regression set" }).click();
  const dialog = page.getByRole("dialog", { name: "Keep rows in a regression set" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Hard perfumes");
  await dialog.getByRole("combobox", { name: "What is right for Row 1, English" }).click();
  await page.getByRole("option", { name: "A is right" }).click();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Keep 4 cases" }).click();
  await expect(page.getByRole("heading", { name: "Hard perfumes" })).toBeVisible();
  await expect(page.getByText("1 with what is right")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);

  // A draft that no longer tells the model the name cannot name it.
  const { draft } = await template(job.templateId);
  const sections = { ...draft.sections, inputData: "Notes: {{ notes }}" };
  await made(
    app.api(`/templates/${job.templateId}/draft`, {
      method: "PUT",
      body: JSON.stringify({ ...draft, id: job.templateId, sections }),
    }),
  );
  await signIn(page, ["operator"], "zh-CN");
  await page.goto(page.url());
  await page.getByRole("link", { name: "比较版本" }).click();
  await expect(page.getByText("第 1 版，4 个用例")).toBeVisible();
  await page.getByRole("button", { name: "开始试跑" }).click();
  await expect(page).toHaveURL(/\/trials\/[0-9a-f-]{36}$/, { timeout: 30_000 });
  const cases = page.getByRole("table", { name: "有变化或无法比较的用例" });
  await expect(cases.getByRole("row", { name: /新出错/ })).toHaveCount(4, { timeout: 60_000 });
  await expect(cases.getByRole("row", { name: /新出错/ }).first()).toContainText(
    "不再达标：Names the perfume",
  );
  expect(await seriousFindings(page)).toEqual([]);

  await page.goto(`/templates/${job.templateId}`);
  await page.getByRole("button", { name: "发布版本" }).click();
  const publishing = page.getByRole("dialog");
  await expect(publishing).toContainText("已在“Hard perfumes”第 1 版上比较");
  await expect(publishing).toContainText("与 v1 相比： 修复 0，新出错 4，不变 0，无法比较 0。");
  expect(await seriousFindings(page)).toEqual([]);

  async function template(id: string) {
    return made<{ draft: { id: string; evaluators: unknown[]; sections: Record<string, string> } }>(
      app.api(`/templates/${id}`, {}),
    );
  }
});
