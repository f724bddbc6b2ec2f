import type { Page } from "@playwright/test";
import type { Role } from "#lib/auth/role.ts";
import { seriousFindings } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "#tests/fixtures/console.ts";

const everyRole: Role[] = ["operator", "reviewer", "manager", "admin"];

test("Ctrl+K, a name and Enter lead to a page", async ({ page, signIn }) => {
  await signIn(page, everyRole);
  await page.goto("/");
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Find anything, go to a page or do something…").fill("audit");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/audit$/);
});

test("a page is fetched ahead once a link to it is pointed at or reached by keyboard, and none unasked", async ({
  page,
  signIn,
}) => {
  await signIn(page, everyRole);
  const fetchedAhead: string[] = [];
  page.on("request", (request) => {
    if (request.headers()["next-router-prefetch"]) fetchedAhead.push(new URL(request.url()).pathname);
  });
  await page.goto("/");
  const pages = page.getByRole("navigation", { name: "Pages" });
  await pages.getByRole("link", { name: "Templates" }).hover();
  await expect.poll(() => [...new Set(fetchedAhead)]).toEqual(["/templates"]);
  await pages.getByRole("link", { name: "Outputs" }).focus();
  await expect.poll(() => [...new Set(fetchedAhead)]).toEqual(["/templates", "/outputs"]);
});

test("the first Tab offers to skip the sidebar", async ({ page, signIn }) => {
  await signIn(page, everyRole);
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main#main")).toBeFocused();
});

test("a collapsed sidebar stays collapsed after a reload", async ({ page, signIn }) => {
  await signIn(page, everyRole);
  await page.goto("/");
  await page.getByRole("button", { name: "Collapse sidebar" }).click();
  await page.reload();
  await expect(page.getByRole("button", { name: "Expand sidebar" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Templates" })).toBeVisible();
});

test("the language can be changed from the person's menu, and so can the theme", async ({ page, signIn }) => {
  await signIn(page, everyRole);
  await page.goto("/");
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("menuitemradio", { name: "简体中文" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("首页");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.getByRole("button", { name: /^个人菜单/ }).click();
  await page.getByRole("menuitemradio", { name: "深色" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("a page comes with the texts of its language alone, and what is typed stays while another's are fetched", async ({
  page,
  signIn,
}) => {
  await signIn(page, everyRole);
  const scripts: Promise<string>[] = [];
  page.on("response", (response) => {
    if (new URL(response.url()).pathname.endsWith(".js")) scripts.push(response.text());
  });
  const hold = async (text: string) => (await Promise.all(scripts)).some((script) => script.includes(text));
  await page.goto("/settings/account");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Half a na");
  expect(await hold("Your first published result")).toBe(true);
  expect(await hold("完成第一次发布")).toBe(false);
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("menuitemradio", { name: "简体中文" }).click();
  await expect(page.getByRole("textbox", { name: "姓名", exact: true })).toHaveValue("Half a na");
  expect(await hold("完成第一次发布")).toBe(true);
});

test("a reviewer is not offered pages that only others may open", async ({ page, signIn }) => {
  await signIn(page, ["reviewer"]);
  await page.goto("/");
  const pages = page.getByRole("navigation", { name: "Pages" });
  await expect(pages.getByRole("link", { name: "Review" })).toBeVisible();
  await expect(pages.getByRole("link", { name: "Spend" })).toHaveCount(0);
  await pages.getByRole("link", { name: "Settings" }).click();
  await expect(pages.getByRole("link", { name: "Models" })).toHaveAttribute("aria-current", "page");
  await expect(pages.getByRole("link", { name: "Members" })).toHaveCount(0);
});

test("the settings are one entry among the pages, and have their own list, which leads back", async ({
  page,
  signIn,
}) => {
  await signIn(page, everyRole);
  await page.goto("/");
  const pages = page.getByRole("navigation", { name: "Pages" });
  expect(await pages.getByRole("link").count()).toBeLessThanOrEqual(14);
  await pages.getByRole("link", { name: "Settings" }).click();
  await pages.getByRole("link", { name: "Audit log" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Audit log");
  await expect(pages.getByRole("link", { name: "Batches" })).toHaveCount(0);
  await pages.getByRole("link", { name: "Back to the console" }).click();
  await expect(pages.getByRole("link", { name: "Batches" })).toBeVisible();
});

test("signing out ends at the sign-in page and stays there", async ({ page, signIn }) => {
  await signIn(page, everyRole);
  await page.goto("/");
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("on a phone the menu holds the pages, and nothing scrolls sideways", async ({ page, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, everyRole);
  await page.goto("/");
  expect(await sidewaysPx(page)).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.getByRole("link", { name: "Batches" }).click();
  await expect(page).toHaveURL(/\/batches$/);
});

for (const [locale, scheme] of [
  ["en", "light"],
  ["zh-CN", "dark"],
] as const) {
  test(`Home has no serious accessibility finding in ${locale}, ${scheme}`, async ({ page, signIn }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page, everyRole, locale);
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });
}

function sidewaysPx(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
