import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "../fixtures/console.ts";
import { signInWithoutPage } from "../fixtures/sign-in-without-page.ts";
import type { Console } from "../fixtures/start-console.ts";
import { runBatch } from "./run-batch.ts";

/** Shows an item long enough for a key to decide on it. */
async function pressOn(page: Page, keys: string[]) {
  await page.waitForTimeout(400);
  for (const key of keys) await page.keyboard.press(key);
}

function itemOf(app: Console, batchId: string, seq: number) {
  return made<{
    reviewState: string;
    route: string | null;
    outputVersion: number;
    history: { decision: string; route: string | null; note: string | null }[];
    source: Record<string, string>;
  }>(app.api(`/review/items/${batchId}.${seq}`));
}

test("one is rejected by each route with the keyboard: what is made anew and what is corrected come back, what is dropped stays", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 3, name: "Routes" });
  await signIn(page, ["reviewer"]);
  await page.goto(`/review?batchId=${batchId}`);
  await expect(page.getByText("Row 1", { exact: true })).toBeVisible();
  await pressOn(page, ["r"]);
  await expect(page.getByRole("region", { name: "Why is it rejected?" })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/reject-routes.png" });
  await pressOn(page, ["1"]);
  await expect(page.getByText("Row 2", { exact: true })).toBeVisible();
  await pressOn(page, ["r", "c", "2"]);
  await expect(page.getByText("Row 3", { exact: true })).toBeVisible();
  await pressOn(page, ["r", "x", "3"]);
  await expect.poll(async () => (await itemOf(app, batchId, 2)).route).toBe("drop");
  expect((await itemOf(app, batchId, 1)).route).toBe("fix-source");

  // Made anew: a new version, compared with the one that was rejected.
  await expect.poll(async () => (await itemOf(app, batchId, 0)).outputVersion, { timeout: 90_000 }).toBe(2);
  await page.goto(`/review?batchId=${batchId}`);
  await expect(page.getByText("Made anew; 2 tries are left")).toBeVisible();
  await pressOn(page, ["d"]);
  await expect(page.getByText("Against the version that was rejected")).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/made-anew.png" });
  await pressOn(page, ["a"]);
  await expect.poll(async () => (await itemOf(app, batchId, 0)).reviewState).toBe("approved");

  // Corrected by the dataset's owner.
  await signIn(page, ["operator"]);
  await page.goto(`/batches/${batchId}`);
  await page
    .getByRole("link", { name: "perfumes.csv" })
    .or(page.getByRole("link", { name: "perfumes" }))
    .first()
    .click();
  await page.getByRole("tab", { name: "Sources to fix 1" }).click();
  await page.getByRole("row", { name: /Missing attribute/ }).click();
  const panel = page.getByRole("dialog", { name: "Row 2" });
  await panel.getByLabel("size").fill("50ml");
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/source-to-fix.png" });
  await panel.getByRole("button", { name: "Save and make anew" }).click();
  await expect(page.getByText("The row is saved; 1 output is made anew")).toBeVisible();
  await expect.poll(async () => (await itemOf(app, batchId, 1)).outputVersion, { timeout: 90_000 }).toBe(2);
  expect(await itemOf(app, batchId, 1)).toMatchObject({ reviewState: "pending", source: { size: "50ml" } });

  // What it cost, and what became of it.
  await page.goto(`/batches/${batchId}`);
  const card = page
    .getByRole("region")
    .or(page.locator("section"))
    .filter({ hasText: "Made anew after review" })
    .first();
  await expect(card).toContainText("Came back");
  await expect(card).toContainText("of 2 asked for");
  await page.screenshot({ path: "test-results/regenerations.png", fullPage: true });
  const [report] = await Promise.all([
    page.waitForEvent("download"),
    page
      .getByRole("button", { name: "Compliance report" })
      .click()
      .then(() => page.getByRole("menuitem", { name: "JSON" }).click()),
  ]);
  const { items } = JSON.parse(await readFile(await report.path(), "utf8")) as { items: object[] };
  expect(items).toHaveLength(3);
});

test("several are rejected from the batch's list for one reason", async ({ app, page, signIn }) => {
  const { batchId } = await runBatch(app, { rows: 4, name: "Group" });
  await signIn(page, ["reviewer"]);
  await page.goto(`/batches/${batchId}`);
  await page.getByRole("checkbox", { name: "Choose all 4 shown" }).click();
  await page.getByRole("checkbox", { name: "Choose row 1, en" }).click();
  await page.getByRole("button", { name: "Reject 3 items" }).click();
  const dialog = page.getByRole("dialog", { name: "Reject 3 items for one reason" });
  await dialog.getByRole("combobox", { name: "Reason" }).click();
  await page.getByRole("option", { name: "Source data wrong" }).click();
  await dialog.getByLabel("Note").fill("The sizes are those of the old bottle");
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/reject-group.png" });
  await dialog.getByRole("button", { name: "Reject 3 items" }).click();
  await expect(page.getByText("3 items were rejected")).toBeVisible();
  for (const seq of [1, 2, 3])
    expect(await itemOf(app, batchId, seq)).toMatchObject({
      route: "fix-source",
      history: [{ decision: "reject", note: "The sizes are those of the old bottle" }],
    });
  expect((await itemOf(app, batchId, 0)).reviewState).toBe("pending");
});

test("what a check blocks cannot be approved until a manager lets it pass with a reason, and is not published before", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, {
    rows: 2,
    name: "Blocked",
    checks: [{ kind: "personal-data", severity: "block" }],
  });
  // An editor writes an address into the first output.
  const editor = await addPerson(app, ["reviewer"]);
  const { claims } = await made<{ claims: { itemId: string; token: number; outputVersion: number }[] }>(
    app.api("/review/claims", { ...post({ batchId, limit: 1 }), token: editor.token }),
  );
  const { itemId, token, outputVersion } = claims[0]!;
  const edit = { itemId, token, outputVersion, decision: "edit", output: { title: "Ask ana@example.com" } };
  await made(app.api("/review/decisions", { ...post([edit]), token: editor.token }));

  const reviewer = await signIn(page, ["reviewer"]);
  await page.goto(`/review?batchId=${batchId}`);
  await expect(page.getByText("Blocked by a check: personal data")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve" })).toBeDisabled();
  await pressOn(page, ["a"]);
  expect((await itemOf(app, batchId, 0)).reviewState).toBe("pending");
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/blocked.png" });

  await signIn(page, ["manager"]);
  await page.goto(`/batches/${batchId}?item=0`);
  await page.getByRole("button", { name: "Let pass: personal data" }).click();
  const dialog = page.getByRole("dialog", { name: "Let pass what the check for personal data blocks?" });
  await expect(dialog.getByRole("button", { name: "Let pass" })).toBeDisabled();
  await dialog.getByLabel("Why it may pass").fill("The shop's own address");
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/override.png" });
  await dialog.getByRole("button", { name: "Let pass" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("The shop's own address")).toBeVisible();

  await signInWithoutPage(page.context(), app.url, reviewer);
  await page.goto(`/review?batchId=${batchId}&item=${itemId}`);
  await expect(page.getByText("Row 1", { exact: true })).toBeVisible();
  await pressOn(page, ["a"]);
  await expect.poll(async () => (await itemOf(app, batchId, 0)).reviewState).toBe("approved");
  await signIn(page, ["operator"]);
  await page.goto(`/published/new?batchId=${batchId}`);
  await expect(page.getByRole("button", { name: "Publish 1 item" })).toBeVisible();
});
