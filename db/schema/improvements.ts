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

const at = (name: string) => timestamp(name, { withTimezone: true });
const cost = (name: string) => numeric(name, { precision: 24, scale: 12 });

/** What a model proposed to change in a template because of what people rejected, and the trial of it. */
export const improvements = pgTable(
  "improvements",
  {
    id: uuid().primaryKey(),
    templateId: uuid().notNull(),
    /** Of the draft. */
    templateVersionId: uuid().notNull(),
    /** The draft as it was; proposals are changes of it. */
    base: jsonb().$type<Record<string, unknown>>().notNull(),
    glossaries: jsonb().$type<{ id: string; name: string; version: number }[]>().notNull(),
    /** The proposer, and whom the trial asks with what. */
    modelId: uuid().notNull(),
    trialModelId: uuid().notNull(),
    parameters: jsonb().$type<Record<string, unknown>>().notNull(),
    /** Rows of the cases that are tried. */
    datasetId: uuid().notNull(),
    /** What was found among the rejections: how many were looked at, and what was the source's fault, by cause. */
    found: jsonb()
      .$type<{
        rejects: number;
        edits: number;
        ofSource: { cause: string; count: number }[];
        leftOut: number;
      }>()
      .notNull(),
    /** What the proposer is asked. */
    prompt: jsonb()
      .$type<{
        messages: { role: "system" | "user" | "assistant"; content: string }[];
        outputSchema: object;
      }>()
      .notNull(),
    /** Of its calls and its trial's together. */
    cap: cost("cap").notNull(),
    currency: text().notNull(),
    /** By the proposer's calls. */
    spent: cost("spent").notNull().default("0"),
    unknownSpend: cost("unknown_spend").notNull().default("0"),
    state: text({ enum: ["proposing", "trying", "failed", "cancelled"] }).notNull(),
    /** Rises with every worker that takes it up; one with an old fence may write nothing any more. */
    fence: integer().notNull().default(0),
    /** Calls to the proposer that were begun. */
    calls: integer().notNull().default(0),
    /** The call under way, as the ledger will have it if its end is never seen. */
    inFlight: jsonb().$type<Record<string, unknown>>(),
    /** What the proposer wrote; read in a transaction of its own. */
    answer: jsonb().$type<{ text: string; finishReason: string }>(),
    /** Proposals beyond those that are wanted. */
    ignored: integer().notNull().default(0),
    failure: jsonb().$type<StoredFailure>(),
    /** What they are tried in. */
    trialId: uuid(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    /** When it ended without a trial. */
    endedAt: at("ended_at"),
  },
  (t) => [
    index("improvements_template_idx").on(t.templateId, t.id),
    index("improvements_trial_idx").on(t.trialId),
  ],
);

/** The outputs an improvement goes by, as they were: what was shown, what was held out, and what was approved. */
export const improvementCases = pgTable(
  "improvement_cases",
  {
    improvementId: uuid()
      .notNull()
      .references(() => improvements.id, { onDelete: "cascade" }),
    /** From 0; those that were shown come first, in the order of their names. */
    seq: integer().notNull(),
    role: text({ enum: ["shown", "held-out", "approved"] }).notNull(),
    kind: text({ enum: ["reject", "edit", "approved"] }).notNull(),
    batchId: uuid().notNull(),
    itemSeq: integer().notNull(),
    outputVersion: integer().notNull(),
    reason: text(),
    note: text(),
    /** In the improvement's dataset, of those that are tried. */
    rowNumber: integer(),
    language: text().notNull(),
    source: jsonb().$type<Record<string, string>>().notNull(),
    output: jsonb().$type<Record<string, unknown>>().notNull(),
    corrected: jsonb().$type<Record<string, unknown>>(),
    flagged: text().array(),
  },
  (t) => [primaryKey({ columns: [t.improvementId, t.seq] })],
);

/** What a proposer proposed. */
export const improvementProposals = pgTable(
  "improvement_proposals",
  {
    improvementId: uuid()
      .notNull()
      .references(() => improvements.id, { onDelete: "cascade" }),
    /** From 1. */
    number: integer().notNull(),
    why: text().notNull(),
    /** Cases it answers. */
    cites: integer().array().notNull(),
    changes: jsonb()
      .$type<{ step: string | null; section: string; before: string; after: string }[]>()
      .notNull(),
    /** Why it was not tried. */
    refusal: jsonb().$type<StoredFailure>(),
    /** Its place in the trial. */
    variant: integer(),
    /** When and by whom it was put into the draft. */
    takenAt: at("taken_at"),
    takenBy: uuid(),
  },
  (t) => [primaryKey({ columns: [t.improvementId, t.number] })],
);
