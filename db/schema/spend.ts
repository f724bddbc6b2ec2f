import { sql } from "drizzle-orm";
import {
  boolean,
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

const at = (name: string) => timestamp(name, { withTimezone: true });
const cost = (name: string) => numeric(name, { precision: 24, scale: 12 });

/**
 * The ledger: one append-only entry per call to a provider, paid or possibly paid.
 * `settled` was billed, `released` is known not to be, `unknown` may have been (a call whose end was not seen).
 */
export const attempts = pgTable(
  "attempts",
  {
    id: uuid().primaryKey(),
    at: at("at").notNull().defaultNow(),
    kind: text({ enum: ["settled", "released", "unknown"] }).notNull(),
    /** What paid for it. */
    runKind: text({ enum: ["trial", "batch", "index", "evaluation", "conversation"] }).notNull(),
    runId: uuid().notNull(),
    /** Position of the item, cell or passage in its run, from 0. */
    seq: integer().notNull(),
    language: text(),
    /** The step of the recipe, from 0. */
    step: integer().notNull().default(0),
    purpose: text({ enum: ["generate", "repair", "check", "embed"] })
      .notNull()
      .default("generate"),
    modelId: uuid().notNull(),
    priceId: uuid().notNull(),
    templateId: uuid(),
    templateVersionId: uuid(),
    /** Who launched the run. */
    memberId: uuid().notNull(),
    outcome: text().notNull(),
    inputTokens: integer().notNull().default(0),
    cachedInputTokens: integer().notNull().default(0),
    /** Of the input tokens, beside those: written to the provider's cache of prompts. */
    cacheWriteTokens: integer().notNull().default(0),
    /** Of the input tokens, beside those: of pictures. */
    pictureInputTokens: integer().notNull().default(0),
    outputTokens: integer().notNull().default(0),
    /** Of the output tokens. */
    reasoningTokens: integer().notNull().default(0),
    /** Of the output tokens, beside those: of pictures. */
    pictureOutputTokens: integer().notNull().default(0),
    pictures: integer().notNull().default(0),
    /** What each picture cost, where its size and quality told; `null`: what the price has for any. */
    perPicture: cost("per_picture"),
    cost: cost("cost").notNull(),
    currency: text().notNull(),
    latencyMs: integer(),
    simulated: boolean().notNull().default(false),
    providerRequestId: text(),
    /** Of the messages that went out, so that they can be told from others; `null` where nobody reckoned one. */
    promptDigest: text(),
    /** Where what was answered is: the step's output says all of it, or it is in kept_answers. `null`: nowhere. */
    answer: text({ enum: ["output", "kept"] }),
    /** The part of the price that was taken off, because the call was made in a provider's batch. */
    batchDiscount: numeric({ precision: 6, scale: 4 }),
  },
  (t) => [index("attempts_run_idx").on(t.runId, t.seq), index("attempts_at_idx").on(t.at)],
);

/** Answers that their item's output does not say all of, word for word: those that misfitted, were mended, or hold more. */
export const keptAnswers = pgTable(
  "kept_answers",
  {
    /** The call's entry in the ledger. */
    attemptId: uuid().primaryKey(),
    runId: uuid().notNull(),
    seq: integer().notNull(),
    text: text().notNull(),
    /** Whether it was longer than what is kept of it. */
    isCut: boolean().notNull(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [index("kept_answers_run_idx").on(t.runId, t.seq), index("kept_answers_at_idx").on(t.at)],
);

/**
 * The ledger summed per quarter of an hour (every time zone's midnight falls on one), written in the same
 * transaction as its attempts, so that a month is a few thousand rows and still exact.
 */
export const spendBuckets = pgTable(
  "spend_buckets",
  {
    startsAt: at("starts_at").notNull(),
    /** What paid. */
    runId: uuid().notNull(),
    modelId: uuid().notNull(),
    templateId: uuid().notNull(),
    memberId: uuid().notNull(),
    currency: text().notNull(),
    runKind: text({ enum: ["trial", "batch", "index", "evaluation", "conversation"] }).notNull(),
    simulated: boolean().notNull(),
    attempts: integer().notNull(),
    inputTokens: numeric({ precision: 20, scale: 0 }).notNull(),
    outputTokens: numeric({ precision: 20, scale: 0 }).notNull(),
    settled: cost("settled").notNull(),
    unknown: cost("unknown").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.startsAt, t.runId, t.modelId, t.templateId, t.memberId, t.currency] }),
    index("spend_buckets_run_idx").on(t.runId),
  ],
);

/** When a budget speaks up, and what follows; lib/spend/budgets/alert.ts says what it means. */
export interface StoredBudgetAlert {
  basis: "actual" | "forecast";
  /** Percent of the amount. */
  share: number;
  action: "notify" | "ask-approval" | "stop";
}

/** What a budget that was set before there was a choice has told of. */
const USUAL_ALERTS: StoredBudgetAlert[] = [50, 80, 100].map((share) => ({
  basis: "actual",
  share,
  action: "notify",
}));

/**
 * What may be spent in a calendar month on everything, or on one template, model or person. `spent` and
 * `unknown_spend` are those of the month that lasts from `period_start` to `period_end`; `reserved` is promised to
 * calls in flight. The three together pass `amount` only where the amount was lowered below them.
 */
export const budgets = pgTable(
  "budgets",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    amount: cost("amount").notNull(),
    currency: text().notNull(),
    scopeKind: text({ enum: ["all", "template", "model", "person"] }).notNull(),
    /** `null` for everything. */
    scopeId: uuid(),
    /** Where its months begin at midnight. */
    timeZone: text().notNull(),
    periodStart: at("period_start").notNull(),
    periodEnd: at("period_end").notNull(),
    spent: cost("spent").notNull().default("0"),
    unknownSpend: cost("unknown_spend").notNull().default("0"),
    reserved: cost("reserved").notNull().default("0"),
    alerts: jsonb().$type<StoredBudgetAlert[]>().notNull().default(USUAL_ALERTS),
    /** The largest share, in percent, of those told of by forecast that a forecast of this month and amount has reached; 0 for none. */
    forecastShare: integer().notNull().default(0),
    /** When its forecast was last looked at; `null`: not since it was set, changed or begun anew. */
    forecastAt: at("forecast_at"),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    archivedAt: at("archived_at"),
  },
  (t) => [index("budgets_kept_idx").on(t.id).where(sql`archived_at is null`)],
);
