import { normaliseHeader } from "#lib/datasets/header.ts";

export const PRESETS = ["shopify", "woocommerce", "akeneo", "google", "amazon"] as const;

export type PresetName = (typeof PRESETS)[number];

/** What is known of the files of one shop or marketplace. Headers are as `presetHeader` makes them. */
export interface Preset {
  name: PresetName;
  /** The day on which its headers were last compared with what the other side documents. */
  version: string;
  /** A file that has all headers of one of these lists is such a file. */
  signs: readonly (readonly string[])[];
  /** Columns that may be the key, the best first. */
  keys: readonly string[];
  /** What columns are; those that are not named are attributes of their own names. */
  targets: Readonly<Record<string, string>>;
  /** What stands behind a column's own name in its header, and an attribute is better called without. */
  nameEndsBefore?: RegExp;
  /** Columns that say nothing of a product. */
  leftOut?: readonly string[];
  /** Columns whose name stands in a cell of the row: `$` is a number from 1. */
  named?: { name: string; value: string };
  /** A category cell lists several, parted by commas; the first counts. */
  listsCategories?: true;
  /** Values that begin with = + - or @ have an apostrophe in front. */
  quotesFormulas?: true;
  /** Rows of one product follow each other and have this in common; only the first tells what they share. */
  group?: {
    by: readonly string[];
    /** Columns that belong to the row's own variant, and are never taken from the first row. */
    ofVariant: RegExp;
    /** Filled in a row that is a variant of its own. */
    variantSigns: readonly string[];
    /** Pictures of all rows of the group. */
    pictures: readonly string[];
  };
}

/** A header as presets name it: without what a marketplace adds of markets and languages. */
export function presetHeader(header: string): string {
  return normaliseHeader(header.replace(/\[[^\]]*\]/g, "").replace(/#\d+\.value$/, ""));
}
