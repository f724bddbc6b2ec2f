/** The columns that every product may have, whatever it is. */
export const FACT_COLUMNS = ["key", "title", "gtin", "category", "country", "language", "pictures"] as const;
