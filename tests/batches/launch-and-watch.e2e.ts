import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, test } from "#tests/fixtures/console.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { makeTitlesJob } from "./make-titles-job.ts";

test.describe.configure({ timeout: 300_000 });

let provider: TestProvider;
test.beforeEach(async () => {
  provider = await startProvider();
});
test.afterEach(() => provider.stop());

const locale = "en" as const;

const t = messages[locale].batches;

test("an operator launches a batch, pauses it, goes on, and retries what failed", async ({
  app,
  page,
  signIn,
}) => {
  const name = "Titles";
  await makeTitlesJob(app, { name, provider, rows: 40 });
  provider.latency(400);
  provider.behave(({ prompt }) =>
    /Perfume [12]\./.test(prompt) ? { do: "fail", status: 400, body: "bad_input" } : { do: "answer" },
  );
  await signIn(page, ["operator"], locale);
  await page.goto("/batches");
  await page.getByRole("link", { name: t.new }).first().click();
  // The list has a filter of that name.
  await page.waitForURL("**/batches/new*");

  await page.getByRole("combobox", { name: t.launch.dataset }).fill(name);
  await page.getByRole("option", { name }).first().click();
  await page.getByRole("combobox", { name: t.launch.template }).fill(name);
  await page.getByRole("option", { name }).first().click();
  const onward = page.getByRole("button", { name: messages[locale].common.action.continue });
  await onward.click();
  const model = page.getByRole("combobox", { name: t.launch.model, exact: true });
  // The only model there is needs no choosing.
  if ((await model.inputValue()) !== name) {
    await model.fill(name);
    await page.getByRole("option", { name }).first().click();
  }
  await onward.click();
  await expect(page.getByText(t.launch.basis.rough, { exact: true })).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: t.launch.launch, exact: true }).click();

  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  await expect.poll(() => provider.requests()).toBeGreaterThan(4);
  await page.getByRole("button", { name: t.control.pause }).click();
  await expect(page.locator("header").getByText(t.state.paused, { exact: true })).toBeVisible();
  await page.waitForTimeout(1_000);
  const calls = provider.requests();
  await page.waitForTimeout(1_000);
  expect(provider.requests()).toBe(calls);
  expect(await seriousFindings(page)).toEqual([]);

  provider.latency(0);
  await page.getByRole("button", { name: t.control.resume }).click();
  const doneWithTwo = t.stateWithFailures.replace("{failed, number}", "2");
  await expect(page.locator("header").getByText(doneWithTwo, { exact: true })).toBeVisible({
    timeout: 90_000,
  });
  await page.getByRole("button", { name: t.failures.retryGroup }).waitFor();
  provider.behave(undefined);
  await page.getByRole("button", { name: t.failures.retryGroup }).click();
  await expect.poll(() => provider.billedCalls(), { timeout: 90_000 }).toBe(40);
  await expect(page.getByRole("button", { name: t.failures.retryGroup })).toBeHidden({ timeout: 90_000 });

  await expect(page.getByRole("row").nth(1).getByText(t.itemState.succeeded)).toBeVisible();
  await page.getByRole("row").nth(1).click();
  await expect(page.getByRole("dialog").getByText("Perfume 1", { exact: true })).toBeVisible();
  const batches = await made<{ items: { name: string; spent: { amount: string } }[] }>(app.api("/batches"));
  const batch = batches.items.find((one) => one.name.includes(name));
  expect(batch?.spent.amount).toBe(provider.bill());
});
