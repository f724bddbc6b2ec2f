import Papa from "papaparse";

const PRODUCTS = 10_000;
/** Each in two sizes, which are products of their own in the catalogue. */
const SIZES = ["S", "M"];
const LANGUAGES = ["de", "fr", "en", "es", "it"];
const MATERIALS = ["Linen", "Wool", "Silk", "Cotton"];
const METAFIELD_LANGUAGE = "Language (product.metafields.custom.language)";

export const EXPORT = {
  products: PRODUCTS * SIZES.length,
  /** In the picked language, without a material, with a small picture. */
  picked: 2 * (PRODUCTS / 500),
  language: METAFIELD_LANGUAGE,
  /** What somebody wrote for "de" in the first row of some products. */
  slip: "Deutsh",
  slips: 2 * 8,
  /** Barcodes that a spreadsheet cut short. */
  cutBarcode: "4.00638E+12",
  cutBarcodes: 5,
} as const;

/**
 * A product export as Shopify writes it: a row for each variant, of which the first of a product tells what they share; a
 * row for each further picture; metafields behind the columns of every shop.
 * @param pictures what stands for a picture of a product: a small and a large one that the console has.
 */
export function shopifyExport(pictures: { small: string; large: string }): string {
  const rows = Array.from({ length: PRODUCTS }, (_, at) => rowsOf(at, pictures)).flat();
  return Papa.unparse(rows, { columns: COLUMNS });
}

const COLUMNS = [
  ...["Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published"],
  ...["Option1 Name", "Option1 Value", "Variant SKU", "Variant Grams", "Variant Inventory Qty"],
  ...["Variant Price", "Variant Barcode", "Image Src", "Image Position", "Image Alt Text", "Gift Card"],
  ...["SEO Title", METAFIELD_LANGUAGE, "Material (product.metafields.shopify.material)", "Variant Image"],
  "Status",
];

function rowsOf(at: number, pictures: { small: string; large: string }): Record<string, string>[] {
  const handle = `shirt-${at}`;
  const variants = SIZES.map((size, row) => ({
    ...(row === 0 && shared(at, pictures)),
    ...{ Handle: handle, "Option1 Value": size, "Variant SKU": `SH-${at}-${size}` },
    ...{ "Variant Grams": "240", "Variant Inventory Qty": "12", "Variant Price": "29.90" },
    "Variant Barcode": barcodeOf(at, row),
  }));
  const further = { Handle: handle, "Image Src": address(`${handle}-back`), "Image Position": "2" };
  // Products whose pictures are in the console have no other.
  return at % 4 === 1 ? [...variants, further] : variants;
}

function shared(at: number, { small, large }: { small: string; large: string }): Record<string, string> {
  const isPicked = at % 500 === 0;
  const language = LANGUAGES[at % LANGUAGES.length] ?? "en";
  return {
    Title: `Shirt ${at}`,
    "Body (HTML)": `<p>A woven shirt, number ${at}, with buttons of horn.</p>`,
    ...{ Vendor: "Acme", "Product Category": "Apparel > Shirts", Type: "Shirt", Tags: "summer, linen" },
    ...{ Published: "true", "Option1 Name": "Size", "Gift Card": "false", Status: "active" },
    "Image Src": isPicked ? small : at % 100 === 0 ? large : address(`shirt-${at}`),
    ...{ "Image Position": "1", "Image Alt Text": `Shirt ${at}`, "SEO Title": `Shirt ${at} | Acme` },
    [METAFIELD_LANGUAGE]: at % 1_250 === 1_245 ? EXPORT.slip : language,
    "Material (product.metafields.shopify.material)":
      at % 50 === 0 ? "" : (MATERIALS[at % MATERIALS.length] ?? ""),
  };
}

function address(name: string): string {
  return `https://cdn.shopify.com/s/files/1/0420/7073/files/${name}.jpg?v=1718000000`;
}

function barcodeOf(at: number, row: number): string {
  if (row === 1 && at % 2_000 === 7) return EXPORT.cutBarcode;
  const digits = `40063${String(at * 2 + row).padStart(7, "0")}`;
  const sum = [...digits].reduce(
    (total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3),
    0,
  );
  return digits + ((10 - (sum % 10)) % 10);
}
