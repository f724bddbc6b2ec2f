import type { StoredMappedField } from "#db/schema/publishing.ts";
import type { FieldRefusal } from "#lib/result.ts";

/** What a product is known by: its number, else what it is called in stock. */
export const IDS = ["ID", "SKU"];
export const TYPE = "Type";
export const PARENT = "Parent";
export const NAME = "Name";
/** In which HTML may stand. */
export const DESCRIPTIONS = ["Short description", "Description"];
/** Values with commas between them; a comma of a value has a backslash before it. */
const LISTS = ["Categories", "Tags", "Images", "Upsells", "Cross-sells", "Grouped products"];
/** Said with 1 and 0. */
const FLAGS = [
  "Published",
  "Is featured?",
  "In stock?",
  "Backorders allowed?",
  "Sold individually?",
  "Allow customer reviews?",
];
/** What a variation has of its product. */
export const OF_PARENT = [NAME, "Short description", "Categories", "Tags", "Is featured?"];
/** Where blank, its importer makes a product simple, a draft or out of stock, or refuses the row. */
export const NEVER_BLANK = [TYPE, "Published", "In stock?", "Visibility in catalog"];
/** Where blank, its importer leaves what stands there. */
export const KEPT_WHERE_BLANK = ["Images", "Date sale price starts", "Date sale price ends"];
const OTHERS = [
  "GTIN, UPC, EAN, or ISBN",
  "Visibility in catalog",
  "Date sale price starts",
  "Date sale price ends",
  "Tax status",
  "Tax class",
  "Stock",
  "Low stock amount",
  "Purchase note",
  "Sale price",
  "Regular price",
  "Shipping class",
  "Download limit",
  "Download expiry days",
  "External URL",
  "Button text",
  "Position",
  "Brands",
];
/** The names in English, which every importer of WooCommerce's knows, whatever the shop's language. */
const COLUMNS = [...IDS, TYPE, PARENT, NAME, ...DESCRIPTIONS, ...LISTS, ...FLAGS, ...OTHERS];
/** With a number, a unit or a key in them. */
const OTHER_COLUMNS = /^(?:(?:Weight|Length|Width|Height) \(.+\)|Meta: .+|Download \d+ (?:ID|name|URL))$/;
const ATTRIBUTE = /^Attribute (\d+) (name|value\(s\)|visible|global|default)$/;

/** The types that WooCommerce itself has; several are told with commas. */
export const TYPES = ["simple", "variable", "grouped", "external", "variation", "virtual", "downloadable"];

/** Of which attribute of a product a column is, by its number; `null` where it is of none. */
export function attributeOf(column: string): string | null {
  return ATTRIBUTE.exec(column)?.[1] ?? null;
}

/** Whether a column holds a list. */
export function isList(column: string): boolean {
  return LISTS.includes(column) || ATTRIBUTE.exec(column)?.[2] === "value(s)";
}

/** Whether a column is said with 1 and 0. */
export function isFlag(column: string): boolean {
  return FLAGS.includes(column) || ["visible", "global"].includes(ATTRIBUTE.exec(column)?.[2] ?? "");
}

/** What of a mapping WooCommerce would not read as it is meant, or `null`. */
export function columnsMisfit(mapping: readonly StoredMappedField[]): FieldRefusal | null {
  const names = mapping.map(({ to }) => to);
  if (!IDS.some((column) => names.includes(column)))
    return misfit("product_column_missing", { column: IDS.join(" / ") });
  for (const name of names) {
    const number = attributeOf(name);
    if (number !== null) {
      const other = ["name", "value(s)"]
        .map((part) => `Attribute ${number} ${part}`)
        .find((column) => !names.includes(column));
      if (other) return misfit("woocommerce_attribute_alone", { column: name, other });
    } else if (!COLUMNS.includes(name) && !OTHER_COLUMNS.test(name))
      return misfit("woocommerce_column_unknown", { column: name });
  }
  return null;
}

function misfit(code: string, params: Record<string, string>): FieldRefusal {
  return { path: "mapping", code, params };
}
