import type { Browser, Page } from "@playwright/test";
import { createTranslator } from "next-intl";
import { formatAmount } from "#components/ui/money-format.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { compareAmounts, subtractAmounts } from "#lib/money.ts";
import { makeTitlesJob } from "#tests/batches/make-titles-job.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import type { Console } from "#tests/fixtures/start-console.ts";

test.describe.configure({ timeout: 300_000 });

const ROWS = 40;
const BUDGET = "0.002";

let provider: TestProvider;
test.beforeEach(async () => {
  provider = await startProvider({ latencyMs: 20 });
});
test.afterEach(() => provider.stop());

interface Budget {
  id: string;
  name: string;
  spent: { amount: string };
  reserved: { amount: string };
}

interface Batch {
  status: string;
  counts: { succeeded: number; pending: number; running: number };
}

const locale = "zh-CN" as const;

const t = createTranslator({ locale, messages: messages[locale], namespace: "spend.budgets" });
const batches = createTranslator({ locale, messages: messages[locale], namespace: "batches" });
const words = createTranslator({ locale, messages: messages[locale], namespace: "common.action" });
const shown = (amount: string) => formatAmount(amount, locale);

test("a batch that reaches a manager's budget pauses and says so, and goes on once it is raised", async ({
  app,
  browser,
  signIn,
}) => {
  const name = "Titles of shoes";
  const { templateId, ...job } = await makeTitlesJob(app, { name, provider, rows: ROWS });
  const manager = await openPage(browser, app);
  await signIn(manager, ["manager"], locale);
  await manager.goto("/spend");
  await manager.getByRole("button", { name: t("set") }).click();
  const panel = manager.getByRole("dialog", { name: t("set") });
  const save = panel.getByRole("button", { name: words("save") });
  await expect(save).toBeDisabled();
  await panel.getByLabel(t("name")).fill(name);
  await panel.getByLabel(t("amount")).fill("a lot");
  await panel.getByRole("radio", { name: t("scope.template") }).click();
  const template = panel.getByRole("combobox", { name: t("scope.template") });
  await template.fill(name);
  await manager.getByRole("option", { name, exact: true }).click();
  await save.click();
  await expect(panel.getByText(t("amountMisfit"))).toBeVisible();
  await panel.getByLabel(t("amount")).fill("0");
  await save.click();
  await expect(panel.getByText(messages[locale].spend.errors.budget_not_positive)).toBeVisible();
  expect(await seriousFindings(manager)).toEqual([]);
  await panel.getByLabel(t("amount")).fill(BUDGET);
  await save.click();
  await expect(panel).toBeHidden();
  const card = manager
    .getByRole("listitem")
    .filter({ has: manager.getByRole("heading", { name, exact: true }) });
  await expect(figure(card, t("used"))).toHaveText(`0.00 / ${shown(BUDGET)}USD`);
  await expect(figure(card, t("left"))).toHaveText(`${shown(BUDGET)}USD`);

  const operator = await openPage(browser, app);
  await signIn(operator, ["operator"], locale);
  await operator.goto(`/batches/new?${new URLSearchParams(job)}`);
  await expect(operator.getByText(batches("launch.overBudget", { name }))).toBeVisible();
  await operator.getByRole("button", { name: batches("launch.launch"), exact: true }).click();
  await operator.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  await expect(inHeader(operator, batches("state.paused"))).toBeVisible();
  const reason = batches("errors.over_budget", { by: "budget", budget: name });
  await expect(operator.getByText(reason)).toBeVisible();
  const batchId = new URL(operator.url()).pathname.split("/").at(-1) ?? "";
  const batch = () => made<Batch>(app.api(`/batches/${batchId}`));
  await expect.poll(async () => (await batch()).counts.running).toBe(0);
  const { counts } = await batch();
  expect(counts.succeeded).toBe(provider.billedCalls());
  expect(counts.succeeded).toBeGreaterThan(0);
  expect(counts.pending).toBe(ROWS - counts.succeeded);

  const bill = provider.bill();
  expect(compareAmounts(bill, BUDGET)).toBeLessThanOrEqual(0);
  expect(await budgetOf(app, name)).toMatchObject({ spent: { amount: bill }, reserved: { amount: "0" } });
  await manager.reload();
  await expect(figure(card, t("used"))).toHaveText(`${shown(bill)} / ${shown(BUDGET)}USD`);
  await expect(figure(card, t("left"))).toHaveText(`${shown(subtractAmounts(BUDGET, bill))}USD`);
  await expect(card.getByRole("meter")).toHaveAttribute(
    "aria-valuenow",
    String(Math.round((Number(bill) / Number(BUDGET)) * 100)),
  );

  await card.getByRole("button", { name: t("changeNamed", { name }) }).click();
  const change = manager.getByRole("dialog", { name, exact: true });
  await change.getByLabel(t("amount")).fill("1.5");
  await change.getByRole("button", { name: words("save") }).click();
  await expect(change).toBeHidden();
  await expect(figure(card, t("left"))).toHaveText(`${shown(subtractAmounts("1.5", bill))}USD`);
  await operator.getByRole("button", { name: batches("control.resume") }).click();
  await expect(inHeader(operator, batches("state.succeeded"))).toBeVisible();
  await expect(operator.getByText(reason)).toBeHidden();
  expect(provider.billedCalls()).toBe(ROWS);
  await manager.reload();
  await expect(figure(card, t("used"))).toHaveText(`${shown(provider.bill())} / 1.50USD`);

  await card.getByRole("button", { name: t("changeNamed", { name }) }).click();
  await change.getByRole("button", { name: t("delete") }).click();
  const asking = manager.getByRole("dialog", { name: t("deleteTitle", { name }) });
  await asking.getByRole("button", { name: t("delete") }).click();
  await expect(card).toHaveCount(0);
  await manager.context().close();
  await operator.context().close();
});

test("an admin reads budgets and cannot set one; an operator does not get to see the page", async ({
  app,
  browser,
  signIn,
}) => {
  const { budgets } = messages.en.spend;
  const name = "Everything there is";
  const amount = { amount: "100", currency: "USD" };
  const { id } = await made<{ id: string }>(app.api("/budgets", post({ name, amount })));

  const admin = await openPage(browser, app);
  const { token: adminToken } = await signIn(admin, ["admin"]);
  await admin.goto(`/spend?budget=${id}`);
  await expect(admin.getByRole("heading", { name, exact: true })).toBeVisible();
  await expect(admin.getByRole("button", { name: budgets.set })).toHaveCount(0);
  await expect(admin.getByRole("button", { name: `Change ${name}` })).toHaveCount(0);
  await expect(admin.getByRole("dialog")).toHaveCount(0);

  const operator = await openPage(browser, app);
  const { token: operatorToken } = await signIn(operator, ["operator"]);
  await operator.goto("/spend");
  await expect(operator.getByText(messages.en.common.error.forbiddenTitle)).toBeVisible();
  await expect(operator.getByText(name)).toHaveCount(0);
  await expect(operator.getByRole("link", { name: messages.en.spend.title, exact: true })).toHaveCount(0);

  for (const token of [adminToken, operatorToken]) {
    expect((await app.api("/budgets", { ...post({ name: "Mine", amount }), token })).status).toBe(403);
    const raised = { method: "PATCH", body: JSON.stringify({ amount: { ...amount, amount: "900" } }), token };
    expect((await app.api(`/budgets/${id}`, raised)).status).toBe(403);
    expect((await app.api(`/budgets/${id}`, { method: "DELETE", token })).status).toBe(403);
  }
  expect((await app.api(`/budgets/${id}`, { method: "DELETE" })).status).toBe(204);
  await admin.context().close();
  await operator.context().close();
});

async function openPage(browser: Browser, app: Console): Promise<Page> {
  const context = await browser.newContext({
    baseURL: app.url,
    viewport: { width: 1440, height: 900 },
    timezoneId: "Asia/Shanghai",
  });
  return context.newPage();
}

// The counts below have some of the same words.
function inHeader(page: Page, word: string) {
  return page.locator("header").getByText(word, { exact: true });
}

/** What stands beside a word in a list of figures. */
function figure(card: ReturnType<Page["getByRole"]>, word: string) {
  return card.locator("dt", { hasText: word }).locator("xpath=following-sibling::dd[1]");
}

async function budgetOf(app: Console, name: string): Promise<Budget | undefined> {
  const { items } = await made<{ items: Budget[] }>(app.api("/budgets"));
  return items.find((budget) => budget.name === name);
}
