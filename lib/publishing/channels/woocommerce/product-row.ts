import { printableText, STARTS_FORMULA } from "#lib/spreadsheet-cell.ts";
import type { ItemProblem, PublishedItem } from "../channel.ts";
import { asText } from "../file/table.ts";
import type { ProductRow } from "../product-csv/product-layout.ts";
import { productProblem } from "../product-csv/product-problem.ts";
import { shopHtml, shopText } from "../product-csv/shop-html.ts";
import { yesOrNo } from "../product-csv/yes-or-no.ts";
import {
  attributeOf,
  DESCRIPTIONS,
  IDS,
  isFlag,
  isList,
  KEPT_WHERE_BLANK,
  NAME,
  NEVER_BLANK,
  OF_PARENT,
  PARENT,
  TYPE,
  TYPES,
} from "./product-columns.ts";
import type { WooCommerceConfig } from "./woocommerce-config.ts";

/** The row of an item by the columns of its mapping. */
export function productRow(
  { fields }: Pick<PublishedItem, "fields">,
  { blanks }: Pick<WooCommerceConfig, "blanks">,
): ProductRow {
  const cells = Object.fromEntries(
    Object.entries(fields).map(([column, value]) => [column, cellOf(column, value)]),
  );
  const types = (cells[TYPE] ?? "")
    .toLowerCase()
    .split(/\s*,\s*/)
    .filter(Boolean);
  const isVariation = isVariationOf(cells);
  const problems: ItemProblem[] = [];
  const ids = IDS.filter((column) => column in cells);
  if (ids.every((column) => cells[column] === ""))
    problems.push(productProblem("product_blank", ids[0] ?? "SKU"));
  for (const [column, text] of Object.entries(cells)) {
    if (text === "" && NEVER_BLANK.includes(column))
      problems.push(productProblem("woocommerce_blank", column));
    else if (text === "" && !IDS.includes(column) && mayNotBeBlank(column))
      problems.push(productProblem("product_blank", column));
    else if (STARTS_FORMULA.test(text))
      problems.push(productProblem("product_starts_formula", column, { value: text.slice(0, 40) }));
  }
  const unknown = types.find((type) => !TYPES.includes(type));
  if (unknown !== undefined)
    problems.push(productProblem("woocommerce_type_unknown", TYPE, { value: unknown.slice(0, 40) }));
  const id = ids.map((column) => cells[column] ?? "").find((text) => text !== "") ?? "";
  return { cells, product: id.toLowerCase(), variant: "", problems };

  function mayNotBeBlank(column: string): boolean {
    if (column === PARENT) return isVariation;
    if (KEPT_WHERE_BLANK.includes(column)) return false;
    if (blanks === "overwrite" || (isVariation && OF_PARENT.includes(column))) return false;
    // An attribute without a name is none: a product has as many as it has.
    const attribute = attributeOf(column);
    return attribute === null || cells[`Attribute ${attribute} name`] !== "";
  }
}

/** Whether a row is a variation, which belongs to another product. */
export function isVariationOf(cells: Record<string, string>): boolean {
  return /(?:^|,)\s*variation\s*(?:,|$)/i.test(cells[TYPE] ?? "");
}

function cellOf(column: string, value: unknown): string {
  if (Array.isArray(value) && isList(column))
    return printableText(value.map((entry) => asText(entry).trim().replaceAll(",", "\\,")).join(", "));
  const text = printableText(asText(value));
  // The importer takes a backslash and an n for the end of a line.
  if (DESCRIPTIONS.includes(column)) return shopHtml(text).replaceAll("\\n", "&#92;n");
  if (column === NAME) return shopText(text);
  return isFlag(column) ? yesOrNo(text.trim()) : text.trim();
}
