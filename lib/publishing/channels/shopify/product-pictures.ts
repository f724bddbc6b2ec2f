import { printableText } from "#lib/spreadsheet-cell.ts";
import type { ItemProblem } from "../channel.ts";
import { asText } from "../file/table.ts";
import { productProblem } from "../product-csv/product-problem.ts";
import { HEADERS } from "./product-headers.ts";
import type { ShopifyHeaders } from "./shopify-config.ts";

const MOST_PICTURES = 250;
const MOST_ALT_CHARS = 512;
/** Between addresses in one cell; an address itself may hold a comma. */
const BETWEEN = /[\s,;|]+(?=https?:\/\/)/i;

/** Whether a column is of a product's pictures: Shopify makes nothing of one without the other. */
export function isOfPictures(column: string, chosen: ShopifyHeaders): boolean {
  return Object.values(HEADERS[chosen].picture).includes(column);
}

/** What stands in a column of pictures, a line for each picture. A text that is no list is of the first. */
export function pictureLines(value: unknown, column: string, chosen: ShopifyHeaders): string {
  const texts = (Array.isArray(value) ? value : [value]).map((one) => printableText(asText(one)).trim());
  const isAddress = column === HEADERS[chosen].picture.address;
  return isAddress
    ? texts.flatMap((text) => (text === "" ? [] : text.split(BETWEEN))).join("\n")
    : texts.map((text) => text.replaceAll(/\s+/g, " ")).join("\n");
}

/** What of a product's pictures Shopify would not take. */
export function pictureProblems(cells: Record<string, string>, chosen: ShopifyHeaders): ItemProblem[] {
  const { address, alt } = HEADERS[chosen].picture;
  const addresses = linesOf(cells[address]);
  const wrong = addresses.find((one) => !isAddress(one));
  const long = linesOf(cells[alt]).find((one) => [...one].length > MOST_ALT_CHARS);
  return [
    ...(wrong === undefined
      ? []
      : [productProblem("shopify_picture_invalid", address, { value: wrong.slice(0, 100) })]),
    ...(addresses.length > MOST_PICTURES
      ? [
          productProblem("shopify_pictures_many", address, {
            count: addresses.length,
            most: MOST_PICTURES,
          }),
        ]
      : []),
    ...(long === undefined
      ? []
      : [productProblem("shopify_too_long", alt, { length: [...long].length, most: MOST_ALT_CHARS })]),
  ];
}

/**
 * A product's row as it stands in a file, and the rows behind its others that hold its further pictures and nothing else
 * but the handle. Texts beside pictures go in their order; their places are counted where there are several.
 */
export function pictureRows(
  cells: Record<string, string>,
  chosen: ShopifyHeaders,
): { first: Record<string, string>; further: Record<string, string>[] } {
  const { handle, picture } = HEADERS[chosen];
  const [addresses, alts] = [linesOf(cells[picture.address]), linesOf(cells[picture.alt])];
  const at = (number: number): Record<string, string> => ({
    ...(picture.address in cells && { [picture.address]: addresses[number] ?? "" }),
    ...(picture.alt in cells && { [picture.alt]: alts[number] ?? "" }),
    ...(picture.position in cells && addresses.length > 1 && { [picture.position]: String(number + 1) }),
  });
  const further = addresses
    .slice(1)
    .map((_, number) => ({ [handle]: cells[handle] ?? "", ...at(number + 1) }));
  return { first: { ...cells, ...at(0) }, further };
}

function linesOf(cell: string | undefined): string[] {
  return cell ? cell.split("\n") : [];
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && !/\s/.test(text) && URL.canParse(text);
}
