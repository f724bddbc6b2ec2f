import { sql } from "drizzle-orm";
import {
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";
import type { StoredEndedStep, StoredProgress } from "./progress.ts";
import type { VerdictRow } from "./verdict.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

export const trials = pgTable(
  "trials",
  {
    id: uuid().primaryKey(),
    datasetId: uuid().notNull(),
    /** The regression set whose cases it asks, and its version; the dataset is then that version's. */
    regressionSetId: uuid(),
    regressionSetVersion: integer(),
    /** [{templateVersionId, modelId, parameters}], 1 to 4. */
    variants: jsonb().$type<unknown[]>().notNull(),
    sample: jsonb()
      .$type<{
        size: number;
        method: "first" | "random" | "stratified";
        /** The part of the dataset that it was drawn from. */
        part?: "train" | "validation" | "test" | undefined;
        seed: number;
        /** The rows drawn, how many rows of the dataset each of them stands for, and what it was drawn for. */
        rows: {
          rowNumber: number;
          weight: number;
          drawnAs: string;
          drawnFor?: { column: string; value: string }[] | undefined;
        }[];
      }>()
      .notNull(),
    languages: text().array().notNull(),
    status: text({ enum: ["running", "succeeded", "failed", "cancelled"] }).notNull(),
    /** The most that models which are asked about outputs may cost, and what they have cost or hold; `null`: none is asked. */
    judgeCap: numeric({ precision: 24, scale: 12 }),
    judgeSpent: numeric({ precision: 24, scale: 12 }).notNull().default("0"),
    judgeCurrency: text(),
    failure: jsonb().$type<StoredFailure>(),
    /** Rises with every worker that takes the trial up; one with an old fence may write nothing any more. */
    fence: integer().notNull().default(0),
    preview: jsonb().$type<unknown>(),
    /** The most that its calls may cost, in the currency of its models' price; `null`: its budgets alone hold it. */
    cap: numeric({ precision: 24, scale: 12 }),
    /** Shuffles the sides and the order of its blind votes; never leaves the server. */
    voteSeed: uuid().notNull().defaultRandom(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [
    index("trials_regression_set_idx").on(t.regressionSetId, t.id).where(sql`regression_set_id is not null`),
  ],
);

/** One variant on one row in one language. `version` rises with every change, for the event stream. */
export const trialCells = pgTable(
  "trial_cells",
  {
    trialId: uuid()
      .notNull()
      .references(() => trials.id),
    variant: integer().notNull(),
    rowNumber: integer().notNull(),
    language: text().notNull(),
    seq: integer().notNull(),
    status: text({ enum: ["pending", "running", "succeeded", "failed", "skipped"] }).notNull(),
    partialText: text(),
    output: jsonb().$type<Record<string, unknown>>(),
    /** Of a recipe of several steps: those that are over, which no other worker pays for again. */
    steps: jsonb().$type<StoredEndedStep[]>(),
    /** What of the step at work no other worker pays for again: an answer to be mended, results that were asked for. */
    carried: jsonb().$type<StoredProgress>(),
    failure: jsonb().$type<StoredFailure>(),
    /** What judges said of its output, by their version; lib/checks/by-model/model-check.ts says what it means. */
    judged: jsonb().$type<Record<string, unknown>>(),
    /** What judges cost that only trials ask, beside `cost`. */
    judgingCost: numeric({ precision: 24, scale: 12 }),
    checks: jsonb().$type<VerdictRow[]>().notNull().default([]),
    inputTokens: integer(),
    cachedInputTokens: integer(),
    outputTokens: integer(),
    cost: numeric({ precision: 24, scale: 12 }),
    currency: text(),
    latencyMs: integer(),
    /** Calls made for this cell, answered or not. */
    calls: integer().notNull().default(0),
    /** The call under way, as the ledger will have it if its end is never seen. */
    inFlight: jsonb().$type<Record<string, unknown>>(),
    version: integer().notNull().default(1),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.trialId, t.variant, t.rowNumber, t.language] }),
    index("trial_cells_seq_idx").on(t.trialId, t.seq),
  ],
);
