import {
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Every decision ever made, append-only; the item carries only the last one. */
export const reviewDecisions = pgTable(
  "review_decisions",
  {
    id: uuid().primaryKey(),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    memberId: uuid().notNull(),
    decision: text({ enum: ["approve", "reject", "edit", "escalate", "undo"] }).notNull(),
    reason: text(),
    note: text(),
    /** The version it was made on; an edit, or undoing one, leaves the next. */
    outputVersion: integer().notNull(),
    /** The claim it was made under. */
    claimToken: integer().notNull(),
    /** The client's own id of the decision, so that a decision sent twice is made once. */
    requestId: uuid(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("review_decisions_request_key").on(t.memberId, t.requestId),
    index("review_decisions_item_idx").on(t.batchId, t.seq),
    index("review_decisions_member_idx").on(t.memberId, t.at),
  ],
);

/**
 * The items of a batch that stand approved or rejected, summed per quarter of an hour in which they were decided,
 * written in the same statement as the items, so that spend reads a few thousand rows and not every item of a month.
 */
export const decisionBuckets = pgTable(
  "decision_buckets",
  {
    startsAt: at("starts_at").notNull(),
    batchId: uuid().notNull(),
    approved: integer().notNull(),
    rejected: integer().notNull(),
    /** What the rejected ones had cost. */
    rejectedCost: numeric({ precision: 24, scale: 12 }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.startsAt, t.batchId] })],
);
