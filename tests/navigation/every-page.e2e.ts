import type { Browser, Page, Response } from "@playwright/test";
import type { Locale } from "#lib/i18n/locales.ts";
import { seriousFindings, seriousFindingsInDark } from "#tests/fixtures/axe-findings.ts";
import { expect, test } from "#tests/fixtures/console.ts";
import { cutFigures } from "#tests/fixtures/cut-figures.ts";
import type { FilledConsole } from "#tests/fixtures/fill-console.ts";
import { layoutShift, watchLayoutShifts } from "#tests/fixtures/layout-shift.ts";
import { noteComplaints } from "#tests/fixtures/note-complaints.ts";
import { signInWithoutPage } from "#tests/fixtures/sign-in-without-page.ts";
import type { Console } from "#tests/fixtures/start-console.ts";
import { startFilledConsole } from "#tests/fixtures/start-filled-console.ts";
import { pageFiles, visitsOf } from "./page-visits.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SETTLED_MS = 400;
/** "Good" by https://web.dev/articles/cls. */
const MOST_SHIFT = 0.1;
/** A page's own and all that it imports, unpacked; where a prompt is written there is an editor in it. */
const MOST_SCRIPT_BYTES = 2_000_000;
const MOST_WITH_EDITOR = 2_500_000;
const EDITORS = ["(console)/templates/[id]/page.tsx", "(console)/settings/snippets/[id]/page.tsx"];
const DESK = { width: 1440, height: 900 };
const SMALL_DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
// A part a test: one page that is found wanting does not have all of them looked at once more.
const PARTS = {
  "of templates and trials": ["templates", "trials"],
  "of sources": ["datasets", "images", "catalogue", "knowledge"],
  "of batches and outputs": ["batches", "review", "published", "outputs", "quality", "spend"],
  "of settings": ["settings"],
};
const PARTS_AND_OTHERS = [...Object.keys(PARTS), "besides"];

// One filled console for all.
test.describe.configure({ mode: "default" });

let app: Console;
let filled: FilledConsole;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  ({ app, filled } = await startFilledConsole());
});
test.afterAll(() => app.stop());

test("every page has a visit, and no visit is of a page that is gone", () => {
  expect(Object.keys(visitsOf(filled)).sort()).toEqual(pageFiles().sort());
});

for (const part of PARTS_AND_OTHERS) {
  test(`no page ${part} breaks its policy, is heavy, jumps or cuts a figure; axe finds nothing serious on any, nor in dark`, async ({
    browser,
  }) => {
    test.setTimeout(600_000);
    const complaints: string[] = [];
    const desk = { viewport: DESK, locale: "en" } as const;
    for await (const { page, file, name, answer } of visits(browser, desk, part, complaints)) {
      const policy = answer?.headers()["content-security-policy"] ?? "";
      expect.soft(policy, name).toMatch(/script-src 'nonce-[\w+/=]+' 'strict-dynamic';/);
      expect.soft(policy, name).not.toMatch(/script-src[^;]*unsafe/);
      expect.soft(policy, name).toContain("frame-ancestors 'none'");
      // What the layout's own script sets, and so proof that scripts with the nonce run.
      await expect.soft(page.locator("html"), name).toHaveAttribute("data-theme", /light|dark/);
      const mostBytes = EDITORS.includes(file) ? MOST_WITH_EDITOR : MOST_SCRIPT_BYTES;
      expect.soft(await scriptBytes(page), `${name}, scripts`).toBeLessThan(mostBytes);
      expect.soft(await layoutShift(page), `${name}, jumps`).toBeLessThan(MOST_SHIFT);
      expect.soft(await seriousFindings(page, RULES), name).toEqual([]);
      expect.soft(await seriousFindingsInDark(page), `${name}, dark`).toEqual([]);
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize(SMALL_DESK);
      // Tables measure themselves anew.
      await expect
        .configure({ soft: true })
        .poll(() => cutFigures(page), `${name}, cut`)
        .toEqual([]);
      await page.setViewportSize(DESK);
    }
    expect(complaints).toEqual([]);
  });

  test(`no Chinese page ${part} jumps or cuts a figure on a phone, and axe finds nothing serious on any`, async ({
    browser,
  }) => {
    test.setTimeout(600_000);
    const complaints: string[] = [];
    const phone = { viewport: PHONE, locale: "zh-CN" } as const;
    for await (const { page, name } of visits(browser, phone, part, complaints)) {
      expect.soft(await layoutShift(page), `${name}, jumps`).toBeLessThan(MOST_SHIFT);
      expect.soft(await seriousFindings(page, RULES), name).toEqual([]);
      expect.soft(await cutFigures(page), `${name}, cut`).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });
}

test("a page that jumps while it loads is seen to", async ({ browser }) => {
  const page = await open(browser, { viewport: DESK, locale: "en" }, []);
  await page.goto("/sign-in");
  const before = await layoutShift(page);
  await page.evaluate(() => {
    const pushes = document.createElement("div");
    pushes.style.height = "50vh";
    document.body.prepend(pushes);
  });
  await expect.poll(async () => (await layoutShift(page)) - before).toBeGreaterThan(MOST_SHIFT);
  await page.context().close();
});

interface Look {
  viewport: { width: number; height: number };
  locale: Locale;
}

interface Visit {
  page: Page;
  /** Under app. */
  file: string;
  name: string;
  answer: Response | null;
}

/** Every page of a part, once it has settled. @param complaints of the browser about any of them, added to. */
async function* visits(
  browser: Browser,
  look: Look,
  part: string,
  complaints: string[],
): AsyncGenerator<Visit> {
  const stranger = await open(browser, look, complaints);
  const member = await open(browser, look, complaints);
  await signInWithoutPage(member.context(), app.url, filled.visitor);
  for (const [file, paths] of Object.entries(visitsOf(filled))) {
    if (partOf(file) !== part) continue;
    const page = file.startsWith("(sign-in)") ? stranger : member;
    for (const path of paths) {
      const answer = await page.goto(path);
      await settle(page);
      yield { page, file, name: `${file}: ${path}`, answer };
    }
  }
  await Promise.all([stranger.context().close(), member.context().close()]);
}

/** Of all scripts that a page has loaded, from wherever, unpacked. */
function scriptBytes(page: Page): Promise<number> {
  return page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
      .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0),
  );
}

function partOf(file: string): string {
  const [, folder = ""] = file.split("/");
  return Object.entries(PARTS).find(([, folders]) => folders.includes(folder))?.[0] ?? "besides";
}

async function open(browser: Browser, { viewport, locale }: Look, complaints: string[]): Promise<Page> {
  const context = await browser.newContext({ baseURL: app.url, viewport, reducedMotion: "reduce" });
  await context.addCookies([{ name: "locale", value: locale, url: app.url }]);
  await watchLayoutShifts(context);
  const page = await context.newPage();
  noteComplaints(page, complaints);
  return page;
}

// Skeletons give way to what they stand for; colours of something half faded in would be found wanting.
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("load");
  await expect(page.locator("[aria-busy=true], .animate-pulse")).toHaveCount(0);
  await page.waitForTimeout(SETTLED_MS);
}
