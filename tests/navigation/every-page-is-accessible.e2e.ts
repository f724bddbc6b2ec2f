import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { type FilledConsole, fillConsole } from "#tests/fixtures/fill-console.ts";
import { type Console, startConsole } from "#tests/fixtures/start-console.ts";
import { pageFiles, visitsOf } from "./page-visits.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// All that can differ in the other theme, which has other values of the same tokens (theme-tokens.unit.ts).
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];
const SETTLED_MS = 400;

let app: Console;
let filled: FilledConsole;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  app = await startConsole({ env: { SEED_SAMPLE: "1" } });
  filled = await fillConsole(app);
});
test.afterAll(() => app.stop());

test("every page has a visit, and no visit is of a page that is gone", () => {
  expect(Object.keys(visitsOf(filled)).sort()).toEqual(pageFiles().sort());
});

test("axe finds nothing serious on any page, nor in the colours of its dark theme", async ({ browser }) => {
  // Some sixty pages, each looked at twice.
  test.setTimeout(600_000);
  const stranger = await open(browser);
  const member = await open(browser);
  await signIn(member);
  for (const [file, paths] of Object.entries(visitsOf(filled))) {
    const page = file.startsWith("(sign-in)") ? stranger : member;
    for (const path of paths) {
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(path);
      await settle(page);
      const onPage = () => new AxeBuilder({ page });
      expect.soft(await seriousFindings(onPage().withTags(RULES)), `${file}: ${path}`).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
      expect
        .soft(await seriousFindings(onPage().withRules(RULES_OF_COLOUR)), `${file}: ${path}, dark`)
        .toEqual([]);
    }
  }
});

async function open(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ baseURL: app.url, reducedMotion: "reduce" });
  return context.newPage();
}

async function signIn(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.locator("input[type=email]").fill(filled.visitor.email);
  await page.locator("input[type=password]").fill(filled.visitor.password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

// Skeletons give way to what they stand for; colours of something half faded in would be found wanting.
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("load");
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await page.waitForTimeout(SETTLED_MS);
}

async function seriousFindings(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
