import type { Page } from "@playwright/test";
import { createTranslator } from "next-intl";
import { LEAST_MINUTES_APART } from "#lib/batches/schedules/recurrence.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, made, post, test } from "#tests/fixtures/console.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import type { Console } from "#tests/fixtures/start-console.ts";
import { makeTitlesJob, type TitlesJob } from "./make-titles-job.ts";

test.describe.configure({ timeout: 300_000 });

const ROWS = 4;
const DAY_MS = 86_400_000;
const NEXT_RUNS_ANEW_MS = 31_000;

let provider: TestProvider;
test.beforeEach(async () => {
  provider = await startProvider();
});
test.afterEach(() => provider.stop());

interface Schedule {
  id: string;
  name: string;
  state: string;
  cron: string;
  timeZone: string;
  nextRunAt: string | null;
  launch: { budgetCap: { amount: string }; rowLimit?: number };
}

interface Batch {
  id: string;
  name: string;
  status: string;
  startAt: string | null;
  startedAt: string | null;
  rowCount: number;
  parameters: { temperature?: number };
  offPeak: unknown;
}

const locale = "zh-CN" as const;

const t = createTranslator({ locale, messages: messages[locale], namespace: "batches" });
const words = createTranslator({ locale, messages: messages[locale], namespace: "common.action" });

test("an operator lets a batch that is over come again by the clock of a zone, after what never comes is refused", async ({
  app,
  page,
  signIn,
}) => {
  const name = "Repeated";
  const batchId = await finishedBatch(app, await makeTitlesJob(app, { name, provider, rows: ROWS }), name);
  await signIn(page, ["operator"], locale);
  await page.clock.install();
  await page.goto(`/batches/${batchId}`);
  await page.getByRole("link", { name: t("launchAgain") }).click();
  await page.getByRole("button", { name: t("launch.step.how") }).click();
  await page.getByRole("radio", { name: t("launch.startRepeat") }).click();
  await choose(page, t("schedules.every"), t("schedules.everyChoice.cron"));

  const cron = page.getByLabel(t("schedules.cron"));
  const onward = page.getByRole("button", { name: words("continue") });
  for (const [bad, text] of [
    ["99 * * * *", t("errors.cron_invalid")],
    ["every monday", t("errors.cron_invalid")],
    ["30 2 31 2 *", t("errors.cron_never")],
    ["* * * * *", t("errors.cron_too_often", { minutes: LEAST_MINUTES_APART })],
  ] as const) {
    await cron.fill(bad);
    await expect(page.getByText(text)).toBeVisible();
    await expect(onward).toBeDisabled();
  }
  expect(await seriousFindings(page)).toEqual([]);
  await cron.fill("15 7 * * 1-5");
  const zone = page.getByRole("combobox", { name: t("schedules.timeZone") });
  await zone.fill("Asia/Tokyo");
  // The next runs are reckoned anew meanwhile, under who is still typing.
  await page.clock.runFor(NEXT_RUNS_ANEW_MS);
  await expect(zone).toHaveValue("Asia/Tokyo");
  await page.getByRole("option", { name: "Asia/Tokyo" }).click();
  const ahead = page.getByRole("list", { name: t("schedules.nextRunsIn", { timeZone: "Asia/Shanghai" }) });
  await expect(ahead.getByRole("listitem")).toHaveCount(5);
  await expect(ahead.getByRole("listitem").first()).toContainText(/\b0?6:15/);
  const runs = await momentsOf(ahead);
  expectWorkdaysInTokyo(runs);

  await onward.click();
  await expect(page.getByText("Asia/Tokyo")).toBeVisible();
  await page.getByRole("button", { name: t("launch.saveSchedule") }).click();
  await page.waitForURL(/\/batches\/schedules\?schedule=[0-9a-f-]{36}/);
  const panel = page.getByRole("dialog", { name, exact: true });
  await expect(panel.getByText(t("schedules.state.active"), { exact: true })).toBeVisible();
  await expect(panel.getByText("15 7 * * 1-5")).toBeVisible();
  await expect(panel.getByText("Asia/Tokyo")).toBeVisible();
  await expect(panel.getByText(t("schedules.noRuns"))).toBeVisible();
  expect(await momentsOf(panel)).toEqual(runs);
  expect(await seriousFindings(page)).toEqual([]);
  const id = new URL(page.url()).searchParams.get("schedule") ?? "";
  expect(await scheduleOf(app, id)).toMatchObject({
    ...{ name, state: "active", cron: "15 7 * * 1-5", timeZone: "Asia/Tokyo", nextRunAt: runs[0] },
  });
});

test("a schedule is paused, let go on, changed, run at once and deleted", async ({ app, page, signIn }) => {
  const name = "Kept";
  const job = await makeTitlesJob(app, { name, provider, rows: ROWS });
  const { token } = await signIn(page, ["operator"], locale);
  const { id } = await made<{ id: string }>(
    app.api("/schedules", {
      ...post({ name, cron: "30 1 * * *", timeZone: "Asia/Shanghai", launch: termsOf(job) }),
      token,
    }),
  );
  await page.goto("/batches/schedules");
  const row = (of: string) => page.getByRole("row").filter({ hasText: of });
  await expect(row(name)).toContainText(t("schedules.state.active"));
  await row(name).getByRole("button").click();
  const panel = page.getByRole("dialog", { name, exact: true });
  await expect.poll(() => momentsOf(panel)).toHaveLength(5);

  await panel.getByRole("button", { name: t("schedules.pause") }).click();
  await expect(panel.getByText(t("schedules.notDue"))).toBeVisible();
  await expect(panel.locator("time")).toHaveCount(0);
  await expect(row(name)).toContainText(t("schedules.state.paused"));
  await page.reload();
  await expect(panel.getByText(t("schedules.state.paused"), { exact: true })).toBeVisible();
  expect(await scheduleOf(app, id)).toMatchObject({ state: "paused", nextRunAt: null });

  await panel.getByRole("button", { name: t("schedules.resume") }).click();
  await expect.poll(() => momentsOf(panel)).toHaveLength(5);
  expect((await scheduleOf(app, id)).nextRunAt).toMatch(/T17:30:00/);

  const renamed = `${name} weekly`;
  await panel.getByRole("link", { name: t("schedules.edit") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("launch.changeSchedule"));
  await expect(page.getByLabel(t("launch.name"))).toHaveValue(name);
  await page.getByLabel(t("launch.name")).fill(renamed);
  await page.getByRole("button", { name: words("continue") }).click();
  await choose(page, t("schedules.every"), t("schedules.everyChoice.week"));
  await page.getByLabel(t("schedules.time"), { exact: true }).fill("08:45");
  await page.getByRole("button", { name: words("continue") }).click();
  const cap = page.getByLabel(t("launch.cap", { currency: "USD" }));
  await expect(cap).toHaveValue("2");
  await cap.fill("3");
  await page.getByRole("button", { name: t("launch.saveSchedule") }).click();
  await page.waitForURL(/\/batches\/schedules\?schedule=/);
  expect(await scheduleOf(app, id)).toMatchObject({
    ...{ name: renamed, state: "active", cron: "45 8 * * 1", timeZone: "Asia/Shanghai" },
    launch: { budgetCap: { amount: "3" }, rowLimit: 2 },
  });

  const changed = page.getByRole("dialog", { name: renamed, exact: true });
  await changed.getByRole("button", { name: t("schedules.runNow") }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  await expect(inHeader(page, t("state.succeeded"))).toBeVisible();
  expect(provider.billedCalls()).toBe(2);
  await page.getByRole("link", { name: t("bySchedule", { name: renamed }) }).click();
  const ran = changed.getByRole("listitem").filter({ hasText: t("state.succeeded") });
  await expect(ran.getByRole("link")).toContainText(renamed);

  await changed.getByRole("button", { name: t("schedules.delete") }).click();
  const asking = page.getByRole("dialog", { name: t("schedules.deleteTitle", { name: renamed }) });
  await asking.getByRole("button", { name: t("schedules.delete") }).click();
  await expect(changed).toBeHidden();
  await expect(row(renamed)).toHaveCount(0);
  expect((await app.api(`/schedules/${id}`)).status).toBe(404);
});

test("a batch starts at the time that was chosen, not before, and can be cancelled until then", async ({
  app,
  page,
  signIn,
}) => {
  const name = "Tomorrow";
  const job = await makeTitlesJob(app, { name, provider, rows: ROWS });
  await signIn(page, ["operator"], locale);
  await page.goto(`/batches/new?${new URLSearchParams({ ...job })}`);
  await page.getByRole("button", { name: t("launch.step.how") }).click();
  await page.getByRole("radio", { name: t("launch.startLater") }).click();
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const startsAt = page.getByLabel(t("launch.startLater")).and(page.locator("[type=datetime-local]"));
  await startsAt.fill(`${tomorrow}T21:05`);
  await page.getByRole("button", { name: words("continue") }).click();
  await page.getByRole("button", { name: t("launch.launch"), exact: true }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  await expect(inHeader(page, t("state.scheduled"))).toBeVisible();
  await expect(page.getByText(t("errors.waits_for_start"))).toBeVisible();
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const startAt = `${tomorrow}T13:05:00.000Z`;
  await expect(page.locator(`time[datetime="${startAt}"]`).first()).toBeVisible();
  expect(await batchOf(app, id)).toMatchObject({ status: "scheduled", startAt, startedAt: null });

  await page.getByRole("button", { name: t("control.cancel") }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: t("control.cancel") })
    .click();
  await expect(inHeader(page, t("state.cancelled"))).toBeVisible();
  expect(provider.requests()).toBe(0);
});

test("a batch is launched again as it was, but in off-peak hours alone", async ({ app, page, signIn }) => {
  const name = "Again";
  const job = await makeTitlesJob(app, { name, provider, rows: ROWS });
  const earlier = await finishedBatch(app, job, name);
  const calls = provider.requests();
  await signIn(page, ["operator"], locale);

  const relaunch = async (hours: { from: string; to: string }) => {
    await page.goto(`/batches/${earlier}`);
    await page.getByRole("link", { name: t("launchAgain") }).click();
    await page.getByRole("button", { name: t("launch.step.how") }).click();
    await page.getByRole("checkbox", { name: t("launch.offPeak.only") }).click();
    await page.getByLabel(t("launch.offPeak.from", { number: 1 })).fill(hours.from);
    await page.getByLabel(t("launch.offPeak.to", { number: 1 })).fill(hours.to);
    const zone = page.getByRole("combobox", { name: t("launch.offPeak.timeZone") });
    await zone.fill("UTC");
    await page.getByRole("option", { name: "UTC", exact: true }).click();
    await page.getByRole("button", { name: words("continue") }).click();
    await page.getByRole("button", { name: t("launch.launch"), exact: true }).click();
    await page.waitForURL(
      (url) => /\/batches\/[0-9a-f-]{36}$/.test(url.pathname) && !url.href.includes(earlier),
    );
    return batchOf(app, new URL(page.url()).pathname.split("/").at(-1) ?? "");
  };

  const hours = { from: clock(6), to: clock(7) };
  const waiting = await relaunch(hours);
  await expect(page.getByText(t("errors.waits_for_off_peak"))).toBeVisible();
  expect(waiting).toMatchObject({ name, rowCount: 2, parameters: { temperature: 0.7 } });
  expect(waiting.offPeak).toEqual({ timeZone: "UTC", windows: [hours] });
  expect(provider.requests()).toBe(calls);

  await relaunch({ from: clock(-2), to: clock(2) });
  await expect(inHeader(page, t("state.succeeded"))).toBeVisible();
  expect(provider.requests()).toBe(calls + 2);
});

test("who may not launch reads schedules, and a manager can pause them", async ({ app, browser, signIn }) => {
  const { schedules } = messages.en.batches;
  const name = "Others' schedule";
  const job = await makeTitlesJob(app, { name, provider, rows: ROWS });
  const { id } = await made<{ id: string }>(
    app.api("/schedules", post({ name, cron: "30 1 * * *", timeZone: "UTC", launch: termsOf(job) })),
  );
  for (const role of ["reviewer", "manager"] as const) {
    const context = await browser.newContext({ baseURL: app.url });
    const page = await context.newPage();
    const { token } = await signIn(page, [role]);
    await page.goto(`/batches/schedules?schedule=${id}`);
    const panel = page.getByRole("dialog", { name, exact: true });
    await expect(panel.getByText(schedules.launches)).toBeVisible();
    await expect(page.getByRole("link", { name: schedules.new })).toHaveCount(0);
    await expect(panel.getByRole("link", { name: schedules.edit })).toHaveCount(0);
    await expect(panel.getByRole("button", { name: schedules.runNow })).toHaveCount(0);
    const may = role === "manager" ? 1 : 0;
    await expect(panel.getByRole("button", { name: schedules.pause })).toHaveCount(may);
    await expect(panel.getByRole("button", { name: schedules.delete })).toHaveCount(may);
    const run = await app.api(`/schedules/${id}/run`, { ...post({}), token });
    expect(run.status).toBe(403);
    await context.close();
  }
  expect(provider.requests()).toBe(0);
});

// The counts below have some of the same words.
function inHeader(page: Page, word: string) {
  return page.locator("header").getByText(word, { exact: true });
}

function termsOf({ datasetId, templateVersionId, modelId }: TitlesJob) {
  return {
    ...{ datasetId, templateVersionId, modelId, rowLimit: 2 },
    budgetCap: { amount: "2", currency: "USD" },
    parameters: { temperature: 0.7 },
  };
}

/** Launches a batch through the API and waits until it has succeeded. @returns its id. */
async function finishedBatch(app: Console, job: TitlesJob, name: string): Promise<string> {
  const { id } = await made<{ id: string }>(app.api("/batches", post({ ...termsOf(job), name })));
  await expect.poll(async () => (await batchOf(app, id)).status).toBe("succeeded");
  return id;
}

function batchOf(app: Console, id: string): Promise<Batch> {
  return made(app.api(`/batches/${id}`));
}

function scheduleOf(app: Console, id: string): Promise<Schedule> {
  return made(app.api(`/schedules/${id}`));
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  await page.getByRole("option", { name: option }).click();
}

function momentsOf(within: ReturnType<Page["getByRole"]>): Promise<string[]> {
  return within
    .locator("time")
    .evaluateAll((times) => times.map((time) => (time as HTMLTimeElement).dateTime));
}

// 07:15 there is 22:15 of the day before by UTC, all year round.
function expectWorkdaysInTokyo(moments: string[]): void {
  const days = moments.map((iso) => new Date(Date.parse(iso) + DAY_MS).getUTCDay());
  expect(days.every((day) => day >= 1 && day <= 5)).toBe(true);
  expect(moments.every((iso) => iso.endsWith("T22:15:00.000Z"))).toBe(true);
  expect(Date.parse(moments[0] ?? "")).toBeGreaterThan(Date.now());
  expect([...new Set(moments)].sort()).toEqual(moments);
}

/** The clock in UTC so many hours from now. */
function clock(hoursFromNow: number): string {
  return new Date(Date.now() + hoursFromNow * 3_600_000).toISOString().slice(11, 16);
}
