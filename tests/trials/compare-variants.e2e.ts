import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "#tests/fixtures/console.ts";
import { makeJob } from "./make-job.ts";

test("an operator compares two variants while they are written and promotes one", async ({
  app,
  page,
  signIn,
}) => {
  const job = await makeJob(app, { latencyMs: 700 });
  await signIn(page, ["operator"]);
  await page.goto("/trials");
  await page.getByRole("link", { name: "New trial" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("New trial");

  await page.goto(
    `/trials/new?datasetId=${job.datasetId}&templateVersionId=${job.templateVersionId}&modelId=${job.modelId}`,
  );
  await page.getByRole("button", { name: "Add variant" }).click();
  await expect(page.getByText("calls: 10 rows × 2 variants × 1 language")).toBeVisible();
  await page.getByRole("button", { name: "Start trial" }).click();

  await expect(page).toHaveURL(/\/trials\/[0-9a-f-]{36}$/);
  await expect(page.locator('[data-testid="trial-cell"][data-status="running"]').first()).toBeVisible();
  await expect(page.locator('[data-testid="trial-cell"][data-status="succeeded"]')).toHaveCount(20, {
    timeout: 90_000,
  });
  await expect(page.getByTestId("variant-head")).toHaveCount(2);
  await expect(page.getByTestId("cost-preview").first()).toContainText("measured on 10 items");
  const promote = page.getByRole("link", { name: "Promote to batch: variant A" });
  await expect(promote).toHaveAttribute("href", /\/batches\/new\?trialId=[0-9a-f-]{36}&variant=0$/);
  expect(await seriousFindings(page)).toEqual([]);
});

test("a trial that cannot run says why before it is started", async ({ app, page, signIn }) => {
  const job = await makeJob(app);
  await signIn(page, ["operator"], "zh-CN");
  await page.goto(
    `/trials/new?datasetId=${job.datasetId}&templateVersionId=${job.templateVersionId}&modelId=${job.modelId}`,
  );
  await page.getByRole("textbox", { name: "其他语言" }).fill("de, fr, ja, ko, es, it, pt");
  await page.getByRole("textbox", { name: "取多少行" }).fill("40");
  await expect(page.getByText(/而一次试跑最多 200 次/)).toBeVisible();
  await expect(page.getByRole("button", { name: "开始试跑" })).toBeDisabled();
});
