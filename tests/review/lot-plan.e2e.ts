import { rmSync } from "node:fs";
import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { runSettleLot } from "#lib/review/lots/settle-lot.ts";
import { makeTitlesJob, type TitlesJob } from "#tests/batches/make-titles-job.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { addPerson, expect, made, type Person, test } from "#tests/fixtures/console.ts";
import { insideEmbedded } from "#tests/fixtures/inside-embedded.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { signInWithoutPage } from "#tests/fixtures/sign-in-without-page.ts";
import { type Console, makeDataDir, startConsole } from "#tests/fixtures/start-console.ts";

test.describe.configure({ timeout: 240_000 });

/** Longer than an item must have been seen before it can be decided on. */
const SEEN_MS = 320;
const ROWS = 120;
/** Of 91 to 150 outputs at level II and 1.0 %: table II-A points from letter F to E. */
const SAMPLE = 13;

let provider: TestProvider;
let app: Console;
let dataDir: string;
test.beforeEach(async () => {
  provider = await startProvider();
  dataDir = makeDataDir();
  app = await startConsole({ dataDir });
});
test.afterEach(async () => {
  await app.stop();
  await provider.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test("a batch launched by lots: its sample is decided by keyboard, the lot released, and all of it published", async ({
  page,
}) => {
  const t = messages.en.batches;
  await makeTitlesJob(app, { name: "Titles", provider, rows: ROWS });
  const operator = await addPerson(app, ["operator"]);
  const reviewer = await addPerson(app, ["reviewer"]);

  await as(page, operator);
  await page.goto(`${app.url}/batches/new`);
  await page.getByRole("combobox", { name: t.launch.dataset }).fill("Titles");
  await page.getByRole("option", { name: "Titles" }).first().click();
  await page.getByRole("combobox", { name: t.launch.template }).fill("Titles");
  await page.getByRole("option", { name: "Titles" }).first().click();
  const onward = page.getByRole("button", { name: messages.en.common.action.continue });
  await onward.click();
  await page.getByRole("radio", { name: t.launch.review.lots }).click();
  await expect(page.getByText("120 outputs a language 13 are drawn")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/plan-wizard.png", fullPage: true });
  await onward.click();
  await expect(page.getByText("Lots: limit 1.0 %, level II")).toBeVisible();
  await page.getByRole("button", { name: t.launch.launch, exact: true }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  const batchId = /[0-9a-f-]{36}/.exec(page.url())?.[0] ?? "";
  await expect(page.getByText(t.lots.states.sampling)).toBeVisible({ timeout: 90_000 });

  await as(page, reviewer);
  await page.goto(`${app.url}/review/queue`);
  await expect(page.getByText("107 in lots")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.goto(`${app.url}/review?batchId=${batchId}`);
  await expect(page.getByRole("heading", { name: "Source" })).toBeVisible();
  // A key that comes before its item was seen is not heeded: a person presses again.
  await expect(async () => {
    await page.waitForTimeout(SEEN_MS);
    await page.keyboard.press("a");
    await expect(page.getByText(messages.en.review.empty.why["in-lots"])).toBeVisible({ timeout: 50 });
  }).toPass({ timeout: 120_000, intervals: [0] });
  const approved = `/batches/${batchId}/items?limit=200&reviewState=approved`;
  await expect
    .poll(async () => (await made<{ items: unknown[] }>(app.api(approved))).items.length)
    .toBe(SAMPLE);

  await page.goto(`${app.url}/batches/${batchId}`);
  await expect(page.getByText(t.lots.states.accepted, { exact: true })).toBeVisible();
  await expect(page.getByText(/bad would still pass/)).toBeVisible();
  await page.getByRole("button", { name: t.lots.release, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("107 outputs nobody has read")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/plan-release.png" });
  await dialog.getByRole("button", { name: t.lots.release, exact: true }).click();
  await expect(page.getByText(t.lots.states.released, { exact: true })).toBeVisible();

  // Within its ten minutes it is held and released once more, by somebody who reads Chinese.
  const { lots } = messages["zh-CN"].batches;
  await as(page, reviewer, "zh-CN");
  await page.goto(`${app.url}/batches/${batchId}`);
  await page.getByRole("button", { name: lots.hold, exact: true }).click();
  await dialog.getByRole("button", { name: lots.hold, exact: true }).click();
  await expect(page.getByText(lots.states.held, { exact: true })).toBeVisible();
  await page.getByRole("button", { name: lots.release, exact: true }).click();
  await expect(dialog.getByText("107 条无人看过的产出")).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.screenshot({ path: "test-results/plan-release-zh-CN.png" });
  await dialog.getByRole("button", { name: lots.release, exact: true }).click();
  await expect(page.getByText(lots.states.released, { exact: true })).toBeVisible();

  const early = await app.api("/publications", {
    method: "POST",
    body: JSON.stringify({ batchId, channel: { kind: "file", format: "csv" } }),
    token: operator.token,
  });
  expect(early.status).toBe(422);

  await app.stop();
  await insideEmbedded(dataDir, async () => {
    const [lot] = await db().execute<{ id: string }>(
      sql`update lots set publishable_at = now() where batch_id = ${batchId} returning id`,
    );
    await runSettleLot({ lotId: lot?.id ?? "" });
  });
  app = await startConsole({ dataDir });
  await as(page, operator);
  await page.goto(`${app.url}/batches/${batchId}`);
  await expect(page.getByText(t.lots.settled)).toBeVisible();
  await page.goto(`${app.url}/published/new?batchId=${batchId}`);
  await page.getByRole("button", { name: "Publish 120 items" }).click();
  await expect(page.getByText("Ready")).toBeVisible();
});

test("reviewers pick a part of the queue, and only what they are assigned is handed out", async ({
  page,
}) => {
  const words = messages["zh-CN"];
  const job = await makeTitlesJob(app, { name: "Titles", provider, rows: 4 });
  const operator = await addPerson(app, ["operator"]);
  const reviewer = await addPerson(app, ["reviewer"]);
  const admin = await addPerson(app, ["admin"]);
  await launchPlain(operator, job);

  await as(page, admin, "zh-CN");
  await page.goto(`${app.url}/settings/members?member=${reviewer.id}`);
  await page.getByLabel(words.settings.members.reviewLanguages).fill("zh，ja");
  await page.screenshot({ path: "test-results/plan-member.png" });
  await page.getByRole("button", { name: words.common.action.save }).click();
  await expect(page.getByText(words.settings.members.savedToast)).toBeVisible();

  await as(page, reviewer, "zh-CN");
  await page.goto(`${app.url}/review`);
  await expect(page.getByText(words.review.empty.why["not-assigned"])).toBeVisible();
  await page.goto(`${app.url}/review/queue`);
  await expect(page.getByText(words.review.queue.forOthers)).toBeVisible();
  await page.getByRole("combobox", { name: words.review.queue.risk }).click();
  await page.getByRole("option", { name: words.review.queue.risks.block }).click();
  await expect(page).toHaveURL(/risk=block/);
  await expect(page.getByText(words.review.queue.noneNarrowed)).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});

async function launchPlain(
  operator: Person,
  { datasetId, templateVersionId, modelId }: TitlesJob,
): Promise<void> {
  const asOperator = <Answer>(path: string, body?: object) =>
    made<Answer>(
      app.api(path, {
        ...(body && { method: "POST", body: JSON.stringify(body) }),
        token: operator.token,
      }),
    );
  const batch = await asOperator<{ id: string }>("/batches", {
    name: "Plain",
    ...{ datasetId, templateVersionId, modelId },
    budgetCap: { amount: "5", currency: "USD" },
  });
  await expect
    .poll(async () => (await asOperator<{ status: string }>(`/batches/${batch.id}`)).status, {
      timeout: 90_000,
    })
    .toBe("succeeded");
}

async function as(page: Page, person: Person, locale: "en" | "zh-CN" = "en"): Promise<void> {
  await page.context().clearCookies();
  await page.context().addCookies([{ name: "locale", value: locale, url: app.url }]);
  await signInWithoutPage(page.context(), app.url, person);
}
