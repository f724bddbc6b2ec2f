import type { CDPSession, Page } from "@playwright/test";
import { axeFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "../fixtures/console.ts";
import { currentRow, historyOf, openReview, press, rowShown, saved } from "./at-the-desk.ts";
import { runBatch } from "./run-batch.ts";

/** Types as an input method does: each key is swallowed by it, what is composed changes, and a last key takes it over. */
async function compose(devtools: CDPSession, keys: string, words: string): Promise<void> {
  const processed = async (type: "rawKeyDown" | "keyUp", code: string, key = "Process") =>
    devtools.send("Input.dispatchKeyEvent", { type, windowsVirtualKeyCode: 229, key, code });
  for (const [at, key] of [...keys].entries()) {
    await processed("rawKeyDown", `Key${key.toUpperCase()}`);
    const text = keys.slice(0, at + 1);
    await devtools.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
    await processed("keyUp", `Key${key.toUpperCase()}`, key);
  }
  await processed("rawKeyDown", "Enter");
  await devtools.send("Input.insertText", { text: words });
  await processed("keyUp", "Enter", "Enter");
  // A key that comes before the page's next tick is still the input method's own, and comes before timers when it is busy.
  await devtools.send("Runtime.evaluate", {
    expression: "new Promise((done) => setTimeout(done))",
    awaitPromise: true,
  });
}

const note = (page: Page) => page.getByRole("textbox", { name: /^(Note|备注)/ });

test("what an input method composes decides nothing, wherever it is typed", async ({ app, page, signIn }) => {
  const { batchId, operator } = await runBatch(app, { rows: 4 });
  await signIn(page, ["reviewer"], "zh-CN");
  await openReview(page, batchId);
  const devtools = await page.context().newCDPSession(page);

  // Beside any control: the keys of an input method that is on.
  await compose(devtools, "arsfz", "");
  expect(await currentRow(page)).toBe(1);

  // In the note of a rejection, whose Enter rejects.
  await press(page, "r");
  await page.keyboard.press("1");
  await expect.poll(() => currentRow(page)).toBe(2);
  await press(page, "n");
  await expect(note(page)).toBeFocused();
  await compose(devtools, "meigui", "玫瑰");
  await expect(note(page)).toHaveValue("玫瑰");
  await expect(note(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(note(page)).toBeHidden();

  // In an escalation, whose Enter escalates.
  await press(page, "f");
  await compose(devtools, "zaikan", "再看");
  await expect(note(page)).toHaveValue("再看");
  expect(await currentRow(page)).toBe(2);
  await page.keyboard.press("Enter");
  await expect.poll(() => currentRow(page)).toBe(3);

  // In the output itself, whose Ctrl+Enter saves and whose Esc leaves.
  await press(page, "e");
  const title = page.getByRole("textbox", { name: "title" });
  await title.fill("");
  await compose(devtools, "xiangshui", "香水");
  await expect(title).toHaveValue("香水");
  await page.keyboard.press("Escape");
  await expect(title).toBeHidden();
  expect(await currentRow(page)).toBe(3);

  await expect(saved(page)).toBeVisible();
  const decided = await Promise.all([0, 1, 2].map((seq) => historyOf(app, `${batchId}.${seq}`, operator)));
  expect(
    decided.map((history) => history.map(({ decision, note: text }) => [decision, text]).at(-1)),
  ).toEqual([["reject", "玫瑰"], ["escalate", "再看"], undefined]);
});

test("a control that goes away in the middle of a composition leaves the keys alive", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 3 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  const devtools = await page.context().newCDPSession(page);
  await page.keyboard.press("f");
  await expect(note(page)).toBeFocused();
  await devtools.send("Input.imeSetComposition", { text: "a", selectionStart: 1, selectionEnd: 1 });
  await page.getByRole("button", { name: "Back" }).click();
  await expect(note(page)).toBeHidden();
  await press(page, "a");
  await expect.poll(() => currentRow(page)).toBe(2);
});

test("a key that comes too soon is said to be swallowed, a key held down is not even that", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 4 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  const key = (repeat = false) =>
    page.evaluate(
      (held) => window.dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA", repeat: held })),
      repeat,
    );
  const sign = page.getByText("Too soon: that key was not counted");
  for (let i = 0; i < 3; i++) await key(true);
  await expect(sign).toHaveCount(0);
  await page.evaluate(() => {
    for (let i = 0; i < 2; i++)
      window.dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA" }));
  });
  await expect(sign).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await expect.poll(() => currentRow(page)).toBe(2);
  await expect(sign).toBeHidden();
  await press(page, "a");
  await expect.poll(() => currentRow(page)).toBe(3);
  await expect(sign).toHaveCount(0);
  // The same of Enter on a button that has the focus.
  await page.getByRole("button", { name: "Approve" }).focus();
  for (let i = 0; i < 5; i++) {
    await page.waitForTimeout(400);
    await page.keyboard.down("Enter");
  }
  await page.keyboard.up("Enter");
  await expect.poll(() => currentRow(page)).toBe(4);
});

test("keys are chosen by whoever presses them, refused where they are taken, shown everywhere and kept", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 4 });
  await signIn(page, ["reviewer"]);
  await openReview(page, batchId);
  const bar = page.getByRole("toolbar", { name: "Decide on this item" });
  const help = page.getByRole("dialog", { name: "Help" });
  await page.keyboard.press("?");
  await help.getByRole("button", { name: "Approve: A. Change" }).click();
  await page.keyboard.press("r");
  await expect(help.getByText("R is taken already: Reject.")).toBeVisible();
  await page.keyboard.press("5");
  await expect(help.getByText("5 is a reason to reject: digits can't be chosen.")).toBeVisible();
  await page.keyboard.press("Space");
  await expect(help.getByText(/can't be chosen: take a letter or a sign/)).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/desk-keys-en.png" });
  await page.keyboard.press("t");
  await expect(help.getByRole("button", { name: "Approve: T. Change" })).toBeVisible();
  await expect(help.locator("dt").first()).toHaveText("T");
  // Esc leaves the choice, not the dialog.
  await help.getByRole("button", { name: "Reject: R. Change" }).click();
  await page.keyboard.press("Escape");
  await expect(help).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();

  await expect(bar.getByRole("button", { name: "Approve" })).toHaveText(/T$/);
  await press(page, "a");
  expect(await currentRow(page)).toBe(1);
  await press(page, "t");
  await expect.poll(() => currentRow(page)).toBe(2);

  await page.reload();
  await expect(rowShown(page)).toBeVisible();
  await expect(bar.getByRole("button", { name: "Approve" })).toHaveText(/T$/);
  await press(page, "t");
  await expect.poll(() => currentRow(page)).toBe(3);
  await page.keyboard.press("?");
  await help.getByRole("button", { name: "Reset to the first ones" }).click();
  await page.keyboard.press("Escape");
  await press(page, "a");
  await expect.poll(() => currentRow(page)).toBe(4);
});
