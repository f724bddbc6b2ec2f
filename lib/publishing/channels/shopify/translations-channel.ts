import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Channel, Delivery, PublishedItems } from "../channel.ts";
import { deliverChecked } from "../file/deliver-file.ts";
import { inChunks } from "../file/in-chunks.ts";
import { testStore } from "../file/test-store.ts";
import { checkCsv, csvLine } from "../product-csv/csv.ts";
import { SHOPIFY_TYPES, type TranslationsConfig } from "./shopify-config.ts";
import { shopifyLocale, translationsMisfit, translationsOf } from "./translation-rows.ts";

const COLUMNS = [
  "Type",
  "Identification",
  "Field",
  "Locale",
  "Market",
  "Status",
  "Default content",
  "Translated content",
];

const settings = z.object({
  type: z.enum(SHOPIFY_TYPES).default("PRODUCT"),
  market: z.string().trim().max(100).default("").describe("One of the shop's markets; all when empty"),
});

/** A file for the import of Shopify's translations: a row for each field that is new or changed. */
export const translationsChannel = {
  kind: "shopify-translations",
  config: settings.extend({ kind: z.literal("shopify-translations") }),
  settings,
  tellsReceiver: false,
  settingsMisfit: async (_, mapping) => translationsMisfit(mapping),
  examine: async () => ({
    problemsOf: async (_, items) => items.map((item) => translationsOf(item).problems),
  }),
  deliver,
  test: testStore,
} satisfies Channel<TranslationsConfig>;

function deliver(items: PublishedItems, config: TranslationsConfig): Promise<Delivery> {
  let rows = 0;
  return deliverChecked(
    items,
    { extension: "csv", mediaType: "text/csv; charset=utf-8" },
    async (path) => {
      rows = 0;
      const lines = linesOf(items, config, () => rows++);
      await pipeline(
        Readable.from(inChunks(lines), { objectMode: false }),
        createWriteStream(path, { flags: "wx", mode: 0o600 }),
      );
    },
    (path) =>
      checkCsv(path, { columns: COLUMNS, rows }, ["Identification", "Field", "Locale", "Translated content"]),
  );
}

async function* linesOf(
  items: PublishedItems,
  { type, market }: TranslationsConfig,
  told: () => void,
): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const { language, fields, before } of items) {
    const { id, rows } = translationsOf({ fields });
    const former = items.only === "all" || !before ? [] : translationsOf({ fields: before }).rows;
    const standing = new Map(former.map(({ field, translated }) => [field, translated]));
    for (const { field, original, translated } of rows) {
      if (standing.get(field) === translated) continue;
      told();
      // The apostrophe is Shopify's own: a spreadsheet would round the number.
      yield csvLine([type, `'${id}`, field, shopifyLocale(language), market, "", original, translated]);
    }
  }
}
