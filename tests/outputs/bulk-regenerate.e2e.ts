import { makeTitlesJob } from "#tests/batches/make-titles-job.ts";
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { startProvider } from "#tests/fixtures/provider.ts";
import { addPerson, expect, made, post, test } from "../fixtures/console.ts";
import { runBatch } from "../review/run-batch.ts";

test("a reviewer has all of a queue made anew after seeing what it costs, and takes that back", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 4, name: "Anew" });
  await signIn(page, ["reviewer"]);
  await page.goto("/review/queue");
  await page.getByRole("link", { name: "Act on many" }).click();
  await expect(page).toHaveURL(/\/outputs\?state=pending/);
  await page.goto(`/outputs?state=pending&batch=${batchId}`);
  await page.getByRole("button", { name: "Act on all" }).click();
  await page.getByRole("menuitem", { name: "Regenerate" }).click();
  const dialog = page.getByRole("dialog", { name: "Regenerate all of them" });
  await expect(dialog.getByText(/4 outputs are made anew, for about/)).toContainText(/\d/);
  await dialog.getByRole("combobox", { name: "Why" }).click();
  await page.getByRole("option", { name: "Brand or tone" }).click();
  await dialog.getByLabel("Note").fill("Warmer.");
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/bulk-regenerate-dialog.png" });
  await dialog.getByRole("button", { name: "Regenerate 4 outputs" }).click();

  const action = page.getByRole("dialog", { name: "Regenerate all of them" });
  await expect(action.getByText("4 of 4 · 4 came back")).toBeVisible({ timeout: 90_000 });
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/bulk-regenerate-done.png" });
  await action.getByRole("button", { name: "Take back" }).click();
  const question = page.getByRole("dialog", { name: "Take all of it back?" });
  await question.getByRole("button", { name: "Take back" }).click();
  const back = page.getByRole("dialog", { name: "Take back what was rejected" });
  await expect(back.getByText("Done")).toBeVisible();
  await expect(back.getByText("4 of 4")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("table", { name: "Outputs" }).getByRole("row")).toHaveCount(5);
});

test("who comes back while outputs are still made anew sees them come", async ({ app, page, signIn }) => {
  const provider = await startProvider();
  const job = await makeTitlesJob(app, { name: "Slow anew", provider, rows: 2 });
  const { token } = await addPerson(app, ["operator"]);
  const budgetCap = { amount: "1", currency: "USD" };
  const { id } = await made<{ id: string }>(
    app.api("/batches", { ...post({ name: "Slow anew", ...job, budgetCap }), token }),
  );
  await expect
    .poll(async () => (await made<{ status: string }>(app.api(`/batches/${id}`))).status, { timeout: 90_000 })
    .toBe("succeeded");
  provider.latency(12_000);
  await signIn(page, ["reviewer"]);
  await page.goto(`/outputs?state=pending&batch=${id}`);
  await page.getByRole("button", { name: "Act on all" }).click();
  await page.getByRole("menuitem", { name: "Regenerate" }).click();
  const dialog = page.getByRole("dialog", { name: "Regenerate all of them" });
  await dialog.getByRole("combobox", { name: "Why" }).click();
  await page.getByRole("option", { name: "Brand or tone" }).click();
  await dialog.getByRole("button", { name: "Regenerate 2 outputs" }).click();
  await expect(dialog.getByText("Done")).toBeVisible();
  await expect(dialog.getByText("0 of 2")).toBeVisible();
  await page.reload();
  await expect(dialog.getByText("0 of 2")).toBeVisible();
  await expect(dialog.getByText("2 of 2 · 2 came back")).toBeVisible({ timeout: 90_000 });
  await provider.stop();
});
