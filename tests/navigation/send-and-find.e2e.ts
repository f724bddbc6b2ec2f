import type { Browser, Page } from "@playwright/test";
import { permissionOf } from "#components/navigation/permission-of.ts";
import { can } from "#lib/auth/can.ts";
import { ROLES, type Role } from "#lib/auth/role.ts";
import { addPerson, expect, made, type Person, post, test } from "#tests/fixtures/console.ts";
import type { FilledConsole } from "#tests/fixtures/fill-console.ts";
import { signInWithoutPage } from "#tests/fixtures/sign-in-without-page.ts";
import type { Console } from "#tests/fixtures/start-console.ts";
import { startFilledConsole } from "#tests/fixtures/start-filled-console.ts";
import { visitsOf } from "./page-visits.ts";

// One filled console for all.
test.describe.configure({ mode: "default" });

let app: Console;
let filled: FilledConsole;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  ({ app, filled } = await startFilledConsole());
});
// What stays open goes on asking the console for news.
test.afterEach(({ browser }) => Promise.all(browser.contexts().map((context) => context.close())));
test.afterAll(() => app.stop());

async function signedIn(
  browser: Browser,
  roles: readonly Role[],
  { locale = "en", width = 1280 } = {},
): Promise<{ page: Page; person: Person }> {
  const person = await addPerson(app, [...roles]);
  const context = await browser.newContext({
    baseURL: app.url,
    viewport: { width, height: 800 },
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await context.addCookies([{ name: "locale", value: locale, url: app.url }]);
  await signInWithoutPage(context, app.url, person);
  return { page: await context.newPage(), person };
}

const addressesOf = () => Object.entries(visitsOf(filled)).filter(([file]) => file.startsWith("(console)"));

test("a page that is not for somebody's roles says so and who it is for", async ({ browser }) => {
  const { page } = await signedIn(browser, ["reviewer"]);
  for (const [path, role] of [
    ["/spend", "Manager or Admin"],
    ["/spend/ledger", "Manager or Admin"],
    ["/batches/new", "Operator"],
    ["/templates/new", "Operator"],
    ["/datasets/new", "Operator"],
    [`/trials/${filled.trial}`, "Operator, Manager, or Admin"],
    ["/settings/members", "Admin"],
    ["/settings/audit", "Manager or Admin"],
    ["/published/new", "Operator or Manager"],
  ] as const) {
    await page.goto(path);
    await expect
      .soft(page.getByRole("heading", { level: 1 }), path)
      .toHaveText("This page is not for your roles");
    await expect.soft(page.getByText(`It needs the role ${role}; you have Reviewer.`), path).toBeVisible();
  }
  const { page: admin } = await signedIn(browser, ["admin"]);
  await admin.goto("/review");
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText("This page is not for your roles");
  // What is not there is still not there.
  await admin.goto("/batches/01a2045f-4a30-710f-a4ed-3e569e45202e");
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText("Page not found");
});

for (const role of ROLES)
  test(`the role ${role} is offered no link to where it does not lead, and what is there answers 403`, async ({
    browser,
  }) => {
    test.setTimeout(300_000);
    const { page } = await signedIn(browser, [role]);
    await page.goto("/");
    for (const [, paths] of addressesOf()) {
      const [path = "/"] = paths;
      const needed = permissionOf(path);
      const isClosed = needed !== null && !can({ roles: [role] }, needed);
      if (isClosed) await expectClosed(page, path);
      else await expectOpen(page, path, role);
    }
  });

// As who asks without a page, which costs a tenth: what the page says is looked at above.
async function expectClosed(page: Page, path: string): Promise<void> {
  const whole = await page.request.get(path);
  expect.soft(whole.status(), path).toBe(403);
  expect.soft(await whole.text(), path).toContain("This page is not for your roles");
  // A link inside the console, which must not load it anew.
  const part = await page.evaluate(async (to) => (await fetch(to, { headers: { rsc: "1" } })).status, path);
  expect.soft(part, path).toBe(200);
}

async function expectOpen(page: Page, path: string, role: Role): Promise<void> {
  const answer = await page.goto(path);
  expect.soft(answer?.status(), path).toBe(200);
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  const refusal = page.getByRole("heading", { level: 1, name: "This page is not for your roles" });
  await expect.soft(refusal, path).toHaveCount(0);
  const links = await page
    .locator("main a[href^='/']")
    .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  const offered = links.filter((href) => {
    const permission = permissionOf(href);
    return permission !== null && !can({ roles: [role] }, permission);
  });
  expect.soft(offered, path).toEqual([]);
}

test("whoever launched a batch is not asked to review it, and a reviewer is", async ({ browser }) => {
  const { page, person } = await signedIn(browser, ["operator", "reviewer"]);
  const source = await made<{
    dataset: { id: string };
    template: { versionId: string };
    model: { id: string };
  }>(app.api(`/batches/${filled.batch}`));
  const { id } = await made<{ id: string }>(
    app.api("/batches", {
      ...post({
        ...{ name: "Own", datasetId: source.dataset.id, modelId: source.model.id, languages: ["en"] },
        ...{ templateVersionId: source.template.versionId, rowLimit: 3 },
        budgetCap: { amount: "1", currency: "USD" },
      }),
      token: person.token,
    }),
  );
  await page.goto(`/batches/${id}`);
  await expect(page.getByText("3 wait for review by somebody who did not launch the batch.")).toBeVisible();
  await expect(page.getByRole("link", { name: /^Review \d/ })).toHaveCount(0);
  await expect(page.getByRole("link", { name: /^Publish \d/ })).toHaveCount(0);
  const { page: other } = await signedIn(browser, ["reviewer"]);
  await other.goto(`/batches/${id}`);
  await expect(other.getByRole("link", { name: "Review 3" })).toBeVisible();
});

test("Batches fits a screen of 1280", async ({ browser }) => {
  const { page } = await signedIn(browser, ROLES, { width: 1280 });
  await page.goto("/batches");
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  const beyond = await page
    .locator("table")
    .evaluate((table) => table.scrollWidth - (table.parentElement?.clientWidth ?? 0));
  expect(beyond).toBeLessThanOrEqual(0);
});

test("Ctrl+K finds a row by its SKU and the item made of it, a batch in Chinese, a member, and a page by a word", async ({
  browser,
}) => {
  const { page } = await signedIn(browser, ROLES);
  const find = async (text: string) => {
    await page.goto("/");
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Find anything, go to a page or do something…").fill(text);
  };
  await find("00000007");
  await page.getByRole("option", { name: /^00000007 .*row 7.*Row$/ }).click();
  await expect(page).toHaveURL(`${app.url}/datasets/${filled.dataset}?row=7`);
  await find("00000007");
  await page.getByRole("option", { name: /Autumn launch 秋季上新.*Item$/ }).click();
  await expect(page).toHaveURL(`${app.url}/batches/${filled.batch}?item=12`);
  await expect(page.getByRole("dialog", { name: /Row 7/ })).toBeVisible();
  await find("秋季上新");
  await page.getByRole("option", { name: /Autumn launch 秋季上新.*Batch$/ }).click();
  await expect(page).toHaveURL(`${app.url}/batches/${filled.batch}`);
  await find("olivia");
  await page.getByRole("option", { name: /Olivia .*Member$/ }).click();
  await expect(page).toHaveURL(/\/settings\/members\?member=/);
  await find("审计");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/audit$/);
  await find("no such thing anywhere");
  await expect(page.getByText("Nothing by that name, key or id.")).toBeVisible();
});

test("a launch that is being planned survives a reload, Back and a link to somebody else", async ({
  browser,
}) => {
  const { page } = await signedIn(browser, ["operator"]);
  await page.goto(`/batches/new?trialId=${filled.trial}&variant=0`);
  const cap = page.getByRole("textbox", { name: /^Budget cap/ });
  await cap.fill("7.25");
  await page.getByRole("button", { name: "How" }).click();
  await page
    .getByRole("spinbutton", { name: /^Temperature/ })
    .or(page.getByLabel(/^Temperature/))
    .first()
    .fill("0.3");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(cap).toHaveValue("7.25");
  await expect(page).toHaveURL(/temperature=0\.3/);
  await page.reload();
  await expect(cap).toHaveValue("7.25");
  const { page: other } = await signedIn(browser, ["operator"]);
  await other.goto(page.url());
  await expect(other.getByRole("textbox", { name: /^Budget cap/ })).toHaveValue("7.25");
  await page.goBack();
  await expect(page.getByLabel(/^Temperature/).first()).toHaveValue("0.3");
  await page.goForward();
  await expect(cap).toHaveValue("7.25");
});

test("batches are ordered and filtered by their address, and a view of them is kept and forgotten", async ({
  browser,
}) => {
  const { page } = await signedIn(browser, ["operator"]);
  await page.goto("/batches?sort=oldest");
  const names = page.locator("tbody tr td:first-child");
  await expect(names.first()).toContainText("Sample: product copy");
  await page.getByRole("combobox", { name: "State", exact: true }).click();
  await page.getByRole("option", { name: "Cancelled" }).click();
  await expect(page.getByText("No batch matches")).toBeVisible();
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("menuitem", { name: "Save filters and order…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Given up");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("button", { name: "Given up" })).toBeVisible();
  await page.goto("/batches");
  await expect(names.first()).toBeVisible();
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("menuitem", { name: "Given up" }).click();
  await expect(page).toHaveURL(/\?sort=oldest&status=cancelled$/);
  await page.getByRole("button", { name: "Given up" }).click();
  await page.getByRole("menuitem", { name: "Forget “Given up”" }).click();
  await expect(page.getByRole("button", { name: "Saved views" })).toBeVisible();
});

test("a reviewer who is sent to an output has it on the desk, or is told who decided on it", async ({
  browser,
}) => {
  const { page } = await signedIn(browser, ["reviewer"]);
  await page.goto(`/review?item=${filled.batch}.100`);
  await expect(page.getByText("Row 51")).toBeVisible();
  await page.getByRole("button", { name: "Copy link" }).first().click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `${app.url}/review?item=${filled.batch}.100`,
  );
  await page.goto(`/review?item=${filled.batch}.0`);
  await expect(page.getByText(/^Row 1 was approved by reviewer/)).toBeVisible();
  await page.getByRole("link", { name: "Open it" }).click();
  await expect(page).toHaveURL(`${app.url}/batches/${filled.batch}?item=0`);
  await expect(page.getByRole("table", { name: "Decisions" })).toContainText("approved");
  // Those who only watch are led to the item itself.
  const { page: operator } = await signedIn(browser, ["operator"]);
  await operator.goto(`/review?item=${filled.batch}.100`);
  await expect(operator).toHaveURL(`${app.url}/batches/${filled.batch}?item=100`);
});

test("a bar of spend leads to the calls that it counts, and a call has an address", async ({ browser }) => {
  const { page } = await signedIn(browser, ["manager"]);
  await page.goto("/spend");
  await page.locator(".recharts-bar-rectangle path").first().click();
  await expect(page).toHaveURL(/\/spend\/ledger\?from=(\S+)&to=\1&currency=USD&model=/);
  await expect(page.locator("tbody tr").first()).toContainText("sandbox-fast · Sandbox");
  await page.locator("tbody tr button").first().click();
  await expect(page).toHaveURL(/attempt=/);
  const panel = page.getByRole("dialog", { name: "Call" });
  await expect(panel.getByRole("row", { name: /^Output / })).toContainText("per million");
  await page.reload();
  await expect(panel.getByRole("row", { name: /^Total / })).toBeVisible();
});
