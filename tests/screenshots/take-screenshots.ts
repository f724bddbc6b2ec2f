import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, expect } from "@playwright/test";
import type { Locale } from "#lib/i18n/locales.ts";
import { buildIfNeeded, projectDir } from "#lib/installation/build-if-needed.ts";
import { ensureBrowser } from "#tests/fixtures/ensure-browser.ts";
import { fillConsole } from "#tests/fixtures/fill-console.ts";
import { type Console, startConsole } from "#tests/fixtures/start-console.ts";
import { fillRooms } from "./fill-rooms.ts";
import { picturesOf } from "./pictures.ts";

// `npm run screenshots`: every page in light and dark, on the sample, by the product itself; the handbook shows those in
// light. Git keeps the one of README.
const FOLDER = join(projectDir, "docs", "screenshots");
const LOOKS: { theme: "light" | "dark"; locale: Locale }[] = [
  { theme: "light", locale: "en" },
  { theme: "light", locale: "zh-CN" },
  { theme: "dark", locale: "zh-CN" },
];
const SETTLED_MS = 1_200;
const LOADED_MS = 30_000;

mkdirSync(FOLDER, { recursive: true });
await buildIfNeeded();
const app = await startConsole({ env: { SEED_SAMPLE: "1" } });
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: ["--disable-background-networking", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
try {
  const filled = await fillConsole(app);
  const pictures = picturesOf({ ...filled, ...(await fillRooms(app, filled)) });
  for (const look of LOOKS) await takeAll(browser, app, pictures, look);
} finally {
  await browser.close();
  await app.stop();
}

async function takeAll(
  opened: Browser,
  console: Console,
  pictures: ReturnType<typeof picturesOf>,
  { theme, locale }: (typeof LOOKS)[number],
): Promise<void> {
  const context = await opened.newContext({
    baseURL: console.url,
    viewport: { width: 1440, height: 900 },
    colorScheme: theme,
    timezoneId: "Asia/Shanghai",
  });
  await context.addCookies([{ name: "locale", value: locale, url: console.url }]);
  const file = (name: string) => join(FOLDER, `${name}-${theme}-${locale === "en" ? "en" : "zh"}.png`);
  await signIn(context, console, file("sign-in"));
  const page = await context.newPage();
  for (const [name, path, prepare] of pictures) {
    await page.goto(path);
    // Skeletons give way to what they stand for.
    await expect(page.locator("[aria-busy=true], .animate-pulse")).toHaveCount(0, { timeout: LOADED_MS });
    await prepare?.(page);
    await page.waitForTimeout(SETTLED_MS);
    await page.screenshot({ path: file(name) });
    process.stdout.write(`${file(name).slice(projectDir.length)}\n`);
  }
  await context.close();
}

async function signIn(context: BrowserContext, { admin }: Console, picture: string): Promise<void> {
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path: picture });
  await page.locator("input[type=email]").fill(admin.email);
  await page.locator("input[type=password]").fill(admin.password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await page.close();
}
