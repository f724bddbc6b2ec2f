import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { createTranslator } from "next-intl";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
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

const LOCALES = ["en", "zh-CN"] as const satisfies Locale[];

/** The words of a language, as its screens say them. */
const wordsOf = (locale: Locale) => ({
  t: messages[locale],
  say: createTranslator({ locale, messages: messages[locale] }),
});

/** The words on the desk that name a row. */
const rowOnDesk = (page: Page, locale: Locale, row: number) =>
  page.getByText(wordsOf(locale).say("review.source.row", { row }), { exact: true });

test("one is rejected by each route with the keyboard, in both languages: what is made anew and what is corrected come back, what is dropped stays", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 6, name: "Routes" });
  const versionOf = async (seq: number) => (await itemOf(app, batchId, seq)).outputVersion;
  const queue = `/review?batchId=${batchId}`;

  const reads = (locale: Locale) =>
    page.context().addCookies([{ name: "locale", value: locale, url: app.url }]);

  // Of six rows the first three are rejected in English, the others in Chinese.
  await signIn(page, ["reviewer"]);
  for (const [place, locale] of LOCALES.entries()) {
    const [anew, toFix, dropped] = [3 * place, 3 * place + 1, 3 * place + 2];
    const { t, say } = wordsOf(locale);
    await reads(locale);
    await page.goto(queue);
    await expect(rowOnDesk(page, locale, anew + 1)).toBeVisible();
    await pressOn(page, ["r"]);
    await expect(page.getByRole("region", { name: t.review.reject.title })).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    await page.screenshot({ path: `test-results/reject-routes-${locale}.png` });
    await pressOn(page, ["1"]);
    await expect(rowOnDesk(page, locale, toFix + 1)).toBeVisible();
    await page.keyboard.press("n");
    await page.keyboard.type("Musk 不是 amber");
    await page.keyboard.press("Enter");
    await pressOn(page, ["r", "c", "2"]);
    await expect(rowOnDesk(page, locale, dropped + 1)).toBeVisible();
    await pressOn(page, ["r", "x", "3"]);
    await expect.poll(async () => (await itemOf(app, batchId, dropped)).route).toBe("drop");
    expect((await itemOf(app, batchId, toFix)).route).toBe("fix-source");

    // Made anew: a new version, compared with the one that was rejected.
    await expect.poll(() => versionOf(anew), { timeout: 90_000 }).toBe(2);
    await page.goto(`/review?item=${batchId}.${anew}`);
    await expect(page.getByText(say("review.madeAnew.rejection", { left: 2 }))).toBeVisible();
    await expect(page.getByText("Musk 不是 amber").first()).toBeVisible();
    // How outputs are compared is remembered from the first on.
    if (place === 0) await pressOn(page, ["d"]);
    await expect(page.getByText(t.review.diff.rejected)).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    await page.screenshot({ path: `test-results/made-anew-${locale}.png` });
    await pressOn(page, ["a"]);
    await expect.poll(async () => (await itemOf(app, batchId, anew)).reviewState).toBe("approved");
  }

  // Corrected by the dataset's owner.
  await signIn(page, ["operator"]);
  for (const [place, locale] of LOCALES.entries()) {
    const { t, say } = wordsOf(locale);
    await reads(locale);
    await page.goto(`/batches/${batchId}`);
    await page
      .getByRole("link", { name: /^perfumes(\.csv)?$/ })
      .first()
      .click();
    await page.getByRole("tab", { name: `${t.datasets.sources.title} ${LOCALES.length - place}` }).click();
    await page.getByRole("row", { name: t.review.reason.missing_attribute }).first().click();
    const seq = 3 * place + 1;
    const panel = page.getByRole("dialog", { name: say("review.source.row", { row: seq + 1 }) });
    await panel.getByLabel("size").fill("60ml");
    expect(await axeFindings(page)).toEqual([]);
    await page.screenshot({ path: `test-results/source-to-fix-${locale}.png` });
    await panel.getByRole("button", { name: t.datasets.sources.submit }).click();
    await expect(page.getByText(say("datasets.sources.corrected", { count: 1 }))).toBeVisible();
    await expect.poll(() => versionOf(seq), { timeout: 90_000 }).toBe(2);
    expect(await itemOf(app, batchId, seq)).toMatchObject({
      reviewState: "pending",
      source: { size: "60ml" },
    });
  }

  // What it cost, and what became of it.
  for (const locale of LOCALES) {
    const { t } = wordsOf(locale);
    await reads(locale);
    await page.goto(`/batches/${batchId}`);
    const card = page.locator("section").filter({ hasText: t.batches.regenerations.title }).first();
    // A note on a rejection that was sent asks anew: how often it was asked is a matter of time, what came back is not.
    await expect(card).toContainText(`${t.batches.regenerations.succeeded}4`);
    await page.screenshot({ path: `test-results/regenerations-${locale}.png`, fullPage: true });
  }
  const { t } = wordsOf("zh-CN");
  const [report] = await Promise.all([
    page.waitForEvent("download"),
    page
      .getByRole("button", { name: t.batches.compliance.open })
      .click()
      .then(() => page.getByRole("menuitem", { name: "JSON" }).click()),
  ]);
  const { items } = JSON.parse(await readFile(await report.path(), "utf8")) as { items: object[] };
  expect(items).toHaveLength(6);
});

test("several are rejected from the batch's list for one reason, in both languages", async ({
  app,
  page,
  signIn,
}) => {
  const { batchId } = await runBatch(app, { rows: 4, name: "Group" });
  for (const [locale, rows] of [
    ["en", [2, 3]],
    ["zh-CN", [4]],
  ] as const) {
    const { t, say } = wordsOf(locale);
    const rowBox = (row: number) =>
      page.getByRole("checkbox", { name: say("batches.rejectItems.chooseRow", { row, language: "en" }) });
    await signIn(page, ["reviewer"], locale);
    await page.goto(`/batches/${batchId}`);
    await page.getByRole("checkbox", { name: say("batches.rejectItems.chooseAll", { count: 4 }) }).click();
    for (const row of [1, 2, 3, 4]) if (!rows.some((one) => one === row)) await rowBox(row).click();
    await page.getByRole("button", { name: say("batches.rejectItems.open", { count: rows.length }) }).click();
    const dialog = page.getByRole("dialog", {
      name: say("batches.rejectItems.title", { count: rows.length }),
    });
    await dialog.getByRole("combobox", { name: t.batches.rejectItems.reason }).click();
    await page.getByRole("option", { name: t.review.reason.source_data_wrong }).click();
    await dialog.getByLabel(t.batches.rejectItems.note).fill("The sizes are those of the old bottle");
    expect(await axeFindings(page)).toEqual([]);
    await page.screenshot({ path: `test-results/reject-group-${locale}.png` });
    await dialog
      .getByRole("button", { name: say("batches.rejectItems.open", { count: rows.length }) })
      .click();
    await expect(
      page.getByText(say("batches.rejectItems.done", { count: rows.length, left: 0 })),
    ).toBeVisible();
    for (const row of rows)
      expect(await itemOf(app, batchId, row - 1)).toMatchObject({
        route: "fix-source",
        history: [{ decision: "reject", note: "The sizes are those of the old bottle" }],
      });
  }
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
