import { printableText, STARTS_FORMULA } from "#lib/spreadsheet-cell.ts";
import type { ItemProblem, PublishedItem } from "../channel.ts";
import { asText } from "../file/table.ts";
import type { ProductRow } from "../product-csv/product-layout.ts";
import { shopHtml, shopText } from "../product-csv/shop-html.ts";
import { HEADERS, isTags, TITLE } from "./product-headers.ts";
import { isOfPictures, pictureLines, pictureProblems } from "./product-pictures.ts";
import type { ProductsConfig } from "./shopify-config.ts";

const MOST_TITLE_CHARS = 255;
/** What search engines show; Shopify's form takes no more. */
const MOST_SEO_TITLE_CHARS = 70;
const MOST_SEO_DESCRIPTION_CHARS = 320;

/** The row of an item by the columns of its mapping; what is blank is told of the columns that may not be. */
export function productRow(
  { fields }: Pick<PublishedItem, "fields">,
  { headers: chosen, blanks }: Pick<ProductsConfig, "headers" | "blanks">,
): ProductRow {
  const headers = HEADERS[chosen];
  const cells: Record<string, string> = {};
  const problems: ItemProblem[] = [];
  // Not all products have variants that differ in two or three ways.
  const [firstOption, ...others] = headers.options.map((pair): readonly string[] => pair);
  const otherOptions = others.flat();
  const most: Record<string, { length: number; isStrict: boolean }> = {
    [TITLE]: { length: MOST_TITLE_CHARS, isStrict: true },
    [headers.handle]: { length: MOST_TITLE_CHARS, isStrict: true },
    [headers.seoTitle]: { length: MOST_SEO_TITLE_CHARS, isStrict: false },
    [headers.seoDescription]: { length: MOST_SEO_DESCRIPTION_CHARS, isStrict: false },
  };
  for (const [column, value] of Object.entries(fields)) {
    const text = cellOf(column, value);
    cells[column] = text;
    const length = [...text].length;
    const limit = most[column];
    const must = [TITLE, headers.handle, ...(firstOption ?? [])].includes(column);
    if (text === "" && (must || (blanks === "leave-out" && !otherOptions.includes(column))))
      problems.push(problem("shopify_blank", column, { column }));
    else if (column === headers.handle && !/^[\p{L}\p{N}\p{M}_-]+$/u.test(text))
      problems.push(problem("shopify_handle_invalid", column, { value: text.slice(0, 100), column }));
    else if (limit && length > limit.length)
      problems.push({
        ...problem("shopify_too_long", column, { column, length, most: limit.length }),
        isStrict: limit.isStrict,
      });
    else if (STARTS_FORMULA.test(text))
      problems.push(problem("shopify_starts_formula", column, { column, value: text.slice(0, 40) }));
  }
  problems.push(...pictureProblems(cells, chosen));
  const variant = headers.options.map(([, value]) => (cells[value] ?? "").toLowerCase()).join("\0");
  return { cells, product: (cells[headers.handle] ?? "").toLowerCase(), variant, problems };

  function cellOf(column: string, value: unknown): string {
    if (isOfPictures(column, chosen)) return pictureLines(value, column, chosen);
    const text = printableText(
      Array.isArray(value) && isTags(column) ? value.map(asText).join(", ") : asText(value),
    );
    if (column === headers.description) return shopHtml(text);
    const isOneLine = [TITLE, headers.handle, headers.seoTitle, headers.seoDescription].includes(column);
    return isOneLine ? shopText(text) : text.trim();
  }
}

function problem(code: string, column: string, params: Record<string, string | number>): ItemProblem {
  return { code, column, params, allowed: [], isStrict: true };
}
