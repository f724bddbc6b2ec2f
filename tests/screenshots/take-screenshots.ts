import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "@playwright/test";
import type { Locale } from "#lib/i18n/locales.ts";
import { buildIfNeeded, projectDir } from "#lib/installation/build-if-needed.ts";
import { addPerson, made, post } from "#tests/fixtures/console.ts";
import { ensureBrowser } from "#tests/fixtures/ensure-browser.ts";
import { type Console, startConsole } from "#tests/fixtures/start-console.ts";

// `npm run screenshots`: every page in light and dark for docs/screenshots, on the sample, by the product itself.
const FOLDER = join(projectDir, "docs", "screenshots");
const LOOKS: { theme: "light" | "dark"; locale: Locale }[] = [
  { theme: "light", locale: "en" },
  { theme: "dark", locale: "zh-CN" },
];
const SETTLED_MS = 1_200;
const SOME_ITEMS = 60;

mkdirSync(FOLDER, { recursive: true });
await buildIfNeeded();
const app = await startConsole({ env: { SEED_SAMPLE: "1" } });
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: ["--disable-background-networking", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
try {
  const paths = await prepare(app);
  for (const look of LOOKS) await takeAll(browser, app, paths, look);
} finally {
  await browser.close();
  await app.stop();
}

/** Does enough of the job for every page to have something to show. @returns each page's name and path. */
async function prepare(console: Console): Promise<[string, string][]> {
  const [sample] = await finished<Batch>(console, "/batches", 1);
  if (!sample) throw new Error("The sample has no batch.");
  const { token } = await addPerson(console, ["operator"]);
  const reviewer = await addPerson(console, ["reviewer"]);
  const variant = { templateVersionId: sample.template.versionId, modelId: sample.model.id };
  const run = { datasetId: sample.dataset.id, languages: ["en", "zh-CN"] };
  const { id: trial } = await made<{ id: string }>(
    console.api("/trials", {
      ...post({
        ...run,
        variants: [variant, { ...variant, parameters: { temperature: 0.2 } }],
        sample: { size: 4, method: "stratified" },
      }),
      token,
    }),
  );
  const { id: batch } = await made<{ id: string }>(
    console.api("/batches", {
      ...post({
        name: "Autumn launch 秋季上新",
        ...run,
        ...variant,
        rowLimit: SOME_ITEMS,
        budgetCap: { amount: "2", currency: "USD" },
      }),
      token,
    }),
  );
  await finished<Batch>(console, "/batches", 2);
  const { claims } = await made<{ claims: Claim[] }>(
    console.api("/review/claims", { ...post({ batchId: batch, limit: 30 }), token: reviewer.token }),
  );
  const decisions = claims.map(({ itemId, token: claim, outputVersion }, n) => ({
    itemId,
    token: claim,
    outputVersion,
    ...(n % 9 === 8 ? { decision: "reject", reason: "brand_or_tone" } : { decision: "approve" }),
  }));
  await made(console.api("/review/decisions", { ...post(decisions), token: reviewer.token }));
  await made(
    console.api("/publications", {
      ...post({ batchId: batch, channel: { kind: "file", format: "xlsx" } }),
      token,
    }),
  );
  return [
    ["home", "/"],
    ["templates", "/templates"],
    ["template-new", "/templates/new"],
    ["template", `/templates/${sample.template.id}`],
    ["datasets", "/datasets"],
    ["dataset-new", "/datasets/new"],
    ["dataset", `/datasets/${sample.dataset.id}`],
    ["trials", "/trials"],
    [
      "trial-new",
      `/trials/new?datasetId=${sample.dataset.id}&templateVersionId=${variant.templateVersionId}`,
    ],
    ["trial", `/trials/${trial}`],
    ["batches", "/batches"],
    ["batch-new", `/batches/new?trialId=${trial}&variant=0`],
    ["batch", `/batches/${batch}`],
    ["review", `/review?batchId=${batch}`],
    ["published", "/published"],
    ["publish", `/published/new?batchId=${batch}`],
    ["spend", "/spend"],
    ["models", "/settings/models"],
    ["members", "/settings/members"],
    ["tokens", "/settings/tokens"],
    ["audit", "/settings/audit"],
    ["account", "/settings/account"],
  ];
}

interface Batch {
  status: string;
  dataset: { id: string };
  template: { id: string; versionId: string };
  model: { id: string };
}

interface Claim {
  itemId: string;
  token: number;
  outputVersion: number;
}

async function finished<Run extends { status: string }>(
  console: Console,
  path: string,
  count: number,
): Promise<Run[]> {
  for (;;) {
    const { items } = await made<{ items: Run[] }>(console.api(path));
    if (items.length >= count && items.every(({ status }) => status === "succeeded")) return items;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function takeAll(
  opened: Browser,
  console: Console,
  paths: [string, string][],
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
  for (const [name, path] of paths) {
    await page.goto(path);
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
