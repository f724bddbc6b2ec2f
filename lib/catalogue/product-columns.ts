import type { ProductRow } from "#db/queries/catalogue/products.ts";
import { categoryText } from "./categories/category-path.ts";
import { FACT_COLUMNS } from "./fact-columns.ts";
import { pictureText } from "./pictures.ts";

/** A product as a row: its facts, and its attributes under their names. */
export function productColumns({
  key,
  facts,
  category,
  attributes,
}: Pick<ProductRow, "key" | "facts" | "category" | "attributes">): Record<string, string> {
  const own: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(attributes)) own[columnOfAttribute(name)] = value;
  return Object.assign(own, {
    key,
    title: facts.title ?? "",
    gtin: facts.gtin ?? "",
    category: categoryText(category ?? []),
    country: facts.countries?.join(", ") ?? "",
    language: facts.languages?.join(", ") ?? "",
    pictures: facts.pictures?.map(pictureText).join("\n") ?? "",
  });
}

/** The column of an attribute; one that is called like a fact stands beside it. */
export function columnOfAttribute(attribute: string): string {
  return (FACT_COLUMNS as readonly string[]).includes(attribute) ? `attributes.${attribute}` : attribute;
}
