import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { startProvider } from "#tests/fixtures/provider.ts";
import { makeTitlesJob } from "./make-titles-job.ts";

test.describe.configure({ timeout: 240_000 });

test("an operator sees what needs work and what it costs, and has it made of a selection every day", async ({
  app,
  page,
  signIn,
}) => {
  const provider = await startProvider();
  const { datasetId: _, ...job } = await makeTitlesJob(app, { name: "Changed", provider, rows: 1 });
  const push = (products: [key: string, name: string][]) =>
    made(
      app.api("/products", {
        method: "PUT",
        body: JSON.stringify({ products: products.map(([key, name]) => ({ key, attributes: { name } })) }),
      }),
    );
  await push(["P-1", "P-2", "P-3"].map((key) => [key, `Thing ${key}`]));
  const filter = { all: [{ field: "attributes.name", is: "present" }] };
  const selection = await made<{ id: string }>(app.api("/selections", post({ name: "Named", filter })));
  const launch = {
    ...job,
    name: "First",
    selectionId: selection.id,
    budgetCap: { amount: "5", currency: "USD" },
  };
  const batch = await made<{ id: string }>(app.api("/batches", post(launch)));
  const isMade = async () =>
    (await made<{ status: string }>(app.api(`/batches/${batch.id}`))).status === "succeeded";
  await expect.poll(isMade, { timeout: 90_000 }).toBe(true);
  await push([
    ["P-2", "Another thing"],
    ["P-4", "A new thing"],
  ]);
  const { datasetId } = await made<{ datasetId: string }>(
    app.api(`/selections/${selection.id}/freeze`, post({})),
  );
  const isFrozen = async () =>
    (await made<{ status: string }>(app.api(`/datasets/${datasetId}`))).status === "ready";
  await expect.poll(isFrozen).toBe(true);

  await signIn(page, ["operator"]);
  await page.goto(`/batches/new?${new URLSearchParams({ ...job, datasetId, step: "what" })}`);
  await page.getByRole("radio", { name: "Only what needs work" }).click();
  await expect(page.getByRole("checkbox", { name: "Stale" })).toBeChecked();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("radio", { name: "Again and again" }).click();
  await page.getByRole("checkbox", { name: "Pick the products of “Named” anew at each run" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  const count = (label: string) =>
    page.getByText(label, { exact: true }).locator("xpath=following-sibling::dd");
  await expect(count("New")).toHaveText("1");
  await expect(count("Stale")).toHaveText("1");
  await expect(count("Up to date")).toHaveText("2");
  await expect(page.getByText("source changed: 1")).toBeVisible();
  await expect(page.getByText("of 4 rows × 1 language")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Save schedule" }).click();

  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("link", { name: "Named" })).toBeVisible();
  await expect(panel.getByText("New, Stale, and Rejected")).toBeVisible();
  await panel.getByRole("button", { name: "Run now" }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  await expect(page.getByText("Only: New, Stale, and Rejected")).toBeVisible();
  await expect.poll(() => provider.billedCalls(), { timeout: 90_000 }).toBe(5);
  await provider.stop();
});
