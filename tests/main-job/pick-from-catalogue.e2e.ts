import type { Locator, Page } from "@playwright/test";
import { createTranslator } from "use-intl/core";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { addPerson, expect, made, openAs, post, test } from "#tests/fixtures/console.ts";
import type { Console } from "#tests/fixtures/start-console.ts";
import { bottle } from "#tests/images/some-pictures.ts";
import { EXPORT, shopifyExport } from "./shopify-export.ts";

const CORRECTED = 10;
const GUIDE =
  "# Linen\n\nCall our linen breathable, never cool.\n\n# Shirts\n\nSay of a shirt how it is woven, and that its buttons are of horn.";
const COLLECTION = "Brand guide";
const SELECTION = "German shirts to describe";
/** Of what works through the whole file. */
const LONG = { timeout: 120_000 };

// In one of the languages with fewer, as it is minutes of work.
for (const [locale, products] of [
  ["en", 20_000],
  ["zh-CN", 4_000],
] as const) {
  test(`${products} products are imported, picked, written with a brand guide, and ten of them again (${locale})`, async ({
    browser,
    start,
  }) => {
    test.setTimeout(600_000);
    // The catalogue begins empty.
    const app = await start();
    const modelId = await addModels(app);
    const operator = await addPerson(app, ["operator"]);
    const page = await openAs(browser, app, operator, locale);
    const pictures = { small: await bring(app, 600), large: await bring(app, 1_000) };

    await importExport(page, locale, shopifyExport(products, pictures));
    await mendAndWrite(page, locale, products);
    await saveSelection(page, locale);
    await indexGuide(page, locale);
    const job = { modelId, templateVersionId: await publishTemplate(app, operator.token) };
    await freeze(page, locale, { name: SELECTION, count: EXPORT.picked });
    const first = await launch(page, locale, { ...job, only: null, count: EXPORT.picked });
    await seeSources(page, locale, first);
    await page.goto("/catalogue/selections");
    await page.getByRole("link", { name: SELECTION }).click();
    await expect(page.getByText(messages[locale].catalogue.products.noneFound)).toBeVisible();

    const keys = await keysOf(app, first);
    expect(keys).toHaveLength(EXPORT.picked);
    const corrected = keys.filter((_, at) => at % 4 === 0).slice(0, CORRECTED);
    await correct(page, locale, corrected);
    await pickChanged(page, locale);
    await freeze(page, locale, { name: "Corrected shirts", count: CORRECTED });
    const again = await launch(page, locale, { ...job, only: "stale", count: CORRECTED });
    expect(await keysOf(app, again)).toEqual(corrected);
  });
}

/** What the page says, with its parameters filled in. */
function wordsOf<Namespace extends keyof (typeof messages)["en"]>(locale: Locale, namespace: Namespace) {
  const t = createTranslator({ locale, messages: messages[locale] });
  return (path: string, params: Record<string, string | number> = {}) =>
    t(`${namespace}.${path}` as Parameters<typeof t>[0], params);
}

async function addModels(app: Console): Promise<string> {
  const headers = { "x-sandbox-latency-ms": "5" };
  const provider = await made<{ id: string }>(
    app.api("/providers", post({ name: "Sandbox", kind: "sandbox", headers })),
  );
  const add = (name: string, kind: string) => {
    const prices = { inputPerMTok: "0.15", outputPerMTok: kind === "text" ? "0.6" : "0", currency: "USD" };
    const limits = { concurrency: 4 };
    return made<{ id: string }>(
      app.api("/models", post({ providerId: provider.id, name, kind, prices, limits })),
    );
  };
  await add("sandbox-embedding", "embedding");
  return (await add("sandbox-fast", "text")).id;
}

/** Brings a square picture. @returns the id that stands for it in a file. */
async function bring(app: Console, side: number): Promise<string> {
  const bytes = await bottle("#ffffff", { width: side, height: side }).jpeg().toBuffer();
  const body = new FormData();
  body.append("file", new File([new Uint8Array(bytes)], `${side}.jpg`, { type: "image/jpeg" }));
  return (await made<{ id: string }>(app.api("/assets", { method: "POST", body }))).id;
}

async function importExport(page: Page, locale: Locale, csv: string): Promise<void> {
  const say = wordsOf(locale, "catalogue");
  await page.goto("/catalogue/imports/new");
  await sendFile(page, "products_export_1.csv", csv);
  await expect(page.getByText(say("import.preset", { name: say("import.presets.shopify") }))).toBeVisible();
  await page.getByRole("combobox", { name: say("import.targetOf", { header: EXPORT.language }) }).click();
  await page.getByRole("option", { name: say("import.targets.language"), exact: true }).click();
  await page.getByRole("button", { name: say("import.run") }).click();
}

async function sendFile(page: Page, name: string, text: string): Promise<void> {
  const file = { name, mimeType: "text/csv", buffer: Buffer.from(text) };
  await page.locator("input[type=file]").setInputFiles(file);
}

/** Waits for the dry run, mends what it has left out on its page, looks at it again, and writes. */
async function mendAndWrite(page: Page, locale: Locale, products: number): Promise<void> {
  const say = wordsOf(locale, "catalogue");
  const fix = wordsOf(locale, "datasets");
  const leftOut = EXPORT.slips + EXPORT.cutBarcodes;
  await expectDryRun(page, locale, { new: products - leftOut, invalid: leftOut });
  const dryRun = page.url();
  await figure(page, "invalid").click();
  const groups = page.getByRole("table", { name: say("importPage.rule") });
  const mend = async (column: string, fill: (dialog: Locator) => Promise<void>) => {
    await groups.getByRole("row").filter({ hasText: column }).click();
    await page.getByRole("button", { name: say("importPage.mendHere"), exact: true }).click();
    const dialog = page.getByRole("dialog");
    await fill(dialog);
    await dialog.getByRole("button", { name: fix("fix.add"), exact: true }).click();
    await expect(dialog).toBeHidden();
  };
  await mend(EXPORT.language, async (dialog) => {
    await expect(dialog).toContainText(EXPORT.slip);
    await dialog.getByRole("radio", { name: fix("fix.replace") }).click();
    await dialog.getByLabel(fix("fix.find")).fill(EXPORT.slip);
    await dialog.getByLabel(fix("fix.by"), { exact: true }).fill("de");
  });
  await mend("Variant Barcode", async (dialog) => {
    await expect(dialog).toContainText(EXPORT.cutBarcode);
    await dialog.getByRole("radio", { name: fix("fix.set") }).click();
  });
  await page
    .getByRole("main")
    .getByRole("button", { name: say("importPage.again") })
    .last()
    .click();
  await page.waitForURL((url) => url.href !== dryRun && /\/imports\/[0-9a-f-]{36}$/.test(url.pathname));
  await expectDryRun(page, locale, { new: products, invalid: 0 });
  await write(page, locale);
}

async function expectDryRun(
  page: Page,
  locale: Locale,
  counts: Partial<Record<"new" | "changed" | "invalid", number>>,
): Promise<void> {
  const say = wordsOf(locale, "catalogue");
  await expect(page.getByText(say("importStatus.ready"), { exact: true })).toBeVisible(LONG);
  for (const [name, count] of Object.entries(counts)) {
    await expect(figure(page, name)).toHaveText(new Intl.NumberFormat(locale).format(count), LONG);
  }
}

/** A count of an import's page, which leads to what it counts. */
function figure(page: Page, name: string): Locator {
  return page.getByRole("main").locator(`a[href$="view=${name}"]`);
}

async function write(page: Page, locale: Locale): Promise<void> {
  const say = wordsOf(locale, "catalogue");
  await page.getByRole("button", { name: say("importPage.commit") }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: say("importPage.commit") })
    .click();
  await expect(page.getByText(say("importStatus.committed"), { exact: true })).toBeVisible(LONG);
}

async function saveSelection(page: Page, locale: Locale): Promise<void> {
  const say = wordsOf(locale, "catalogue");
  await page.goto("/catalogue");
  await page.getByRole("button", { name: say("products.filter") }).click();
  await addCondition(page, locale, { field: "language", value: locale === "en" ? "German" : "德语" });
  await addCondition(page, locale, { field: "attribute", name: "Material", operator: "operators.missing" });
  await addCondition(page, locale, { field: "picturesMinSide", value: "800" });
  await addCondition(page, locale, { field: "generated", operator: "states.missing" });
  await expect(page.getByText(say("products.count", { count: EXPORT.picked }))).toBeVisible(LONG);
  await page.getByRole("button", { name: say("save.action") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(say("save.name"), { exact: true }).fill(SELECTION);
  await dialog.getByRole("button", { name: say("save.submit"), exact: true }).click();
  await expect(page.getByText(say("save.saved", { name: SELECTION }))).toBeVisible();
}

async function addCondition(
  page: Page,
  locale: Locale,
  { field, name = "", operator, value }: { field: string; name?: string; operator?: string; value?: string },
): Promise<void> {
  const say = wordsOf(locale, "catalogue");
  const label = say(`filterBuilder.fields.${field}`, { name });
  await page.getByRole("button", { name: say("filterBuilder.addCondition"), exact: true }).click();
  await page
    .getByRole("combobox", { name: say("filterBuilder.field") })
    .last()
    .fill(label);
  await page.getByRole("option", { name: label, exact: true }).click();
  if (operator) {
    await page
      .getByRole("combobox", { name: say("filterBuilder.operator") })
      .last()
      .click();
    await page.getByRole("option", { name: say(`filterBuilder.${operator}`), exact: true }).click();
  }
  if (value) await page.getByLabel(say("filterBuilder.value"), { exact: true }).last().fill(value);
}

async function indexGuide(page: Page, locale: Locale): Promise<void> {
  const say = wordsOf(locale, "knowledge");
  await page.goto("/knowledge");
  await page
    .getByRole("button", { name: say("list.new") })
    .first()
    .click();
  const form = page.getByRole("dialog", { name: say("list.new") });
  await form.getByLabel(say("form.name"), { exact: true }).fill(COLLECTION);
  await form.getByRole("button").last().click();
  await expect(page.getByRole("heading", { name: COLLECTION })).toBeVisible();
  await page
    .getByRole("button", { name: say("page.add") })
    .first()
    .click();
  const adding = page.getByRole("dialog", { name: say("add.title") });
  const file = { name: "guide.md", mimeType: "text/markdown", buffer: Buffer.from(GUIDE) };
  await adding.getByLabel(say("add.file"), { exact: true }).setInputFiles(file);
  await expect(adding.getByText(say("add.cost"))).toBeVisible();
  await adding.getByRole("button", { name: say("add.add"), exact: true }).click();
  const row = page
    .getByRole("table", { name: say("page.documents") })
    .getByRole("row", { name: /guide\.md/ });
  await expect(row.getByText(say("status.ready"), { exact: true })).toBeVisible(LONG);
}

/** A chain that looks into the guide for each product, then writes. @returns the id of its version. */
async function publishTemplate(app: Console, token: string): Promise<string> {
  const { items } = await made<{ items: { id: string }[] }>(app.api("/collections"));
  const passages = "{% for passage in steps.guide.passages %}\n{{ passage.text }}{% endfor %}";
  const steps = [
    {
      name: "guide",
      kind: "retrieve",
      collectionId: items[0]?.id,
      query: "how to write of {{ title }}",
      limit: 1,
    },
    {
      name: "copy",
      kind: "generate",
      sections: {
        instruction: `Write in {{ language.name }}. Keep to the brand guide:${passages}`,
        inputData: "{{ title }}: {{ description }}",
      },
      outputs: [{ name: "copy", type: "text", maxLength: 300 }],
    },
  ];
  const inputs = ["title", "description"].map((name) => ({ name, type: "text", required: true }));
  const body = { name: "German copy", inputs, steps, languages: ["de"] };
  const { id } = await made<{ id: string }>(app.api("/templates", { ...post(body), token }));
  return (await made<{ versionId: string }>(app.api(`/templates/${id}/publish`, { ...post({}), token })))
    .versionId;
}

/** Makes a dataset of what is filtered, or of a selection. Ends on the dataset's page. */
async function freeze(page: Page, locale: Locale, { name, count }: { name: string; count: number }) {
  const say = wordsOf(locale, "catalogue");
  if (name === SELECTION) {
    await page.goto("/catalogue/selections");
    await page.getByRole("link", { name }).click();
  }
  await expect(page.getByText(say("products.count", { count }), { exact: true })).toBeVisible(LONG);
  await page.getByRole("button", { name: say("freeze.action") }).click();
  await page.getByLabel(say("freeze.name")).fill(name);
  await page.getByRole("button", { name: say("freeze.submit", { count }) }).click();
  await page.waitForURL(/\/datasets\/[0-9a-f-]{36}/);
  await expect(page.getByText(messages[locale].datasets.status.ready, { exact: true })).toBeVisible(LONG);
}

/** Launches over the dataset whose page is open, all of it or what is of one kind. @returns the batch's id. */
async function launch(
  page: Page,
  locale: Locale,
  {
    count,
    only,
    ...job
  }: { modelId: string; templateVersionId: string; only: "stale" | null; count: number },
): Promise<string> {
  const say = wordsOf(locale, "batches");
  const next = messages[locale].common.action.continue;
  const datasetId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await page.goto(`/batches/new?${new URLSearchParams({ ...job, datasetId, step: "what" })}`);
  if (only) await page.getByRole("radio", { name: say("launch.due.only") }).click();
  for (let step = 0; step < 2; step++) await page.getByRole("button", { name: next }).click();
  if (only) {
    const stale = page.getByText(say(`launch.due.kind.${only}`), { exact: true });
    await expect(stale.locator("xpath=following-sibling::dd")).toHaveText(String(count));
  }
  await page.getByRole("button", { name: say("launch.launch"), exact: true }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}/);
  const waiting = new RegExp(`${count} (wait for review by somebody|条等待启动人以外的人)`);
  await expect(page.getByText(waiting)).toBeVisible(LONG);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

/** What was found in the guide stands with the item, and was told to the model. */
async function seeSources(page: Page, locale: Locale, batchId: string): Promise<void> {
  const say = wordsOf(locale, "explanations");
  await page.goto(`/batches/${batchId}/items/0/why`);
  await expect(page.getByRole("heading", { level: 1, name: say("title") })).toBeVisible();
  await expect(page.getByText(say("stepPassages", { count: 1 })).first()).toBeVisible();
  const told = page.getByText("Say of a shirt how it is woven").filter({ visible: true });
  await expect(told.first()).toBeVisible();
}

/** The source is corrected as it came: by a file. */
async function correct(page: Page, locale: Locale, keys: readonly string[]): Promise<void> {
  const say = wordsOf(locale, "catalogue");
  await page.goto("/catalogue/imports/new");
  const lines = keys.map((key) => `${key},A shirt of washed linen with buttons of horn.`);
  await sendFile(page, "corrections.csv", ["SKU,description", ...lines].join("\n"));
  await page.getByRole("combobox", { name: say("import.targetOf", { header: "SKU" }) }).click();
  await page.getByRole("option", { name: say("import.targets.key"), exact: true }).click();
  await page.getByRole("button", { name: say("import.run") }).click();
  await expectDryRun(page, locale, { new: 0, changed: keys.length });
  await write(page, locale);
}

async function pickChanged(page: Page, locale: Locale): Promise<void> {
  await page.goto("/catalogue");
  await page.getByRole("button", { name: messages[locale].catalogue.products.filter }).click();
  await addCondition(page, locale, { field: "changedSinceMade" });
}

/** Keys of the products that a batch made something of, by their row. */
async function keysOf(app: Console, batchId: string): Promise<string[]> {
  const { dataset } = await made<{ dataset: { id: string } }>(app.api(`/batches/${batchId}`));
  const { items } = await made<{ items: { rowNumber: number }[] }>(
    app.api(`/batches/${batchId}/items?limit=200`),
  );
  const { items: rows } = await made<{ items: { rowNumber: number; values: Record<string, string> }[] }>(
    app.api(`/datasets/${dataset.id}/rows?limit=200`),
  );
  const keys = new Map(rows.map(({ rowNumber, values }) => [rowNumber, values.key ?? ""]));
  return items.map(({ rowNumber }) => keys.get(rowNumber) ?? "");
}
