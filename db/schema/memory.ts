import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { templates } from "./templates.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * Approved translations of texts, field by field, for a template to use again. One that was made in a batch holds only
 * while its item stands approved by a person in the version that is kept here.
 */
export const memoryEntries = pgTable(
  "memory_entries",
  {
    id: uuid().primaryKey(),
    templateId: uuid()
      .notNull()
      .references(() => templates.id),
    field: text().notNull(),
    language: text().notNull(),
    source: text().notNull(),
    text: text().notNull(),
    /** Of the normalised source: the same text has the same. */
    sourceDigest: text().notNull(),
    /** Hashes of the pieces of the source, in order, and of bands of their least ones: texts alike share some. */
    grams: integer().array().notNull(),
    bands: integer().array().notNull(),
    /** Where it was made; `null` for one that came in a file. */
    batchId: uuid(),
    seq: integer(),
    outputVersion: integer(),
    /** An item that it was used for and a person then rejected: it holds no more while that stands. */
    rejectedBatchId: uuid(),
    rejectedSeq: integer(),
    /** Who approved it, or brought it in, and when. */
    addedBy: uuid().notNull(),
    addedAt: at("added_at").notNull().defaultNow(),
    archivedAt: at("archived_at"),
    archivedBy: uuid(),
  },
  (t) => [
    uniqueIndex("memory_entries_item_key").on(t.batchId, t.seq, t.field),
    index("memory_entries_source_idx").on(t.templateId, t.language, t.field, t.sourceDigest),
    index("memory_entries_bands_idx").using("gin", t.bands).where(sql`archived_at is null`),
    index("memory_entries_newest_idx").on(t.templateId, t.id),
  ],
);
