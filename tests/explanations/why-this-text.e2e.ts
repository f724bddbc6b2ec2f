import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "#tests/fixtures/console.ts";
import { openReview } from "#tests/review/at-the-desk.ts";
import { runBatch } from "#tests/review/run-batch.ts";

test("an item's page tells how its text came about, in both languages, and is reached from batch, review and ledger", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 1 });
  await signIn(page, ["operator", "manager", "reviewer"]);
  await page.goto(`/batches/${batchId}?item=0`);
  await page.getByRole("link", { name: "Why this text" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Why this text" })).toBeVisible();
  await expect(page.getByText("To the letter what was sent")).toBeVisible();
  await expect(page.getByText("You write product copy.")).toBeVisible();
  await expect(page.getByText("This JSON and nothing else", { exact: false })).toBeVisible();
  await expect(page.getByText("Maison Lune").first()).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("link", { name: "Ledger entry" }).click();
  await page.getByRole("link", { name: "Why this text" }).click();
  await expect(page).toHaveURL(new RegExp(`/batches/${batchId}/items/0/why$`));

  await openReview(page, batchId);
  await page.getByRole("link", { name: "The messages, raw answers and rules behind it" }).click();
  await expect(page.getByRole("heading", { name: /^Call 1: write$/ })).toBeVisible();

  await page.screenshot({ path: "test-results/why-en.png", fullPage: true });
  await signIn(page, ["operator"], "zh-CN");
  await page.goto(`/batches/${batchId}/items/0/why`);
  await expect(page.getByRole("heading", { level: 1, name: "文本由来" })).toBeVisible();
  await expect(page.getByText("与当时发送的内容逐字一致")).toBeVisible();
  await page.goto(`/batches/${batchId}/items/99/why`);
  await expect(page.getByRole("heading", { name: "页面不存在" })).toBeVisible();
});
