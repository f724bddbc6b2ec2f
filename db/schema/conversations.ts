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
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";
import type { StoredEndedStep, StoredProgress } from "./progress.ts";
import type { StoredOutput } from "./templates.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });
const cost = (name: string) => numeric(name, { precision: 24, scale: 12 });

/** What a member talks about with a model; it is theirs alone. */
export const conversations = pgTable(
  "conversations",
  {
    id: uuid().primaryKey(),
    memberId: uuid().notNull(),
    /** "" until something was said. */
    title: text().notNull().default(""),
    templateId: uuid(),
    /** The name of the draft's step that it is had with; `null` for the first that asks a model. */
    step: text(),
    modelId: uuid().notNull(),
    /** The row it is about, with `rowNumber`. */
    datasetId: uuid(),
    rowNumber: integer(),
    /** BCP 47 tag that the prompt is rendered for. */
    language: text().notNull(),
    /** The most that its calls may cost together. */
    cap: cost("cap").notNull(),
    currency: text().notNull(),
    spent: cost("spent").notNull().default("0"),
    /** What may have been billed besides. */
    unknownSpend: cost("unknown_spend").notNull().default("0"),
    createdAt: at("created_at").notNull().defaultNow(),
    /** When something was said in it last. */
    updatedAt: at("updated_at").notNull().defaultNow(),
    archivedAt: at("archived_at"),
  },
  (t) => [index("conversations_member_idx").on(t.memberId, t.updatedAt)],
);

/** What a person said in a conversation and what the model answered: one call, and one more for each time it calls tools. */
export const conversationTurns = pgTable(
  "conversation_turns",
  {
    conversationId: uuid()
      .notNull()
      .references(() => conversations.id),
    /** From 0. */
    seq: integer().notNull(),
    /** What the person said; "" where the prompt went out as a run would send it. */
    text: text().notNull(),
    /** The first of the turns that this one asks anew: from there on they are said no more. */
    againOf: integer(),
    /** What the template sends for the row, as it was rendered when this was asked. */
    prompt: jsonb().$type<{ role: "system" | "user" | "assistant"; content: string }[]>().notNull(),
    /** Of the draft that it was rendered from. */
    draftRevision: integer(),
    templateVersionId: uuid(),
    /**
     * Where more is done for the answer than to send the prompt: the draft and the row as they were when this was asked,
     * and which of the draft's steps answers.
     */
    chain: jsonb().$type<{
      template: Record<string, unknown>;
      values: Record<string, string>;
      step: number;
    }>(),
    /** How far it has come with that: the steps before the one that answers, and what that one's model called. */
    ended: jsonb().$type<StoredEndedStep[]>(),
    carried: jsonb().$type<StoredProgress>(),
    /** The fields that are asked for; `null` where the answer is free text. */
    outputs: jsonb().$type<StoredOutput[]>(),
    state: text({ enum: ["running", "answered", "failed"] }).notNull(),
    /** Rises with every worker that takes the turn up; one with an old fence may write nothing any more. */
    fence: integer().notNull().default(0),
    stopAskedAt: at("stop_asked_at"),
    partialText: text(),
    answer: text(),
    /** It ended at the longest answer that was asked for. */
    isCutOff: boolean().notNull().default(false),
    /** Of the fields that were asked for, where the answer has them. */
    output: jsonb().$type<Record<string, unknown>>(),
    /** How the answer does not fit the fields that were asked for. */
    misfits: jsonb().$type<{ path: string; code: string; params: Record<string, string | number> }[]>(),
    failure: jsonb().$type<StoredFailure>(),
    /** Earlier exchanges that did not go out any more, because there was no room for them. */
    leftOut: integer().notNull().default(0),
    inputTokens: integer(),
    cachedInputTokens: integer(),
    outputTokens: integer(),
    cost: cost("cost").notNull().default("0"),
    unknownCost: cost("unknown_cost").notNull().default("0"),
    latencyMs: integer(),
    /** The call under way, as the ledger will have it if its end is never seen. */
    inFlight: jsonb().$type<Record<string, unknown>>(),
    /** Rises with every change, for the event stream. */
    version: integer().notNull().default(1),
    askedAt: at("asked_at").notNull().defaultNow(),
    endedAt: at("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.conversationId, t.seq] }),
    // One turn at a time, whatever asks for two.
    uniqueIndex("conversation_turns_running_key").on(t.conversationId).where(sql`state = 'running'`),
  ],
);
