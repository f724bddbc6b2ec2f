import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Approved outputs handed to a channel; a file channel leaves its file in the object store, publications/<id>. */
export const publications = pgTable(
  "publications",
  {
    id: uuid().primaryKey(),
    batchId: uuid().notNull(),
    /** Of its channel. */
    kind: text().notNull(),
    /** What the channel was told; only the channel knows its shape. */
    config: jsonb().$type<Record<string, unknown>>().notNull(),
    status: text({ enum: ["queued", "running", "succeeded", "failed"] }).notNull(),
    failure: jsonb().$type<StoredFailure>(),
    /** Items approved up to this moment are in it. */
    cutoffAt: at("cutoff_at").notNull(),
    itemCount: integer().notNull().default(0),
    itemsWritten: integer().notNull().default(0),
    /** How often writing it was begun; after too many it is given up. */
    runs: integer().notNull().default(0),
    /** What the channel made, or how the other side acknowledged it; `null` until it has. */
    delivery: jsonb().$type<Record<string, unknown>>(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [index("publications_batch_idx").on(t.batchId)],
);

/**
 * The version of an item's output that a publication holds, where it is not the first: what nobody edited needs no
 * row. Written with the cut-off.
 */
export const publicationItems = pgTable(
  "publication_items",
  {
    publicationId: uuid()
      .notNull()
      .references(() => publications.id),
    seq: integer().notNull(),
    outputVersion: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.publicationId, t.seq] })],
);
