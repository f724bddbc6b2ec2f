import type { Browser, Page } from "@playwright/test";
import { createTranslator } from "next-intl";
import { messages } from "#lib/i18n/namespaces.ts";
import { makeTitlesJob } from "#tests/batches/make-titles-job.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, test } from "#tests/fixtures/console.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import type { Console } from "#tests/fixtures/start-console.ts";

test.describe.configure({ timeout: 300_000 });

const ROWS = 5;
const LIMIT = { amount: "0.01", currency: "USD" };

let provider: TestProvider;
test.beforeEach(async () => {
  provider = await startProvider();
});
test.afterEach(() => provider.stop());

const en = createTranslator({ locale: "en", messages: messages.en, namespace: "batches" });
const zh = createTranslator({ locale: "zh-CN", messages: messages["zh-CN"], namespace: "batches" });
const zhHome = createTranslator({ locale: "zh-CN", messages: messages["zh-CN"], namespace: "home.awaiting" });

test("a launch above its launcher's limit calls nothing until somebody else approves it, and then runs to its end", async ({
  app,
  browser,
  signIn,
}) => {
  const name = "Hats to approve";
  const job = await makeTitlesJob(app, { name, provider, rows: ROWS });
  const launcher = await openPage(browser, app);
  const approver = await openPage(browser, app);
  const { id } = await signIn(launcher, ["operator", "manager"]);
  const { token } = await signIn(approver, ["manager"], "zh-CN");
  const body = JSON.stringify({ limit: LIMIT });
  await made(app.api(`/launch-limits/${id}`, { method: "PUT", body, token }));

  await launcher.goto(`/batches/new?${new URLSearchParams({ ...job })}`);
  const cap = launcher.getByLabel(en("launch.cap", { currency: "USD" }));
  await cap.fill(LIMIT.amount);
  await expect(launcher.getByRole("button", { name: en("launch.launch"), exact: true })).toBeEnabled();
  await cap.fill("2");
  const notice = launcher.getByRole("note").filter({ hasText: en("launch.approval.title") });
  await expect(notice).toContainText(en("errors.above_launch_limit", { limit: "0.01 USD" }));
  await expect(notice).toContainText("manager");
  expect(await seriousFindings(launcher)).toEqual([]);
  await launcher.getByRole("button", { name: en("launch.approval.ask") }).click();
  await launcher.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  await expect(inHeader(launcher, en("state.awaiting-approval"))).toBeVisible();
  // Whoever launched it may approve those of others.
  await expect(launcher.getByText(en("approval.own"))).toBeVisible();
  await expect(launcher.getByRole("button", { name: en("approval.approve"), exact: true })).toHaveCount(0);
  expect(provider.requests()).toBe(0);

  await approver.goto("/");
  const waiting = approver.locator("section, div").filter({ hasText: zhHome("title") });
  await waiting
    .getByRole("link", { name: new RegExp(name) })
    .first()
    .click();
  await approver.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  await expect(approver.getByText(zh("errors.above_launch_limit", { limit: "0.01 USD" }))).toBeVisible();
  expect(await seriousFindings(approver)).toEqual([]);
  await approver.getByRole("button", { name: zh("approval.approve"), exact: true }).click();
  await expect(inHeader(approver, zh("state.succeeded"))).toBeVisible();
  await expect(inHeader(launcher, en("state.succeeded"))).toBeVisible();
  await expect(launcher.getByText(/Approved by manager/)).toBeVisible();
  expect(provider.billedCalls()).toBe(ROWS);
  await launcher.context().close();
  await approver.context().close();
});

async function openPage(browser: Browser, app: Console): Promise<Page> {
  const context = await browser.newContext({
    ...{ baseURL: app.url, viewport: { width: 1440, height: 900 } },
    timezoneId: "Asia/Shanghai",
  });
  return context.newPage();
}

// The counts below have some of the same words.
function inHeader(page: Page, word: string) {
  return page.locator("header").getByText(word, { exact: true });
}
