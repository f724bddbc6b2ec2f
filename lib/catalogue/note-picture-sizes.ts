import { db } from "#db/client.ts";
import {
  keepPictureSizes,
  type PictureSize,
  sizeProductsAgain,
} from "#db/queries/catalogue/picture-sizes.ts";
import { takeTurn } from "#db/queries/catalogue/write-products.ts";
import { trimBlanks } from "#lib/blank-text.ts";
import { askForIndex } from "./index-products.ts";

/** A picture that somebody measured, and the key of the row that names it: "" where that has none. */
export interface MeasuredPicture extends PictureSize {
  key: string;
}

/**
 * Tells the catalogue how large pictures are, so that products are found by it: what a report on pictures calls, asking for
 * no permission. Told again it changes nothing. A size is of the address; it is no change of the product's source.
 */
export async function notePictureSizes(measured: readonly MeasuredPicture[]): Promise<void> {
  if (measured.length === 0) return;
  const keys = measured.map(({ key }) => trimBlanks(key).normalize("NFC")).filter((key) => key !== "");
  await db().transaction(async (tx) => {
    await takeTurn(tx);
    await keepPictureSizes(
      tx,
      measured.map(({ url, width, height }) => ({ url, width, height })),
    );
    await sizeProductsAgain(tx, keys);
    await askForIndex(tx);
  });
}
