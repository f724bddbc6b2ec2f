import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "#tests/fixtures/console.ts";
import { makeJob } from "#tests/trials/make-job.ts";

interface Template {
  draft: { id: string; evaluators: { examples?: unknown[] }[]; checks: object[] };
}

test("an author adds a judge, tries it under its cap, lets it look at a batch, and takes what people rejected for an example", async ({
  app,
  page,
  signIn,
}) => {
  test.setTimeout(240_000);
  const job = await makeJob(app, { rows: 3 });
  const author = await signIn(page, ["operator"]);
  await page.goto(`/templates/${job.templateId}`);
  const evaluators = page.getByRole("region", { name: "Evaluators", exact: true });
  await evaluators.getByRole("button", { name: "What trials hold outputs against" }).click();
  await evaluators.getByRole("button", { name: "Add judge" }).click();
  const judge = evaluators.getByRole("group", { name: "judge 1" });
  await judge.getByRole("textbox", { name: "Rubric" }).fill("Names the perfume and its notes, calmly.");
  await judge.getByRole("combobox", { name: "Model" }).click();
  await page.getByRole("option", { name: "sandbox-fast" }).first().click();
  const checks = page.getByRole("region", { name: "Checks", exact: true });
  await checks.getByRole("button", { name: "What is checked" }).click();
  await checks.getByRole("checkbox", { name: "judge 1" }).click();
  await page.keyboard.press("ControlOrMeta+s");
  await expect
    .poll(async () => (await template()).draft.checks)
    .toMatchObject([{ kind: "judge", evaluator: "judge 1" }]);
  expect(await seriousFindings(page)).toEqual([]);

  const { draft } = await template();
  const asked = new URLSearchParams({
    datasetId: job.datasetId,
    templateVersionId: draft.id,
    modelId: job.modelId,
  });
  await page.goto(`/trials/new?${asked}`);
  await expect(page.getByText(/Of it, judging: up to \d+ calls/)).toBeVisible();
  await expect(page.getByText(/Nothing more than .* is spent on judging/)).toBeVisible();
  await page.getByRole("button", { name: "Start trial" }).click();
  await expect(page).toHaveURL(/\/trials\/[0-9a-f-]{36}$/, { timeout: 30_000 });
  const figures = page.getByRole("table", { name: "Evaluators" });
  await expect(figures.getByRole("row", { name: /judge 1/ })).toContainText("100%", { timeout: 60_000 });
  await expect(page.getByText(/5 of 5: Simulated judge/).first()).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);

  const batchId = await launched();
  await signIn(page, ["reviewer"], "zh-CN");
  await page.goto(`/review?batchId=${batchId}`);
  await expect(page.getByText(/“judge 1”评 5 分（满分 5）/)).toBeVisible();
  await expect(page.getByText("由模型判断 · 暂无人工裁决可比对")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.waitForTimeout(320);
  await page.keyboard.press("r");
  await page.keyboard.press("4");
  await expect(page.getByText("裁决均已保存")).toBeVisible();

  await signIn(page, ["operator"], "zh-CN");
  await page.goto(`/templates/${job.templateId}`);
  const panel = page.getByRole("region", { name: "评估器", exact: true });
  await expect(panel.getByText(/与人工裁决一致：1 次中 0%/)).toBeVisible();
  await panel.getByRole("button", { name: "分歧列表" }).click();
  const dialog = page.getByRole("dialog", { name: "“judge 1”与人工裁决的分歧" });
  await expect(dialog.getByText(/评判模型：5 分。Simulated judge/)).toBeVisible();
  await dialog.getByRole("button", { name: "用作示例" }).click();
  await expect(dialog.getByRole("button", { name: "已是示例" })).toBeDisabled();
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(async () => (await template()).draft.evaluators[0]?.examples?.length).toBe(1);

  function template(): Promise<Template> {
    return made<Template>(app.api(`/templates/${job.templateId}`));
  }

  /** A batch of the draft, published; launched by somebody who reviews nothing. */
  async function launched(): Promise<string> {
    const { token } = await addPerson(app, ["operator"]);
    const asOperator = (path: string, init: RequestInit = {}) => app.api(path, { ...init, token });
    const published = app.api(`/templates/${job.templateId}/publish`, { ...post({}), token: author.token });
    const { versionId } = await made<{ versionId: string }>(published);
    const launch = {
      ...{ name: "Judged", datasetId: job.datasetId, templateVersionId: versionId, modelId: job.modelId },
      budgetCap: { amount: "5", currency: "USD" },
    };
    const { id } = await made<{ id: string }>(asOperator("/batches", post(launch)));
    await expect
      .poll(async () => (await made<{ status: string }>(asOperator(`/batches/${id}`))).status, {
        timeout: 60_000,
      })
      .toBe("succeeded");
    return id;
  }
});
