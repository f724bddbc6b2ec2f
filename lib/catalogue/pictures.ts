import { validate as isUuid } from "uuid";
import type { StoredFacts } from "#db/schema/catalogue.ts";
import { partsOfCell } from "./parts-of-cell.ts";

export type StoredPicture = NonNullable<StoredFacts["pictures"]>[number];

const MOST_PICTURES = 250;
const LONGEST_URL = 2_000;
const BETWEEN = /[,;]*[|\s]+|[,;]+(?=https?:|\/\/|[\da-f]{8}-[\da-f]{4}-|$)/i;

const FILE_END = String.raw`\.(?:jpe?g|png|webp|gif|avif|tiff?|heic)`;
/** From a scheme on: words that are no addresses and do not end like files, a blank between each, up to one that does. */
const WITH_BLANKS = new RegExp(
  String.raw`https?://(?:(?!${FILE_END}\b)[^\s|]){1,200}(?: (?!https?:|//)(?:(?!${FILE_END}\b)[^\s|]){0,200}){1,20}${FILE_END}\b`,
  "gi",
);

/**
 * Pictures out of cells, in their order and each once: addresses or ids of assets, parted by line breaks, blanks, bars,
 * semicolons, or commas before another address. An address may have commas of its own.
 */
export function readPictures(
  cells: readonly string[],
):
  | { ok: true; pictures: StoredPicture[] }
  | { ok: false; rule: "picture_not_url" | "too_many_pictures"; value: string } {
  const parts = new Set(cells.flatMap((cell) => partsOfCell(withoutBlanks(cell), BETWEEN)));
  const pictures: StoredPicture[] = [];
  for (const part of parts) {
    const picture = pictureOf(part);
    if (!picture) return { ok: false, rule: "picture_not_url", value: part };
    pictures.push(picture);
  }
  if (pictures.length > MOST_PICTURES)
    return { ok: false, rule: "too_many_pictures", value: String(pictures.length) };
  return { ok: true, pictures };
}

/**
 * The cell with blanks inside of addresses written as `%20`: people name files with them. A blank is inside where what is
 * before it does not end like a picture's file, and what follows it does.
 */
function withoutBlanks(cell: string): string {
  return cell.replace(WITH_BLANKS, (address) => address.replaceAll(" ", "%20"));
}

function pictureOf(text: string): StoredPicture | null {
  if (isUuid(text)) return { assetId: text };
  // Shops write addresses without the scheme.
  const url = text.startsWith("//") ? `https:${text}` : text;
  return url.length <= LONGEST_URL && /^https?:\/\//i.test(url) && URL.canParse(url) ? { url } : null;
}

/** A picture's address, or the id of its asset. */
export function pictureText({ url, assetId }: StoredPicture): string {
  return url ?? assetId ?? "";
}
