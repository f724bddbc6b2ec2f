/** The longest key: an index has it in it. */
const LONGEST = 200;
const STEP = " > ";

/**
 * A category as outputs are found by it, whatever its case, width and spacing: its path from the top, each step closed, so
 * that all below it begin with it; empty for none.
 */
export function categoryKey(text: string): string {
  const steps = text
    .normalize("NFKC")
    .toLowerCase()
    .split(">")
    .map((step) => step.replace(/\s+/gu, " ").trim())
    .filter((step) => step !== "");
  const path = [...steps.join(STEP)].slice(0, LONGEST).join("");
  return path === "" ? "" : `${path}${STEP}`;
}

/** Columns that hold a product's category where nobody names another. */
const USUAL_COLUMNS = new Set([
  "category",
  "categories",
  "product category",
  "类目",
  "品类",
  "分类",
  "商品类目",
]);

/** The column of these that usually holds the category; `null` where none does. */
export function categoryColumnOf(columns: Iterable<string>): string | null {
  return [...columns].find((name) => USUAL_COLUMNS.has(name.trim().toLowerCase())) ?? null;
}
