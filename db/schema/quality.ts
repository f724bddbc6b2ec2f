import { index, integer, pgTable, primaryKey, smallint, text, timestamp, uuid } from "drizzle-orm/pg-core";

const key = {
  /** The quarter of an hour; every time zone's midnight falls on one. */
  startsAt: timestamp("starts_at", { withTimezone: true }).notNull(),
  batchId: uuid().notNull(),
  /** The model whose answer it was. */
  modelId: uuid().notNull(),
  memberId: uuid().notNull(),
  language: text().notNull(),
};

/**
 * Decisions that were made and not taken back, summed in the transaction that makes them, so that a year of them is read
 * as some thousand rows.
 */
export const qualityBuckets = pgTable(
  "quality_buckets",
  {
    ...key,
    decision: text({ enum: ["approve", "reject", "edit", "escalate"] }).notNull(),
    /** Of a rejection; empty else. */
    reason: text().notNull(),
    decisions: integer().notNull(),
  },
  (t) => [
    primaryKey({
      columns: [t.startsAt, t.batchId, t.modelId, t.memberId, t.language, t.decision, t.reason],
    }),
    index("quality_buckets_batch_idx").on(t.batchId, t.reason),
  ],
);

/**
 * How long things took, by length: `pace` from one decision of a member to their next, `pending` and `escalated` how
 * long an output had waited so when it was decided on. What a bin means: db/queries/quality/time-bins.ts.
 */
export const timeBuckets = pgTable(
  "time_buckets",
  {
    ...key,
    kind: text({ enum: ["pace", "pending", "escalated"] }).notNull(),
    bin: smallint().notNull(),
    decisions: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.startsAt, t.batchId, t.modelId, t.memberId, t.language, t.kind, t.bin] })],
);
