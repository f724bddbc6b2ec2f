import { bigint, index, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Approved outputs handed to a channel; a file channel leaves its file in the object store, publications/<id>. */
export const publications = pgTable(
  "publications",
  {
    id: uuid().primaryKey(),
    batchId: uuid().notNull(),
    channel: jsonb().$type<{ kind: "file"; format: "xlsx" | "csv" | "jsonl" }>().notNull(),
    status: text({ enum: ["queued", "running", "succeeded", "failed"] }).notNull(),
    failure: jsonb().$type<{ code: string; params?: Record<string, string | number> }>(),
    /** Items approved up to this moment are in it. */
    cutoffAt: at("cutoff_at").notNull(),
    itemCount: integer().notNull().default(0),
    itemsWritten: integer().notNull().default(0),
    /** How often writing it was begun; after too many it is given up. */
    runs: integer().notNull().default(0),
    bytes: bigint({ mode: "number" }),
    fileName: text(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [index("publications_batch_idx").on(t.batchId)],
);
