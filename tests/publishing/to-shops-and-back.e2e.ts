import { readFileSync } from "node:fs";
import { readXlsx } from "hucre/xlsx";
import Papa from "papaparse";
import { createTranslator } from "use-intl/core";
import en from "#lib/i18n/messages/en/publishing.json" with { type: "json" };
import zh from "#lib/i18n/messages/zh-CN/publishing.json" with { type: "json" };
import { expect, made, post, test } from "../fixtures/console.ts";
import { startReceiver } from "../fixtures/receiver.ts";
import { approve } from "../review/approve.ts";
import { runBatch } from "../review/run-batch.ts";
import { writeMarketplaceTemplate } from "./marketplace-template.ts";

const ITEMS = 4;

for (const [locale, words] of [
  ["en", en],
  ["zh-CN", zh],
] as const)
  test(`an operator sends a batch to a marketplace, a receiver that fails, Google and translators, and recalls three (${locale})`, async ({
    app,
    page,
    signIn,
  }) => {
    // A receiver that fails is left alone for longer each time.
    test.setTimeout(480_000);
    const t = createTranslator({ locale, messages: words });
    const { batchId } = await runBatch(app, { rows: ITEMS, name: `Roses ${locale}`, languages: [locale] });
    await approve(app, batchId, ITEMS);
    const receiver = await startReceiver();
    const channel = async (name: string, kind: string, config: object, mapping: object = {}) => {
      const given = { name: `${name} ${locale}`, kind, config, mapping, key: "sku", holdSeconds: 0 };
      const { id } = await made<{ id: string }>(app.api("/channels", post(given)));
      return { id, name: given.name };
    };
    const template = test.info().outputPath("Template.xlsx");
    await writeMarketplaceTemplate(template);
    const form = new FormData();
    form.set("file", new File([readFileSync(template)], "Template.xlsx"));
    const { uploadId, sheet, headerRow, firstRow, keyColumn } = await made<Record<string, unknown>>(
      app.api("/channels/workbooks", { method: "POST", body: form }),
    );
    const place = { uploadId, sheet, headerRow, firstRow, keyColumn };
    const market = await channel("Market", "workbook", place, { item_name: "title" });
    const config = { url: receiver.url, allowPrivateNetwork: true };
    const shop = await channel("Shop", "webhook", config, { title: "title" });
    const google = await channel(
      "Google",
      "google-merchant",
      { format: "tsv" },
      { id: "sku", title: "title" },
    );
    const languages = { sourceLanguage: locale, targetLanguage: "de" };
    const agency = await channel("Studio for texts", "xliff", { version: "1.2", ...languages });
    await page.setViewportSize({ width: 1440, height: 1000 });
    await signIn(page, ["operator"], locale);
    const publication = page.getByRole("dialog");

    const publishTo = async ({ name }: { name: string }) => {
      await page.goto(`/published/new?batchId=${batchId}`);
      await page.getByRole("radio", { name }).click();
      await page.getByRole("button", { name: t("new.submit", { count: ITEMS }), exact: true }).click();
    };
    const publishFile = async (to: { name: string }) => {
      await publishTo(to);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        publication.getByRole("link", { name: words.download }).click(),
      ]);
      return readFileSync(await download.path());
    };

    const { sheets } = await readXlsx(await publishFile(market));
    const rows = sheets[1]?.rows.slice(3) ?? [];
    expect(rows.map(([key]) => key)).toEqual(["000002", "000001", "000003", "000004"]);
    expect(rows.every(([, title]) => title !== "" && title !== "Old title")).toBe(true);

    // As Google reads it: a model's title is structured, with its origin, and no plain one stands beside it.
    const feed = Papa.parse<string[]>((await publishFile(google)).toString("utf8"), {
      ...{ delimiter: "\t", quoteChar: "\0", skipEmptyLines: true },
    });
    expect(feed.data[0]).toEqual(["id", "structured_title"]);
    expect(feed.data).toHaveLength(ITEMS + 1);
    for (const [, title] of feed.data.slice(1))
      expect(title).toMatch(/^trained_algorithmic_media:"(?:[^"]|""){1,150}"$/);

    let requests = 0;
    receiver.answer(() => ({ status: ++requests % 2 === 0 ? 500 : 200 }));
    await publishTo(shop);
    await expect(publication.getByText(words.state.there, { exact: true })).toBeVisible({ timeout: 180_000 });
    const ids = new Set(receiver.received.map(({ headers }) => headers["webhook-id"]));
    expect(ids.size).toBe(ITEMS);
    expect(receiver.received.length).toBeGreaterThan(ITEMS);
    const recalled = publication.getByRole("region", { name: words.recall.title, exact: true });
    await recalled.getByLabel(words.recall.reason).fill("Wrong claim");
    const three = [0, 1, 2].map((seq) => `${batchId}.${seq}`).join("\n");
    await recalled.getByLabel(words.recall.items).fill(three);
    await recalled.getByRole("button", { name: words.recall.do }).click();
    await expect(publication.getByText(t("recall.acknowledged", { acknowledged: 3, count: 3 }))).toBeVisible({
      timeout: 180_000,
    });

    await page.goto(`/settings/channels?channel=${shop.id}`);
    const { history } = words.channels;
    await publication.getByLabel(history.key).fill("000001");
    await publication.getByRole("button", { name: history.look }).click();
    const stood = publication.getByRole("list", { name: history.title }).getByRole("listitem");
    await expect(stood).toHaveCount(2);
    await expect(stood.first()).toContainText(words.entry.removed);
    await expect(stood.first()).toContainText("Wrong claim");
    await expect(stood.last()).toContainText(/title/);

    const given = (await publishFile(agency)).toString("utf8");
    const back = given.replace(/<source>(.*?)<\/source>/gs, "$&<target>$1 de</target>");
    const file = { name: "back.xlf", mimeType: "application/xliff+xml", buffer: Buffer.from(back) };
    await publication.getByLabel(words.returns.file).setInputFiles(file);
    await publication.getByRole("link", { name: t("returns.toBatch", { language: "de" }) }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(`Roses ${locale} → de`);
    await receiver.stop();
  });
