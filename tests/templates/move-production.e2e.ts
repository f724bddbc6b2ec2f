import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "#tests/fixtures/console.ts";
import { makeJob } from "#tests/trials/make-job.ts";

test("an operator asks for production, a second person approves, and a launch follows the label", async ({
  app,
  page,
  signIn,
}) => {
  const job = await makeJob(app);
  await signIn(page, ["operator"]);
  await page.goto(`/templates/${job.templateId}`);
  const label = page.getByRole("region", { name: "Version in production" });
  await expect(label).toContainText("No version has the label yet.");
  await page.getByRole("button", { name: "Ask for production" }).click();
  await expect(label).toContainText("You asked to put v1 into production");
  await expect(label.getByRole("button", { name: "Approve" })).toHaveCount(0);

  await signIn(page, ["manager"], "zh-CN");
  await page.goto(`/templates/${job.templateId}`);
  const inChinese = page.getByRole("region", { name: "生产版本" });
  await inChinese.getByRole("button", { name: "批准" }).click();
  await expect(inChinese).toContainText("v1 为生产版本");
  expect(await seriousFindings(page)).toEqual([]);

  await signIn(page, ["operator"]);
  await page.goto(`/batches/new?datasetId=${job.datasetId}&templateVersionId=${job.templateVersionId}`);
  await page.getByRole("button", { name: "What" }).click();
  await page.getByRole("checkbox", { name: /Follow the label/ }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(new RegExp(`follows=${job.templateId}`));
});
