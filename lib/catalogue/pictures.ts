import { validate as isUuid } from "uuid";
import type { StoredFacts } from "#db/schema/catalogue.ts";
import { partsOfCell } from "./parts-of-cell.ts";

export type StoredPicture = NonNullable<StoredFacts["pictures"]>[number];

const MOST_PICTURES = 250;
const LONGEST_URL = 2_000;
const BETWEEN = /[,;]*[|\s]+|[,;]+(?=https?:|\/\/|[\da-f]{8}-[\da-f]{4}-|$)/i;

/**
 * Pictures out of cells, in their order and each once: addresses or ids of assets, parted by line breaks, blanks, bars,
 * semicolons, or commas before another address. An address may have commas of its own.
 */
export function readPictures(
  cells: readonly string[],
):
  | { ok: true; pictures: StoredPicture[] }
  | { ok: false; rule: "picture_not_url" | "too_many_pictures"; value: string } {
  const parts = new Set(cells.flatMap((cell) => partsOfCell(cell, BETWEEN)));
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
