import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Products of a block of the index, one bit each: see db/queries/catalogue/product-index.ts. */
const bits = customType<{ data: string }>({ dataType: () => "bit(32768)" });

/** What every product may have, whatever it is. Absent is missing; a category is its path as it was imported. */
export interface StoredFacts {
  title?: string;
  gtin?: string;
  category?: string[];
  countries?: string[];
  languages?: string[];
  pictures?: { url?: string; assetId?: string; width?: number; height?: number }[];
}

/** A patch: `null` takes away. */
export type StoredPatch<Facts> = { [Name in keyof Facts]?: Facts[Name] | null };

/** The tree of categories. Imports find theirs by the path they name, also after it was moved or renamed. */
export const categories = pgTable(
  "categories",
  {
    id: integer().primaryKey(),
    parentId: integer(),
    name: text().notNull(),
    /** As imports name it, from the root, as a JSON list. */
    importPath: text().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("categories_import_path_idx").on(t.importPath),
    index("categories_parent_idx").on(t.parentId),
  ],
);

/** Attributes that products have had, with what their values looked like. */
export const catalogueAttributes = pgTable("catalogue_attributes", {
  name: text().primaryKey(),
  /** How many values of each kind were written. */
  kinds: jsonb().$type<Record<string, number>>().notNull(),
  /** How many were written in each unit. */
  units: jsonb().$type<Record<string, number>>().notNull().default({}),
  createdAt: at("created_at").notNull().defaultNow(),
});

export const products = pgTable(
  "products",
  {
    /** Counted without holes, so that the index can have a bit for each. */
    id: integer().primaryKey(),
    /** Compared byte by byte (see the migration). */
    key: text().notNull(),
    /** The key as it is searched for, and as rows of datasets are known by: see db/queries/search-key.ts. */
    searchKey: text(),
    facts: jsonb().$type<StoredFacts>().notNull(),
    /** Values as they were written. */
    attributes: jsonb().$type<Record<string, string>>().notNull(),
    /** Of attributes that are quantities, the number in the base unit. */
    numbers: jsonb().$type<Record<string, number>>().notNull().default({}),
    categoryId: integer(),
    pictureCount: smallint().notNull().default(0),
    /** Pixels of the shortest side of any of its pictures; `null` where none was measured. */
    pictureMinSide: integer(),
    /** The import that made it and the last that changed it; `null` where another system pushed it. */
    createdImportId: uuid(),
    changedImportId: uuid(),
    createdAt: at("created_at").notNull().defaultNow(),
    changedAt: at("changed_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("products_key_idx").on(t.key),
    index("products_search_key_idx").on(t.searchKey.op("text_pattern_ops")),
    index("products_gtin_idx").on(sql`(facts ->> 'gtin')`).where(sql`facts ? 'gtin'`),
  ],
);

/** How large the picture at an address was when it was last measured: of the address, whichever products have it. */
export const pictureSizes = pgTable("picture_sizes", {
  /** MD5 of the address, in hex. */
  urlDigest: text().primaryKey(),
  width: integer().notNull(),
  height: integer().notNull(),
  measuredAt: at("measured_at").notNull().defaultNow(),
});

/** What a product was before each change, so that an import can be taken back and an older file told. */
export const productChanges = pgTable(
  "product_changes",
  {
    productId: integer().notNull(),
    /** Counted for each product from 1. */
    number: integer().notNull(),
    /** `null` where another system pushed the change. */
    importId: uuid(),
    facts: jsonb().$type<StoredFacts>().notNull(),
    attributes: jsonb().$type<Record<string, string>>().notNull(),
    numbers: jsonb().$type<Record<string, number>>().notNull(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.productId, t.number] })],
);

/** Products whose bits in the index may not be what they should; they are judged by their rows meanwhile. */
export const productPending = pgTable("product_pending", {
  productId: integer().primaryKey(),
  at: at("at").notNull().defaultNow(),
});

/** For each term the products it is true of, in blocks of 32,768 ids. A block without any has no row. */
export const productBits = pgTable(
  "product_bits",
  { term: text().notNull(), block: integer().notNull(), bits: bits().notNull() },
  (t) => [primaryKey({ columns: [t.term, t.block] }), index("product_bits_block_idx").on(t.block)],
);

/** A file on its way into the catalogue. */
export const catalogueImports = pgTable(
  "catalogue_imports",
  {
    id: uuid().primaryKey(),
    uploadId: uuid().notNull(),
    fileName: text().notNull(),
    bytes: bigint({ mode: "number" }).notNull(),
    /** Of the file's content, in hex, from when it was read. */
    sha256: text(),
    status: text({
      enum: [
        ...(["reading", "ready", "committing", "committed"] as const),
        ...(["rolling-back", "rolled-back", "discarded", "failed"] as const),
      ],
    }).notNull(),
    /** Whether it waits for somebody to look at what it would do; otherwise it goes on by itself. */
    dryRun: boolean().notNull(),
    /** Sheet, header row, encoding and columns, and what each column is: what the importer reads. */
    plan: jsonb().$type<unknown>().notNull(),
    sourceRowsRead: integer().notNull().default(0),
    bytesRead: bigint({ mode: "number" }).notNull().default(0),
    /** Number of the last product that was read from it. */
    readTo: integer().notNull().default(0),
    /** Number of the last product that was written, or taken back. */
    appliedTo: integer().notNull().default(0),
    newCount: integer().notNull().default(0),
    changedCount: integer().notNull().default(0),
    unchangedCount: integer().notNull().default(0),
    /** Rows of the file that were left out. */
    invalidCount: integer().notNull().default(0),
    /** Of the changed ones, those that would be again what they were before. */
    olderCount: integer().notNull().default(0),
    /** Products that stayed as they are when it was taken back, because they have changed since. */
    keptCount: integer().notNull().default(0),
    /** Kinds and units of the values in it, by attribute. */
    learnt: jsonb()
      .$type<Record<string, { kinds: Record<string, number>; units: Record<string, number> }>>()
      .notNull()
      .default({}),
    failure: jsonb().$type<StoredFailure>(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    readAt: at("read_at"),
    committedAt: at("committed_at"),
    finishedAt: at("finished_at"),
  },
  (t) => [
    index("catalogue_imports_upload_idx").on(t.uploadId),
    // One writes at a time, or two could not be taken back one by one.
    uniqueIndex("catalogue_imports_writing_idx")
      .on(sql`(true)`)
      .where(sql`status in ('committing', 'rolling-back')`),
  ],
);

/** The products of an import's file, and what it would do to each. */
export const catalogueImportProducts = pgTable(
  "catalogue_import_products",
  {
    importId: uuid().notNull(),
    number: integer().notNull(),
    key: text().notNull(),
    sourceRow: integer().notNull(),
    kind: text({ enum: ["new", "changed", "unchanged"] }).notNull(),
    /** It would be again what it was before an earlier change. */
    isOlder: boolean().notNull().default(false),
    facts: jsonb().$type<StoredPatch<StoredFacts>>().notNull(),
    attributes: jsonb().$type<Record<string, string | null>>().notNull(),
    numbers: jsonb().$type<Record<string, number | null>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.importId, t.number] }),
    uniqueIndex("catalogue_import_products_key_idx").on(t.importId, t.key),
  ],
);

/** Why rows of an import's file were left out. */
export const catalogueImportErrors = pgTable(
  "catalogue_import_errors",
  {
    importId: uuid().notNull(),
    sourceRow: integer().notNull(),
    /** The file's header; empty for the row as a whole. */
    column: text().notNull(),
    rule: text().notNull(),
    value: text(),
    /** With `key_twice`: the row that has the key already. */
    otherRow: integer(),
    /** The whole row as read, so that the error file can be mended and sent again. */
    values: jsonb().$type<Record<string, string>>(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.sourceRow, t.column, t.rule] })],
);

/** Filters over the catalogue that somebody gave a name. */
export const selections = pgTable("selections", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  /** lib/catalogue/filter-schema.ts says what it means. */
  filter: jsonb().$type<unknown>().notNull(),
  createdBy: uuid().notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  changedAt: at("changed_at").notNull().defaultNow(),
  archivedAt: at("archived_at"),
});
