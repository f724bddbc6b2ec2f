import type { StoredMappedField } from "#db/schema/publishing.ts";
import type { FieldRefusal } from "#lib/result.ts";
import { printableText, STARTS_FORMULA } from "#lib/spreadsheet-cell.ts";
import type { ItemProblem, PublishedItem } from "../channel.ts";
import { asText } from "../file/table.ts";
import { shopHtml, shopText } from "../product-csv/shop-html.ts";

/** What names the product or collection in the mapping. */
const ID = "id";
/** Before a field of Shopify's: what stands in the shop's own language. */
const DEFAULT = "default.";
const HTML_FIELDS = ["body_html", "summary_html"];
/** Text of several lines is none of these. */
const ONE_LINE_FIELDS = ["title", "handle", "meta_title", "meta_description", "product_type"];

/** A translated field of a product. */
export interface TranslationRow {
  field: string;
  original: string;
  translated: string;
}

/** What is translated of an item, and what Shopify would not take of it. */
export interface Translations {
  id: string;
  rows: TranslationRow[];
  problems: ItemProblem[];
}

/** What of a mapping is not as this file wants it, or `null`. */
export function translationsMisfit(mapping: readonly StoredMappedField[]): FieldRefusal | null {
  const names = mapping.map(({ to }) => to);
  if (!names.includes(ID)) return { path: "mapping", code: "shopify_id_not_mapped" };
  if (!names.some(isTranslated)) return { path: "mapping", code: "shopify_nothing_translated" };
  const alone = names.find((name) => name.startsWith(DEFAULT) && !names.includes(name.slice(DEFAULT.length)));
  return alone === undefined
    ? null
    : { path: "mapping", code: "shopify_default_alone", params: { field: alone.slice(DEFAULT.length) } };
}

/** The fields of an item that are translated; those that are blank have no row: it would take away what is there. */
export function translationsOf({ fields }: Pick<PublishedItem, "fields">): Translations {
  const problems: ItemProblem[] = [];
  const id = /(?:^|\/)(\d{1,20})$/.exec(asText(fields[ID]).trim().replace(/^'/, ""))?.[1] ?? "";
  if (id === "")
    problems.push(problem("shopify_id_invalid", ID, { value: asText(fields[ID]).slice(0, 100) }));
  const rows = Object.keys(fields)
    .filter(isTranslated)
    .flatMap((field) => {
      const translated = textOf(field, fields[field]);
      return translated === ""
        ? []
        : [{ field, original: textOf(field, fields[DEFAULT + field]), translated }];
    });
  if (rows.length === 0) problems.push(problem("shopify_nothing_to_translate", "", {}));
  for (const { field, original, translated } of rows)
    for (const text of [original, translated])
      if (STARTS_FORMULA.test(text))
        problems.push(problem("shopify_starts_formula", field, { column: field, value: text.slice(0, 40) }));
  return { id, rows, problems };
}

function textOf(field: string, value: unknown): string {
  const text = printableText(asText(value));
  if (HTML_FIELDS.includes(field)) return shopHtml(text);
  return ONE_LINE_FIELDS.includes(field) ? shopText(text) : text.trim();
}

function isTranslated(name: string): boolean {
  return name !== ID && !name.startsWith(DEFAULT);
}

function problem(code: string, column: string, params: Record<string, string>): ItemProblem {
  return { code, column, params, allowed: [], isStrict: true };
}

/** A language as Shopify calls it: regions only where it tells languages apart by them. */
export function shopifyLocale(language: string): string {
  const { language: base, region, script } = new Intl.Locale(language);
  if (base === "zh")
    return script === "Hant" || ["TW", "HK", "MO"].includes(region ?? "") ? "zh-TW" : "zh-CN";
  if (base === "pt") return region === "PT" ? "pt-PT" : "pt-BR";
  return region ? `${base}-${region}` : base;
}
