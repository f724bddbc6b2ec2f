import Papa from "papaparse";

/** Each in two sizes, which are products of their own in the catalogue. */
const SIZES = ["S", "M"];
const LANGUAGES = ["de", "fr", "en", "es", "it"];
const MATERIALS = ["Linen", "Wool", "Silk", "Cotton"];
const METAFIELD_LANGUAGE = "Language (product.metafields.custom.language)";
const PICKED = 20;
const SLIPS = 8;

/** What there is in an export, whatever its length. */
export const EXPORT = {
  /** In the picked language, without a material, with a small picture. */
  picked: PICKED * SIZES.length,
  language: METAFIELD_LANGUAGE,
  /** What somebody wrote for "de" in the first row of some products. */
  slip: "Deutsh",
  slips: SLIPS * SIZES.length,
  /** Barcodes that a spreadsheet cut short. */
  cutBarcode: "4.00638E+12",
  cutBarcodes: 5,
} as const;

/**
 * A product export as Shopify writes it: a row for each variant, of which the first of a product tells what they share; a
 * row for each further picture; metafields behind the columns of every shop.
 * @param products in the catalogue, thousands of them.
 * @param pictures what stands for a picture of a product: a small and a large one that the console has.
 */
export function shopifyExport(products: number, pictures: { small: string; large: string }): string {
  const count = products / SIZES.length;
  const rows = Array.from({ length: count }, (_, at) => rowsOf(at, count, pictures)).flat();
  return Papa.unparse(rows, { columns: COLUMNS });
}

const COLUMNS = [
  ...["Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published"],
  ...["Option1 Name", "Option1 Value", "Variant SKU", "Variant Grams", "Variant Inventory Qty"],
  ...["Variant Price", "Variant Barcode", "Image Src", "Image Position", "Image Alt Text", "Gift Card"],
  ...["SEO Title", METAFIELD_LANGUAGE, "Material (product.metafields.shopify.material)", "Variant Image"],
  "Status",
];

function rowsOf(
  at: number,
  count: number,
  pictures: { small: string; large: string },
): Record<string, string>[] {
  const handle = `shirt-${at}`;
  const variants = SIZES.map((size, row) => ({
    ...(row === 0 && shared(at, count, pictures)),
    ...{ Handle: handle, "Option1 Value": size, "Variant SKU": `SH-${at}-${size}` },
    ...{ "Variant Grams": "240", "Variant Inventory Qty": "12", "Variant Price": "29.90" },
    "Variant Barcode": barcodeOf(at, row, count),
  }));
  const further = { Handle: handle, "Image Src": address(`${handle}-back`), "Image Position": "2" };
  // Products whose pictures are in the console have no other.
  return at % 4 === 1 ? [...variants, further] : variants;
}

function shared(
  at: number,
  count: number,
  { small, large }: { small: string; large: string },
): Record<string, string> {
  const isPicked = at % (count / PICKED) === 0;
  const isSlip = at % (count / SLIPS) === count / SLIPS - LANGUAGES.length;
  const language = LANGUAGES[at % LANGUAGES.length] ?? "en";
  return {
    Title: `Shirt ${at}`,
    "Body (HTML)": `<p>A woven shirt, number ${at}, with buttons of horn.</p>`,
    ...{ Vendor: "Acme", "Product Category": "Apparel > Shirts", Type: "Shirt", Tags: "summer, linen" },
    ...{ Published: "true", "Option1 Name": "Size", "Gift Card": "false", Status: "active" },
    "Image Src": isPicked ? small : at % 50 === 0 ? large : address(`shirt-${at}`),
    ...{ "Image Position": "1", "Image Alt Text": `Shirt ${at}`, "SEO Title": `Shirt ${at} | Acme` },
    [METAFIELD_LANGUAGE]: isSlip ? EXPORT.slip : language,
    "Material (product.metafields.shopify.material)":
      at % 50 === 0 ? "" : (MATERIALS[at % MATERIALS.length] ?? ""),
  };
}

function address(name: string): string {
  return `https://cdn.shopify.com/s/files/1/0420/7073/files/${name}.jpg?v=1718000000`;
}

function barcodeOf(at: number, row: number, count: number): string {
  if (row === 1 && at % (count / EXPORT.cutBarcodes) === 7) return EXPORT.cutBarcode;
  const digits = `40063${String(at * 2 + row).padStart(7, "0")}`;
  const sum = [...digits].reduce(
    (total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3),
    0,
  );
  return digits + ((10 - (sum % 10)) % 10);
}
