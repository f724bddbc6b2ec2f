import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "../fixtures/console.ts";
import { currentRow, historyOf, openReview, press, rowShown, saved } from "./at-the-desk.ts";
import { runBatch } from "./run-batch.ts";

test("decisions made with the network cut outlive a killed tab, and are made once each", async ({
  app,
  page,
  context,
  signIn,
}) => {
  const { batchId, operator } = await runBatch(app, { rows: 6 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  await context.setOffline(true);
  await page.keyboard.press("a");
  await press(page, "r");
  await page.keyboard.press("4");
  await press(page, "f");
  await page.keyboard.type("Whose is it?");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Offline: 3 decisions waiting to be saved")).toBeVisible();
  await expect.poll(() => currentRow(page)).toBe(4);
  await press(page, "e");
  await page.getByRole("textbox", { name: "title" }).fill("Half written");
  // Killed: no handler of the page runs any more, as when a browser ends a tab that takes too much.
  const devtools = await context.newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  void devtools.send("Page.crash").catch(() => {});
  await crashed;
  await page.close();
  await context.setOffline(false);

  const again = await context.newPage();
  await openReview(again, batchId);
  await expect(saved(again)).toBeVisible();
  await expect.poll(() => currentRow(again)).toBe(4);
  await expect(again.getByText(/unsaved draft/)).toBeVisible();
  const decided = async (seq: number) =>
    (await historyOf(app, `${batchId}.${seq}`, operator)).map(({ decision, reason, note }) => [
      decision,
      reason ?? note,
    ]);
  expect(await Promise.all([0, 1, 2, 3].map(decided))).toEqual([
    [["approve", null]],
    [["reject", "brand_or_tone"]],
    [["escalate", "Whose is it?"]],
    [],
  ]);
  // A second tab finds nothing left to send, and makes nothing twice.
  const second = await context.newPage();
  await openReview(second, batchId);
  expect(await decided(0)).toEqual([["approve", null]]);
});

test("who was there first is told by name, my text stays as a draft, and I go on", async ({
  app,
  page,
  context,
  signIn,
}) => {
  const { batchId, operator } = await runBatch(app, { rows: 3 });
  const me = await signIn(page, ["reviewer"]);
  const answer = page.waitForResponse("**/api/v1/review/claims");
  await openReview(page, batchId);
  const { claims } = await (await answer).json();
  await context.setOffline(true);
  await press(page, "e");
  await page.getByRole("textbox", { name: "title" }).fill("A text of mine");
  await page.keyboard.press("Control+Enter");
  await expect.poll(() => currentRow(page)).toBe(2);
  // My hold ends, and somebody else takes the item meanwhile.
  const held = claims.map(({ itemId, token }: { itemId: string; token: number }) => ({ itemId, token }));
  await made(app.api("/review/releases", { ...post({ claims: held }), token: me.token }));
  const other = await addPerson(app, ["reviewer"]);
  const theirs = await made<{ claims: { itemId: string; token: number }[] }>(
    app.api("/review/claims", { ...post({ first: `${batchId}.0`, limit: 1 }), token: other.token }),
  );
  const decision = { ...theirs.claims[0], outputVersion: 1, decision: "approve" };
  const { itemId, token, outputVersion } = decision;
  await made(
    app.api("/review/decisions", {
      ...post([{ itemId, token, outputVersion, decision: "approve" }]),
      token: other.token,
    }),
  );
  await context.setOffline(false);
  await expect(page.getByText(/decided first\. Your decision was not counted/)).toBeVisible();
  await expect(page.getByText("Your text was kept as a draft of this item.")).toBeVisible();
  expect((await historyOf(app, `${batchId}.0`, operator)).map(({ decision: did }) => did)).toEqual([
    "approve",
  ]);
  expect(await page.evaluate(() => Object.values(localStorage).join())).toContain("A text of mine");
});

test("recent decisions are looked at and reopened, also after a reload, and not once they are published", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId, operator } = await runBatch(app, { rows: 6 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  await page.keyboard.press("a");
  await press(page, "a");
  await press(page, "r");
  // Closed for good: what is made anew meanwhile could not be reopened.
  await page.keyboard.press("0");
  await expect.poll(() => currentRow(page)).toBe(4);
  await expect(saved(page)).toBeVisible();

  const recent = page.getByRole("dialog", { name: "Recent decisions" });
  await page.keyboard.press("h");
  await expect(recent.getByRole("button", { name: /^Reopen row/ })).toHaveCount(3);
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/desk-recent-en.png" });
  await recent.getByRole("button", { name: "Reopen row 2" }).click();
  await expect.poll(() => currentRow(page)).toBe(2);
  await press(page, "r");
  await page.keyboard.press("0");
  await expect(saved(page)).toBeVisible();

  await page.reload();
  await expect(rowShown(page)).toBeVisible();
  await page.keyboard.press("h");
  await recent.getByRole("button", { name: "Reopen row 3" }).click();
  await expect.poll(() => currentRow(page)).toBe(3);
  await expect(saved(page)).toBeVisible();
  expect((await historyOf(app, `${batchId}.2`, operator)).map(({ decision }) => decision)).toEqual([
    "reject",
    "undo",
  ]);

  const { id } = await made<{ id: string }>(
    app.api("/publications", {
      ...post({ batchId, channel: { kind: "file", format: "csv" } }),
      token: operator.token,
    }),
  );
  await expect
    .poll(async () => (await (await app.api(`/publications/${id}`)).json()).status)
    .toBe("succeeded");
  await page.keyboard.press("h");
  await expect(recent.getByText("published", { exact: true })).toBeVisible();
  await expect(recent.getByRole("button", { name: "Reopen row 1" })).toBeDisabled();
});
