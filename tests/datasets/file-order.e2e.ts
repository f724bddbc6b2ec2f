import { expect, made, post, test } from "../fixtures/console.ts";
import { runBatch } from "../review/run-batch.ts";

const FILE = ["sku", "name", "brand", "notes", "size"];

test("a row shows its columns in the order of the file, as a dataset's row, an item's, a trial's and a reviewer's", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 2 });
  const member = await signIn(page, ["operator", "reviewer"]);
  const token = { token: member.token };
  const batch = await made<{
    dataset: { id: string };
    template: { versionId: string };
    model: { id: string };
  }>(app.api(`/batches/${batchId}`, token));
  const variants = [{ templateVersionId: batch.template.versionId, modelId: batch.model.id }];
  const sample = { size: 1, method: "first" };
  const trial = await made<{ id: string }>(
    app.api("/trials", { ...post({ datasetId: batch.dataset.id, variants, sample }), ...token }),
  );
  const panel = page.getByRole("dialog");

  await page.goto(`/datasets/${batch.dataset.id}?row=1`);
  await expect(panel.locator("dt")).toHaveText(FILE);
  await page.goto(`/batches/${batchId}?item=0`);
  const source = panel.locator("section", { has: page.getByRole("heading", { name: "Source" }) });
  await expect(source.locator("dt")).toHaveText(FILE);
  await page.goto(`/trials/${trial.id}`);
  const row = page.getByRole("article").first();
  await expect(row.locator("dl").first().locator("dt")).toHaveText(FILE.map((name) => `${name}:`));
  await page.goto(`/review?batchId=${batchId}`);
  const pane = page.locator("section", { has: page.getByRole("heading", { name: "Source", exact: true }) });
  await expect(pane.locator("dt")).toHaveText(["name", "brand", "notes", "size", "sku"]);
});
