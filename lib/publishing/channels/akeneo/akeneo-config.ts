import type { Blanks } from "../product-csv/blanks.ts";

/** Between the columns, as an import profile has it. */
export const AKENEO_DELIMITERS = [";", ",", "|"] as const;

export type AkeneoDelimiter = (typeof AKENEO_DELIMITERS)[number];

/** What the channel is told to write. */
export interface AkeneoConfig {
  kind: "akeneo-products";
  delimiter: AkeneoDelimiter;
  /** The attribute that a product is known by. */
  identifier: string;
  blanks: Blanks;
}
