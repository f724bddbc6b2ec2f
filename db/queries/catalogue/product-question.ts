/** A text that a product may have. */
export type TextName = { fact: "title" | "gtin" } | { attribute: string };

/** A stretch of numbers; both ends included unless `isOpen` leaves out the one that stands alone. */
export interface NumberRange {
  from: number | null;
  to: number | null;
  isOpen: boolean;
}

/** Which products: what lib/catalogue/product-filter.ts made of a filter. */
export type ProductQuestion =
  | { all: ProductQuestion[] }
  | { any: ProductQuestion[] }
  | { not: ProductQuestion }
  | ProductCondition;

export type ProductCondition =
  | { of: "key"; in: string[] }
  | { of: "key"; contains: string }
  | { of: "has"; name: TextName | { fact: "category" | "countries" | "languages" } }
  /** As `foldedValue` makes them. */
  | { of: "value"; name: TextName; in: string[] }
  | { of: "text"; name: TextName; contains: string }
  | { of: "listed"; fact: "countries" | "languages"; in: string[] }
  | { of: "category"; in: number[] }
  | { of: "number"; attribute: string; range: NumberRange }
  /** Of a text, in characters; a text that is missing has none. */
  | { of: "length"; name: TextName; range: NumberRange }
  | { of: "pictures"; measure: "count" | "minSide"; range: NumberRange }
  | { of: "measured" }
  | { of: "import"; in: string[] }
  /** Something was made of it, by this template or by any. */
  | { of: "made"; templateId: string | null }
  | { of: "approved" }
  /** What was made of it last, in any language, was rejected; for this reason where one is named. */
  | { of: "rejected"; reason: string | null }
  | { of: "published" }
  /** What a template made (or published) last was made from other values of the columns it reads. */
  | { of: "changed-since"; what: "made" | "published" };
