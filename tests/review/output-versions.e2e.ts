import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "../fixtures/console.ts";
import { runBatch } from "./run-batch.ts";

test("an item shows the versions of its output once there are two: how, by whom and when", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 2 });
  const reviewer = await addPerson(app, ["reviewer"]);
  const { claims } = await made<{ claims: { itemId: string; token: number; outputVersion: number }[] }>(
    app.api("/review/claims", { ...post({ batchId, limit: 1 }), token: reviewer.token }),
  );
  const edits = claims.map(({ itemId, token, outputVersion }) => ({
    itemId,
    token,
    outputVersion,
    decision: "edit",
    output: { title: "A title of my own" },
  }));
  await made(app.api("/review/decisions", { ...post(edits), token: reviewer.token }));
  await signIn(page, ["operator"]);
  await page.goto(`/batches/${batchId}?item=1`);
  await expect(page.getByRole("heading", { name: "Source row" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Versions" })).toHaveCount(0);
  await page.goto(`/batches/${batchId}?item=0`);
  const versions = page.getByRole("table", { name: "Versions" });
  await expect(versions.getByRole("row")).toHaveCount(3);
  await expect(versions.getByRole("row").nth(1)).toContainText(/1\s*Generated\s*Model/);
  await expect(versions.getByRole("row").nth(2)).toContainText(/2\s*Edited from 1/);
  expect(await axeFindings(page)).toEqual([]);
});
