import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { trials } from "./trials.ts";

/** Which of two variants a person found better on a row in a language, unseen which was which; of several the last counts. */
export const trialVotes = pgTable(
  "trial_votes",
  {
    id: uuid().primaryKey(),
    trialId: uuid()
      .notNull()
      .references(() => trials.id),
    memberId: uuid().notNull(),
    rowNumber: integer().notNull(),
    language: text().notNull(),
    /** The variants by their place in the trial, a before b. */
    a: integer().notNull(),
    b: integer().notNull(),
    /** The variant that stood on the left. */
    left: integer().notNull(),
    choice: text({ enum: ["a", "b", "tie", "both-bad", "withdrawn"] }).notNull(),
    votedAt: timestamp("voted_at", { withTimezone: true }).notNull().default(sql`now()`),
  },
  (t) => [index("trial_votes_trial_idx").on(t.trialId, t.memberId)],
);
