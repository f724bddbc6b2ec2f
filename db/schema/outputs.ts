import { sql } from "drizzle-orm";
import {
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });
const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/**
 * What an output is found by: its words, pairs of neighbouring characters where a script has no spaces, and what its
 * checks say. Written after the output, by whoever takes it out of `outputs_to_index`.
 */
export const outputTerms = pgTable(
  "output_terms",
  {
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    terms: tsvector().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.batchId, t.seq] }),
    // A search must not read a long list of what is not yet in the index.
    index("output_terms_idx").using("gin", t.terms).with({ fastupdate: false }),
  ],
);

/** Outputs that are new or have changed since they were put into the index: a row for each flush, edit or check. */
export const outputsToIndex = pgTable("outputs_to_index", {
  id: uuid().primaryKey().default(sql`gen_random_uuid()`),
  batchId: uuid().notNull(),
  seqs: integer().array().notNull(),
});

/** What somebody asked to be done with every output of a filter, as it was at that moment. */
export const bulkActions = pgTable("bulk_actions", {
  id: uuid().primaryKey(),
  do: text({ enum: ["reject", "regenerate", "escalate", "recheck", "take-back"] }).notNull(),
  /** The action that is taken back. */
  ofAction: uuid(),
  filter: jsonb().$type<Record<string, string>>().notNull(),
  reason: text(),
  note: text(),
  status: text({ enum: ["queued", "running", "succeeded", "failed"] }).notNull(),
  failure: jsonb().$type<StoredFailure>(),
  itemCount: integer().notNull(),
  askedBy: uuid().notNull(),
  askedAt: at("asked_at").notNull().defaultNow(),
  finishedAt: at("finished_at"),
});

/** The outputs of a bulk action, so many at a time, each with the version that was found; done together. */
export const bulkActionParts = pgTable(
  "bulk_action_parts",
  {
    actionId: uuid()
      .notNull()
      .references(() => bulkActions.id, { onDelete: "cascade" }),
    number: integer().notNull(),
    batchId: uuid().notNull(),
    seqs: integer().array().notNull(),
    versions: integer().array().notNull(),
    doneAt: at("done_at"),
  },
  (t) => [
    primaryKey({ columns: [t.actionId, t.number] }),
    index("bulk_action_parts_open_idx").on(t.actionId, t.number).where(sql`done_at is null`),
  ],
);

/** The outputs that a bulk action left as they were, and why. */
export const bulkActionFailures = pgTable(
  "bulk_action_failures",
  {
    actionId: uuid()
      .notNull()
      .references(() => bulkActions.id, { onDelete: "cascade" }),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    code: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.actionId, t.batchId, t.seq] })],
);
