import { printableText, STARTS_FORMULA } from "#lib/spreadsheet-cell.ts";
import type { ItemProblem, PublishedItem } from "../channel.ts";
import { asText } from "../file/table.ts";
import type { ProductRow } from "../product-csv/product-layout.ts";
import { productProblem } from "../product-csv/product-problem.ts";
import { yesOrNo } from "../product-csv/yes-or-no.ts";
import type { AkeneoConfig } from "./akeneo-config.ts";
import { localeOf, speaks } from "./product-columns.ts";

const ENABLED = "enabled";
/** Products without a model have none. */
const PARENT = "parent";
const MOST_IDENTIFIER_CHARS = 255;
const CODE = /^[A-Za-z0-9_]+$/;

/** The row of an item by the columns of its mapping. */
export function productRow(
  { fields, language }: Pick<PublishedItem, "fields" | "language">,
  { identifier, blanks }: Pick<AkeneoConfig, "identifier" | "blanks">,
): ProductRow {
  const cells: Record<string, string> = {};
  const problems: ItemProblem[] = [];
  for (const [column, value] of Object.entries(fields)) {
    const text = cellOf(column, value);
    cells[column] = text;
    const locale = localeOf(column);
    if (locale !== null && !speaks(language, locale))
      problems.push(productProblem("akeneo_other_locale", column, { language, locale }));
    else if (text === "" && column === ENABLED) problems.push(productProblem("akeneo_enabled_blank", column));
    else if (text === "" && (column === identifier || (blanks === "leave-out" && column !== PARENT)))
      problems.push(productProblem("product_blank", column));
    else if (column === identifier && (/[,;]/.test(text) || [...text].length > MOST_IDENTIFIER_CHARS))
      problems.push(productProblem("akeneo_identifier_invalid", column, { value: text.slice(0, 100) }));
    else if (STARTS_FORMULA.test(text))
      problems.push(productProblem("product_starts_formula", column, { value: text.slice(0, 40) }));
  }
  // Akeneo does not tell identifiers apart by the case of their letters.
  return { cells, product: (cells[identifier] ?? "").toLowerCase(), variant: "", problems };
}

function cellOf(column: string, value: unknown): string {
  // Codes of categories and options stand beside each other; what reads otherwise is text, a line each.
  const isCodes = Array.isArray(value) && value.every((entry) => CODE.test(asText(entry)));
  const text = isCodes ? value.map(asText).join(",") : asText(value);
  const printable = printableText(text).trim();
  return column === ENABLED ? yesOrNo(printable) : printable;
}
