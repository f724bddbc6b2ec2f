import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "../fixtures/console.ts";
import { runBatch } from "../review/run-batch.ts";

test("a reviewer finds outputs by text and state, keeps the view, and rejects all of them after seeing what they are", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 8, name: "Night scents" });
  await signIn(page, ["reviewer"]);

  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "Outputs" }).click();
  await expect(page.getByRole("heading", { name: "Outputs" })).toBeVisible();
  await page.goto(`/outputs?batch=${batchId}`);
  const rows = page.getByRole("table", { name: "Outputs" }).getByRole("row");
  await expect(rows).toHaveCount(9);
  await page.getByRole("searchbox", { name: "Text of the output" }).fill("琥珀之夜");
  await expect(rows).toHaveCount(3);
  await expect(page).toHaveURL(/q=/);
  expect(await axeFindings(page)).toEqual([]);

  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("menuitem", { name: "Save filters and order…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Amber nights");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Amber nights" })).toBeVisible();

  await rows.nth(1).click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("heading", { name: "Output", exact: true })).toBeVisible();
  await expect(panel.getByRole("heading", { name: "Source" })).toBeVisible();
  await expect(panel.getByRole("link", { name: "In its batch" })).toHaveAttribute(
    "href",
    new RegExp(`/batches/${batchId}\\?item=`),
  );
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();

  await page.getByRole("button", { name: "Act on all" }).click();
  await page.getByRole("menuitem", { name: "Reject", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Reject all of them" });
  await expect(dialog.getByText("2 outputs.")).toBeVisible();
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  await expect(dialog.getByText("Rejecting makes no calls.")).toBeVisible();
  const confirm = dialog.getByRole("button", { name: "Reject 2 outputs" });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("combobox", { name: "Why" }).click();
  await page.getByRole("option", { name: "Other" }).click();
  await dialog.getByLabel("Note").fill("Too dark.");
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/outputs-bulk-dialog.png" });
  await confirm.click();

  const action = page.getByRole("dialog", { name: "Reject all of them" });
  await expect(action.getByText("Done")).toBeVisible();
  await expect(action.getByText("2 of 2", { exact: true })).toBeVisible();
  await expect(action.getByText("Too dark.")).toBeVisible();
  await expect(rows.filter({ hasText: "Rejected" })).toHaveCount(2);
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/outputs-bulk-action.png" });

  await page.goto(`/outputs?batch=${batchId}&reason=other`);
  await expect(rows).toHaveCount(3);
  await page.goto(`/outputs?batch=${batchId}&state=pending`);
  await expect(rows).toHaveCount(7);
  await page.goto("/outputs");
  await page.getByRole("button", { name: "Act on all" }).click();
  await expect(page.getByText("Set a filter first")).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Reject", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
});

test("an act on everything is refused over the API, and a typing error in a filter is no empty filter", async ({
  app,
}) => {
  const refused = await app.api("/outputs/bulk", post({ filter: {}, do: "reject", reason: "1" }));
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ code: "empty_filter" });
  const mistyped = await app.api(
    "/outputs/bulk",
    post({ filter: { staet: "pending" }, do: "reject", reason: "1" }),
  );
  expect(mistyped.status).toBe(422);
  expect(await mistyped.json()).toMatchObject({ code: "invalid_input" });
});

test("a manager reads the quality of decisions, and each figure leads to the outputs behind it", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 4, name: "Judged" });
  const reviewer = await signIn(page, ["reviewer"]);
  const { claims } = await made<{ claims: { itemId: string; token: number; outputVersion: number }[] }>(
    app.api("/review/claims", { ...post({ batchId, limit: 3 }), token: reviewer.token }),
  );
  const decisions = claims.map(({ itemId, token, outputVersion }, at) => ({
    ...{ itemId, token, outputVersion },
    ...(at === 0 ? { decision: "reject", reason: "language" } : { decision: "approve" }),
  }));
  await made(app.api("/review/decisions", { ...post(decisions), token: reviewer.token }));
  await page.goto("/quality");
  await expect(page.getByText("These are the figures of your own decisions.")).toBeVisible();
  await expect(page.getByRole("table", { name: "Figures by group" }).getByRole("row")).toHaveCount(2);

  await signIn(page, ["manager"]);
  await page.goto("/quality");
  const groups = page.getByRole("table", { name: "Figures by group" });
  await expect(groups.getByRole("row").filter({ hasText: "33.3" })).toContainText("Language 1");
  await expect(page.getByRole("table", { name: "Where outputs wait" })).toContainText("To review");
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/quality.png", fullPage: true });
  await page.getByRole("combobox", { name: "Group by" }).click();
  await page.getByRole("option", { name: "Template" }).click();
  await expect(page).toHaveURL(/groupBy=template/);
  await groups
    .getByRole("row", { name: /Judged copy/ })
    .getByRole("link", { name: /Language/ })
    .click();
  await expect(page).toHaveURL(/\/outputs\?.*reason=language/);
  await expect(page.getByText("Only those behind the figure you came from")).toBeVisible();
  await expect(page.getByRole("table", { name: "Outputs" }).getByRole("row")).toHaveCount(2);
});
