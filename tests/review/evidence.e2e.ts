import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, post, test } from "../fixtures/console.ts";
import { currentRow, decideElsewhere, historyOf, openReview, press, rowShown, saved } from "./at-the-desk.ts";
import { runBatch } from "./run-batch.ts";

const HOSTILE =
  '😀 Maison Lune <img src=x onerror="window.hacked=1"> \u202e 50毫升 \u202c, 100 ml, Made in France';

test("facts lead to the source, and what it does not say leads to the column it contradicts or lacks", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 1 });
  await decideElsewhere(app, `${batchId}.0`, { decision: "edit", output: { title: HOSTILE } });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  const output = page.locator("section", { has: page.getByRole("heading", { name: "Output" }) });
  const cellOf = (column: string) => page.locator(`[id="source-cell-${column}"]`);
  await expect(output.getByText('<img src=x onerror="window.hacked=1">')).toBeVisible();
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  await expect(output.locator("img")).toHaveCount(0);

  await output.getByRole("link", { name: "50毫升" }).click();
  await expect(cellOf("size")).toHaveAttribute("aria-current", "true");
  const claim = output.getByRole("link", { name: /^100 ml/ });
  await expect(claim).toHaveAttribute("title", "size says: 50ml");
  await expect(output.getByRole("link", { name: /^France/ })).toHaveAttribute(
    "title",
    "no column is about it",
  );

  await page.keyboard.press("u");
  await expect(claim).toBeFocused();
  await expect(cellOf("size")).toHaveAttribute("aria-current", "true");
  await expect(cellOf("size").getByRole("link", { name: "50ml" })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/desk-claims-en.png" });
  await page.keyboard.press("u");
  await expect(output.getByRole("link", { name: /^France/ })).toBeFocused();
  await expect(cellOf("size")).not.toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: /^100 ml title · size says: 50ml$/ }).click();
  await expect(cellOf("size")).toHaveAttribute("aria-current", "true");
  expect(await currentRow(page)).toBe(1);
  await page.keyboard.press("a");
  await expect(page.getByText("Nothing to review")).toBeVisible();
});

test("the guideline is read for the row, not as code", async ({ app, page, signIn }) => {
  const { batchId } = await runBatch(app, { rows: 2 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  await expect(page.getByText("Name Maison Lune once.")).toBeVisible();
  await page.keyboard.press("a");
  await expect(page.getByText("Name Atelier Sève once.")).toBeVisible();
});

test("the output is shown as it is, against what is published, against its last version and with my edits", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId: old, operator, launchAgain } = await runBatch(app, { rows: 2 });
  const approver = await addPerson(app, ["reviewer"]);
  await decideElsewhere(app, `${old}.0`, { decision: "edit", output: { title: "As it is out" } });
  await decideElsewhere(app, `${old}.0`, { decision: "approve" }, approver);
  const { id } = await made<{ id: string }>(
    app.api("/publications", {
      ...post({ batchId: old, channel: { kind: "file", format: "csv" } }),
      token: operator.token,
    }),
  );
  await expect
    .poll(async () => (await (await app.api(`/publications/${id}`)).json()).status)
    .toBe("succeeded");
  const batchId = await launchAgain();
  await decideElsewhere(app, `${batchId}.0`, { decision: "edit", output: { title: "As it came back" } });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  const shown = (words: string) => expect(page.getByText(words, { exact: true })).toBeVisible();
  const changes = page.locator("ins, del");
  await expect(changes).toHaveCount(0);
  // The guideline comes with what there is to compare with.
  await expect(page.getByText("Name Maison Lune once.")).toBeVisible();
  await page.keyboard.press("d");
  await shown("Against version 2, which is published");
  await expect(changes.first()).toBeVisible();
  await page.keyboard.press("d");
  await shown("Against version 1, the one before");
  await page.keyboard.press("d");
  await expect(changes).toHaveCount(0);

  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "title" }).fill("As I would have it");
  await page.keyboard.press("Escape");
  await expect(
    page.getByText("You have an unsaved draft of this item. Press E to go on with it."),
  ).toBeVisible();
  for (let i = 0; i < 3; i++) await page.keyboard.press("d");
  await shown("Your unsaved edits against the output");
  expect(await axeFindings(page)).toEqual([]);
  // Remembered for the session: the next item has no edits of mine, and is shown as it is; a reload forgets nothing.
  await page.reload();
  await expect(rowShown(page)).toBeVisible();
  await shown("Your unsaved edits against the output");
  await press(page, "s");
  await expect.poll(() => currentRow(page)).toBe(2);
  await expect(changes).toHaveCount(0);
  await page.keyboard.press("d");
  await expect(page.getByText("There is nothing to compare this output with.")).toBeVisible();
});

test("F escalates with a question; others answer in its thread and decide, and the thread stays in its history", async ({
  app,
  page,
  browser,
  signIn,
}) => {
  const { batchId, operator } = await runBatch(app, { rows: 2 });
  const itemId = `${batchId}.0`;
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  await page.keyboard.press("f");
  const note = page.getByRole("textbox", { name: /^Note/ });
  await expect(note).toBeFocused();
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.type("never mind");
  await page.keyboard.press("Escape");
  await expect(note).toBeHidden();
  expect(await currentRow(page)).toBe(1);
  await press(page, "f");
  await page.keyboard.type("Is 白麝香 white musk? a1 r2");
  await page.screenshot({ path: "test-results/desk-escalate-en.png" });
  await page.keyboard.press("Enter");
  await expect.poll(() => currentRow(page)).toBe(2);
  await expect(saved(page)).toBeVisible();
  expect(await historyOf(app, itemId, operator)).toMatchObject([
    { decision: "escalate", note: "Is 白麝香 white musk? a1 r2" },
  ]);

  const managers = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
  const watching = await managers.newPage();
  await signIn(watching, ["manager"]);
  await watching.goto(`/batches/${batchId}?item=0`);
  const thread = watching.getByRole("region", { name: "Escalation" });
  await expect(thread.getByText("Is 白麝香 white musk? a1 r2")).toBeVisible();
  await thread.getByRole("button", { name: "Write an answer" }).click();
  await watching.keyboard.type("Yes, it is <b>the same</b>.");
  await thread.getByRole("button", { name: "Send" }).click();
  // Until it was sent, what is seen is what was typed.
  await expect(thread.getByRole("button", { name: "Write an answer" })).toBeVisible();
  await expect(thread.getByText("Yes, it is <b>the same</b>.")).toBeVisible();
  await managers.close();

  const others = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
  const second = await others.newPage();
  await signIn(second, ["reviewer"]);
  await openReview(second, batchId, "&state=escalated");
  const asked = second.getByRole("region", { name: "Escalation" });
  await expect(asked.getByText("Yes, it is <b>the same</b>.")).toBeVisible();
  await asked.getByRole("button", { name: "Write an answer" }).click();
  await second.keyboard.type("Then I approve. a r 1");
  await second.keyboard.press("Control+Enter");
  await expect(asked.getByText("Then I approve. a r 1")).toBeVisible();
  expect(await axeFindings(second)).toEqual([]);
  await second.screenshot({ path: "test-results/desk-thread-en.png" });
  await press(second, "a");
  await expect(saved(second)).toBeVisible();
  expect((await historyOf(app, itemId, operator)).map(({ decision }) => decision)).toEqual([
    "escalate",
    "approve",
  ]);
  await others.close();

  await press(page, "h");
  const recent = page.getByRole("dialog", { name: "Recent decisions" });
  await expect(recent.getByText("There are answers")).toBeVisible();
  await expect(recent.getByText("not the last word any more")).toBeVisible();
  await expect(recent.getByRole("button", { name: "Reopen row 1" })).toBeDisabled();
});
