import type { StoredFacts, StoredPatch } from "#db/schema/catalogue.ts";
import { isBlankText, trimBlanks } from "#lib/blank-text.ts";
import { valueKind } from "./attribute-type.ts";
import { readCategoryPath } from "./categories/category-path.ts";
import { readCountries } from "./country.ts";
import { readGtin } from "./gtin.ts";
import { readLanguages } from "./language-tag.ts";
import { readPictures } from "./pictures.ts";

/** What somebody says of a product. What it does not name stays as it is; `null` takes away. */
export interface ProductPatch {
  key: string;
  facts: StoredPatch<StoredFacts>;
  attributes: Record<string, string | null>;
  /** Of each attribute that `attributes` names its quantity, `null` where it has none. */
  numbers: Record<string, number | null>;
}

/** Why a product was left out: where, which rule, and what stood there. */
export interface PatchError {
  /** `key`, `title`, `gtin`, `category`, `country`, `language`, `pictures` or `attributes.<name>`. */
  field: string;
  rule: string;
  value: string;
}

/** A product as text: each of its fields as a cell, those that are not named are left alone. */
export interface ProductCells {
  key: string;
  title?: string | undefined;
  gtin?: string | undefined;
  /** A path as text, or its names. */
  category?: string | readonly string[] | undefined;
  country?: string | undefined;
  language?: string | undefined;
  /** Each may list several. */
  pictures?: readonly string[] | undefined;
  attributes?: Readonly<Record<string, string>> | undefined;
}

const LONGEST_KEY = 200;
const LONGEST_TITLE = 2_000;

/** What the cells of a product say, or everything that is wrong with them. An empty cell takes away what was there. */
export function productPatch(
  cells: ProductCells,
): { ok: true; patch: ProductPatch } | { ok: false; errors: PatchError[] } {
  const errors: PatchError[] = [];
  const wrong = (field: string, rule: string, value: string) => void errors.push({ field, rule, value });
  const key = composed(trimBlanks(cells.key));
  if (key === "") wrong("key", "key_missing", cells.key);
  // Browsers and servers read these as steps of a path, however they are escaped.
  if (key === "." || key === "..") wrong("key", "key_only_dots", key);
  if (key.length > LONGEST_KEY) wrong("key", "key_too_long", key);
  const facts: ProductPatch["facts"] = {};
  if (cells.title !== undefined) {
    const title = composed(trimBlanks(cells.title));
    if (title.length > LONGEST_TITLE) wrong("title", "title_too_long", title);
    facts.title = title === "" ? null : title;
  }
  if (cells.gtin !== undefined) {
    const read = isBlankText(cells.gtin) ? null : readGtin(cells.gtin);
    if (read && !read.ok) wrong("gtin", read.rule, cells.gtin);
    facts.gtin = read?.ok ? read.gtin : null;
  }
  if (cells.category !== undefined) {
    const read = readCategoryPath(cells.category);
    if (!read.ok) wrong("category", read.rule, [cells.category].flat().join(" > "));
    facts.category = read.ok && read.path.length > 0 ? read.path : null;
  }
  if (cells.country !== undefined) {
    const read = readCountries(cells.country);
    if (!read.ok) wrong("country", "country_unknown", read.unknown);
    facts.countries = read.ok && read.countries.length > 0 ? read.countries : null;
  }
  if (cells.language !== undefined) {
    const read = readLanguages(cells.language);
    if (!read.ok) wrong("language", "language_unknown", read.unknown);
    facts.languages = read.ok && read.languages.length > 0 ? read.languages : null;
  }
  if (cells.pictures !== undefined) {
    const read = readPictures(cells.pictures);
    if (!read.ok) wrong("pictures", read.rule, read.value);
    facts.pictures = read.ok && read.pictures.length > 0 ? read.pictures : null;
  }
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, patch: { key, facts, ...attributesOf(cells.attributes ?? {}) } };
}

function attributesOf(cells: Readonly<Record<string, string>>): Pick<ProductPatch, "attributes" | "numbers"> {
  // Without a prototype, so that an attribute called __proto__ is one like any other.
  const attributes: Record<string, string | null> = Object.create(null);
  const numbers: Record<string, number | null> = Object.create(null);
  for (const [told, cell] of Object.entries(cells)) {
    const name = composed(told);
    const value = isBlankText(cell) ? null : composed(trimBlanks(cell));
    attributes[name] = value;
    numbers[name] = value === null ? null : valueKind(value).number;
  }
  return { attributes, numbers };
}

// Files of a Mac write "ö" as an o and its dots: the same to whoever reads it, and another text to whoever looks for it.
function composed(text: string): string {
  return text.normalize("NFC");
}
