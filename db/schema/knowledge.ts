import { sql } from "drizzle-orm";
import {
  boolean,
  customType,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });
const cost = (name: string) => numeric(name, { precision: 24, scale: 12 });
const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** What a document says about itself, to filter by. */
export type StoredMetadata = Record<string, string | number | boolean | string[]>;

/** Where in its document a passage stands. */
export interface StoredPlace {
  /** From the outermost heading to the innermost. */
  headings: string[];
  /** From 1. */
  page?: number;
  sheet?: string;
  /** The first and the last row of the sheet or file, from 1. */
  rows?: [first: number, last: number];
}

/** Documents to retrieve from, and what turns their passages into vectors. Money is in `currency`. */
export const collections = pgTable("collections", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  embeddingModelId: uuid("embedding_model_id").notNull(),
  /** How long the model's vectors are; `null` before the first. */
  dimensions: integer(),
  currency: text().notNull(),
  /** The most that its calls may cost in all; `null` for no cap. */
  budgetCap: cost("budget_cap"),
  spent: cost("spent").notNull().default("0"),
  unknownSpend: cost("unknown_spend").notNull().default("0"),
  reserved: cost("reserved").notNull().default("0"),
  createdBy: uuid("created_by").notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  archivedAt: at("archived_at"),
});

export const documents = pgTable(
  "documents",
  {
    id: uuid().primaryKey(),
    collectionId: uuid("collection_id")
      .notNull()
      .references(() => collections.id),
    uploadId: uuid("upload_id").notNull(),
    fileName: text("file_name").notNull(),
    bytes: numeric({ precision: 20, scale: 0, mode: "number" }).notNull(),
    metadata: jsonb().$type<StoredMetadata>().notNull(),
    status: text({ enum: ["queued", "indexing", "ready", "failed"] }).notNull(),
    failure: jsonb().$type<StoredFailure>(),
    /** It is what searches find of its name: it was ready once and nothing has replaced it. */
    isCurrent: boolean("is_current").notNull().default(false),
    /** Rises with each worker that takes it. */
    fence: integer().notNull().default(0),
    /** When its passages were written. */
    readAt: at("read_at"),
    passageCount: integer("passage_count").notNull().default(0),
    /** Of its passages, those that have a vector. */
    embeddedCount: integer("embedded_count").notNull().default(0),
    tokens: integer().notNull().default(0),
    /** What its calls have cost for certain, in the collection's currency. */
    cost: cost("cost").notNull().default("0"),
    createdBy: uuid("created_by").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [
    index("documents_collection_idx").on(t.collectionId, t.id),
    index("documents_upload_idx").on(t.uploadId),
    uniqueIndex("documents_current_idx").on(t.collectionId, t.fileName).where(sql`is_current`),
  ],
);

export const passages = pgTable(
  "passages",
  {
    id: uuid().primaryKey(),
    documentId: uuid("document_id")
      .notNull()
      .references(() => documents.id, { onDelete: "cascade" }),
    collectionId: uuid("collection_id").notNull(),
    /** Its place among the document's passages, from 0. */
    position: integer().notNull(),
    text: text().notNull(),
    place: jsonb().$type<StoredPlace>().notNull(),
    /** SHA-256 of what is embedded: its headings and its text. */
    textHash: text("text_hash").notNull(),
    tokens: integer().notNull(),
    /** What it is found by as a text; lib/knowledge/terms.ts says which they are. */
    terms: tsvector().notNull(),
  },
  (t) => [
    index("passages_document_idx").on(t.documentId, t.position),
    index("passages_hash_idx").on(t.collectionId, t.textHash),
    index("passages_terms_idx").using("gin", t.terms),
  ],
);

/**
 * What a collection's model made of its texts, paid for once. Plain numbers, which every PostgreSQL has: what vector
 * searches go by is made of them where pgvector is there.
 */
export const passageVectors = pgTable(
  "passage_vectors",
  {
    collectionId: uuid("collection_id").notNull(),
    textHash: text("text_hash").notNull(),
    embedding: real().array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.collectionId, t.textHash] })],
);

/** Calls of collections that are under way, each as the ledger gets it if its end is never seen. */
export const indexCalls = pgTable(
  "index_calls",
  {
    /** Of the entry. */
    id: uuid().primaryKey(),
    collectionId: uuid("collection_id").notNull(),
    /** `null` for the question of a search. */
    documentId: uuid("document_id"),
    entry: jsonb().$type<Record<string, unknown>>().notNull(),
    amount: cost("amount").notNull(),
    budgetIds: uuid("budget_ids").array().notNull(),
    startedAt: at("started_at").notNull().defaultNow(),
  },
  (t) => [index("index_calls_collection_idx").on(t.collectionId)],
);
