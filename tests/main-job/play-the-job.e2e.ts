import type { Browser, Page } from "@playwright/test";
import Papa from "papaparse";
import { formatAmount } from "#components/ui/money-format.ts";
import type { Role } from "#lib/auth/role.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, test } from "#tests/fixtures/console.ts";
import { readBill } from "#tests/fixtures/read-bill.ts";
import { type Console, startConsole } from "#tests/fixtures/start-console.ts";

const ROWS = 4;
const LANGUAGES = 2;
const ITEMS = ROWS * LANGUAGES;

for (const locale of ["en", "zh-CN"] as const) {
  test(`operator, reviewer and manager do the whole job (${locale})`, async ({ browser }) => {
    test.setTimeout(240_000);
    const sandbox = await startSandbox();
    const app = await startConsole({ env: { SEED_SAMPLE: "1", SANDBOX_URL: sandbox.url } });
    try {
      await untilSampleIsMade(app);
      const operator = await enter(browser, app, ["operator"], locale);
      const trialUrl = await tryTemplate(operator, locale);
      const batchId = await launch(operator, locale, trialUrl);
      const reviewer = await enter(browser, app, ["reviewer"], locale);
      await review(reviewer, locale, batchId);
      await publish(operator, locale, batchId);
      const manager = await enter(browser, app, ["manager"], locale);
      await compareSpend(manager, app, locale, sandbox.url);
    } finally {
      // What stays open goes on asking a console that is gone.
      await Promise.all(browser.contexts().map((context) => context.close()));
      await app.stop();
      await sandbox.close();
    }
  });
}

async function untilSampleIsMade(app: Console): Promise<void> {
  const statuses = async () =>
    (await made<{ items: { status: string }[] }>(app.api("/batches"))).items.map((batch) => batch.status);
  await expect.poll(statuses, { timeout: 90_000 }).toEqual(["succeeded"]);
}

async function enter(browser: Browser, app: Console, roles: Role[], locale: Locale): Promise<Page> {
  const person = await addPerson(app, roles);
  const context = await browser.newContext({ baseURL: app.url, timezoneId: "Asia/Shanghai" });
  await context.addCookies([{ name: "locale", value: locale, url: app.url }]);
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.locator("input[type=email]").fill(person.email);
  await page.locator("input[type=password]").fill(person.password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await expect(page.locator("html")).toHaveAttribute("lang", locale);
  return page;
}

/** From the list of templates to a trial that has ended. @returns the trial's address. */
async function tryTemplate(page: Page, locale: Locale): Promise<string> {
  const { editor } = messages[locale].templates;
  const words = messages[locale].trials;
  await page.goto("/templates");
  await page.getByRole("link", { name: "Product copy" }).click();
  await expect(page.getByText(messages[locale].templates.preview.role.user)).toBeVisible();
  await accessible(page);
  await page.getByRole("link", { name: editor.newTrial }).first().click();
  await page.waitForURL(/\/trials\/new/);
  await choose(page, words.new.dataset, /Sample: perfumes/);
  await page.getByLabel(words.new.size).fill("5");
  await accessible(page);
  await page.getByRole("button", { name: words.new.start }).click();
  await page.waitForURL(/\/trials\/[0-9a-f-]{36}/);
  await expect(promotion(page, locale)).toBeVisible({ timeout: 90_000 });
  await accessible(page);
  return page.url();
}

function promotion(page: Page, locale: Locale) {
  const name = messages[locale].trials.preview.promoteVariant.replace("{letter}", "A");
  return page.getByRole("link", { name });
}

/** From the trial to a batch that has ended. @returns the batch's id. */
async function launch(page: Page, locale: Locale, trialUrl: string): Promise<string> {
  const words = messages[locale].batches;
  await page.goto(trialUrl);
  await promotion(page, locale).click();
  await page.waitForURL(/\/batches\/new/);
  await page.getByRole("button", { name: words.launch.step.what }).click();
  await page.getByRole("radio", { name: words.launch.firstRows }).click();
  await page.getByRole("textbox", { name: words.launch.firstRows }).fill(String(ROWS));
  await next(page, locale);
  await next(page, locale);
  const cap = page.getByLabel(words.launch.cap.replace("{currency}", "USD"));
  await expect(cap).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: words.launch.launch, exact: true }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  // Who launched it is told that others review it, and offered nothing they may not do.
  const others = page.getByText(new RegExp(`${ITEMS} (wait for review by somebody|条等待启动人以外的人)`));
  await expect(others).toBeVisible({ timeout: 90_000 });
  await accessible(page);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

async function review(page: Page, locale: Locale, batchId: string): Promise<void> {
  const words = messages[locale].review;
  await page.goto(`/review?batchId=${batchId}`);
  const progress = (done: number) =>
    words.progress.done.replace("{done}", String(done)).replace("{total}", String(ITEMS));
  await expect(page.getByRole("toolbar")).toBeVisible();
  await accessible(page);
  for (let done = 0; done < ITEMS - 1; done++) {
    await page.waitForTimeout(300);
    await page.keyboard.press("a");
    await expect(page.getByText(progress(done + 1))).toBeVisible();
  }
  await page.waitForTimeout(300);
  // Dropped: what is made anew would come back.
  await page.keyboard.press("r");
  await page.keyboard.press("x");
  await page.keyboard.press("4");
  await expect(page.getByText(words.empty.titleDone)).toBeVisible();
  await expect(page.getByText(words.outbox.saved)).toBeVisible();
}

async function publish(page: Page, locale: Locale, batchId: string): Promise<void> {
  const words = messages[locale].publishing;
  await page.goto(`/published/new?batchId=${batchId}`);
  await page.getByRole("radio", { name: words.new.formats.csv }).click();
  await accessible(page);
  await page.locator("main").getByRole("button").last().click();
  await page.waitForURL(/\/published(\?|$)/);
  const link = page.getByRole("link", { name: words.download }).first();
  await expect(link).toBeVisible({ timeout: 90_000 });
  await accessible(page);
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const stream = await download.createReadStream();
  const text = Buffer.concat(await stream.toArray()).toString("utf8");
  const { data } = Papa.parse<Record<string, string>>(text.replace(/^\uFEFF/, ""), {
    header: true,
    skipEmptyLines: true,
  });
  expect(data).toHaveLength(ITEMS - 1);
  expect(data[0]?.sku).toBe("00000001");
  expect(data.every((row) => (row.title ?? "").length > 0)).toBe(true);
}

/** What the page shows, what the API sums and what the provider billed are one number. */
async function compareSpend(page: Page, app: Console, locale: Locale, sandboxUrl: string): Promise<void> {
  const billed = await readBill(sandboxUrl);
  const { total } = await made<{ total: { amount: string } }>(app.api("/spend?groupBy=day"));
  expect(total.amount).toBe(billed);
  await page.goto("/spend");
  const card = page.getByRole("region", { name: messages[locale].spend.card.label });
  await expect(card.getByText(formatAmount(billed, locale, { precision: "exact" })).first()).toBeVisible();
  await accessible(page);
}

async function choose(page: Page, label: string, option: RegExp): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option }).click();
}

async function next(page: Page, locale: Locale): Promise<void> {
  await page.getByRole("button", { name: messages[locale].common.action.continue }).click();
}

async function accessible(page: Page): Promise<void> {
  expect(await seriousFindings(page)).toEqual([]);
}
