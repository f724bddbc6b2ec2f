import type { TextName } from "./product-question.ts";

/** Products of one block of the index: what a bit string of it holds. */
export const BLOCK = 32_768;
/** Values of an attribute are terms of their own in a block where it has no more of them. */
export const MOST_VALUES = 200;
/** A longer value is a text, and no choice. */
export const LONGEST_VALUE = 60;

/** A measure is kept as the bits of a whole number, one term for each; what is more than it holds is held as the most. */
export interface Measure {
  name: string;
  bits: number;
}

/** Terms of the index; each is true of some products. */
export const TERMS = {
  product: "product",
  measured: "measured",
  has: (name: string) => `has:${name}`,
  /** True where all values of a text are terms. */
  values: (name: string) => `values:${name}`,
  value: (name: string, value: string) => `value:${name}:${value}`,
  listed: (fact: string, value: string) => `${fact}:${value}`,
  category: (id: number) => `category:${id}`,
  bit: ({ name }: Measure, bit: number) => `${name}:${bit}`,
};

export const PICTURE_COUNT: Measure = { name: "pictures", bits: 8 };
export const PICTURE_SIDE: Measure = { name: "side", bits: 14 };

/** The length of a text. */
export function lengthOf(name: string): Measure {
  return { name: `length:${name}`, bits: 12 };
}

/** A text as terms name it. */
export function termName(name: TextName | { fact: string }): string {
  return "attribute" in name ? `a.${name.attribute}` : name.fact;
}

/** The most that a measure tells from what is more. */
export function mostOf({ bits }: Measure): number {
  return 2 ** bits - 2;
}

/** A value as values are held against each other: whatever the case of Latin letters, and alike on every database. */
export function foldedValue(value: string): string {
  return value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
