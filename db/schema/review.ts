import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

import type { StoredFailure } from "./failure.ts";
import type { VerdictRow } from "./verdict.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Which outputs of a batch people look at, as it is kept; lib/checks/review-plan.ts says what it means. */
export type StoredReviewPlan = (
  | { kind: "every" }
  | { kind: "risk"; share: number }
  | { kind: "lots"; aql: string; level: "I" | "II" | "III"; criticalSample?: number | undefined }
) & {
  doubleShare?: number | undefined;
  probeShare?: number | undefined;
  blind?: boolean | undefined;
  assignBy?: string | undefined;
};

/** Every decision ever made, append-only; the item carries only the last one. */
export const reviewDecisions = pgTable(
  "review_decisions",
  {
    id: uuid().primaryKey(),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    memberId: uuid().notNull(),
    decision: text({ enum: ["approve", "reject", "edit", "escalate", "undo", "reopen"] }).notNull(),
    reason: text(),
    note: text(),
    /** With a rejection: where its item goes. */
    route: text({ enum: ["regenerate", "fix-source", "drop"] }),
    /** The version it was made on; an edit, or undoing one, leaves the next. */
    outputVersion: integer().notNull(),
    /** Where it left the item, if not where such a decision does: the first of two waits, and two that differ escalate. */
    leftState: text({ enum: ["pending", "approved", "rejected", "escalated"] }),
    /** Whether the reviewer was not shown what the checks had found. */
    blind: boolean().notNull().default(false),
    /** The claim it was made under. */
    claimToken: integer().notNull(),
    /** The client's own id of the decision, so that a decision sent twice is made once. */
    requestId: uuid(),
    /** What that request asked for, as a digest; another request under the same id is a conflict. */
    requestDigest: text(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("review_decisions_request_key").on(t.memberId, t.requestId),
    index("review_decisions_item_idx").on(t.batchId, t.seq),
    index("review_decisions_member_idx").on(t.memberId, t.at),
    index("review_decisions_reason_idx").on(t.batchId, t.reason, t.seq).where(sql`decision = 'reject'`),
    // What templates are improved from: the newest of few among many that were approved.
    index("review_decisions_not_taken_idx").on(t.batchId, t.id).where(sql`decision in ('reject', 'edit')`),
  ],
);

/** What people wrote to each other about an item while it was escalated, append-only. */
export const reviewMessages = pgTable(
  "review_messages",
  {
    id: uuid().primaryKey(),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    memberId: uuid().notNull(),
    text: text().notNull(),
    /** Of the output it is about. */
    outputVersion: integer().notNull(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [index("review_messages_item_idx").on(t.batchId, t.seq)],
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
    /** The model whose answer it was; of a batch with a fallback there are two. */
    modelId: uuid().notNull(),
    approved: integer().notNull(),
    rejected: integer().notNull(),
    /** What the rejected ones had cost by calls to this model. */
    rejectedCost: numeric({ precision: 24, scale: 12 }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.startsAt, t.batchId, t.modelId] })],
);

/**
 * Outputs that are released on a sample: those of a batch in one language that people would not read one by one. Lots of
 * one template version, model, language, limit and level follow each other, and how strictly one is judged depends on those
 * before it.
 */
export const lots = pgTable(
  "lots",
  {
    id: uuid().primaryKey(),
    batchId: uuid().notNull(),
    /** In its batch, from 1; items carry it. */
    number: integer().notNull(),
    templateVersionId: uuid().notNull(),
    modelId: uuid().notNull(),
    language: text().notNull(),
    aql: text().notNull(),
    level: text({ enum: ["I", "II", "III"] }).notNull(),
    severity: text({ enum: ["normal", "tightened", "reduced", "discontinued"] }).notNull(),
    /** Its items when it was formed, and how many of them were drawn. */
    size: integer().notNull(),
    sample: integer().notNull(),
    codeLetter: text().notNull(),
    /** Up to so many defects it is accepted; from `reject` on it is not. */
    accept: integer().notNull(),
    reject: integer().notNull(),
    /** Of so many, its sample among them, none may have a critical defect; 0: that is not asked. */
    criticalSample: integer().notNull().default(0),
    /** What the sample was drawn by. */
    seed: integer().notNull(),
    /** `accepted` waits to be released; `rejected`: all of it is read; `released` can be held until `publishableAt`. */
    state: text({ enum: ["sampling", "accepted", "rejected", "released", "held"] }).notNull(),
    verdict: text({ enum: ["accepted", "rejected"] }),
    /** Of the sample, when the verdict fell. */
    defects: integer(),
    createdAt: at("created_at").notNull().defaultNow(),
    verdictAt: at("verdict_at"),
    /** Who released or held it last, and when. */
    movedBy: uuid(),
    movedAt: at("moved_at"),
    note: text(),
    /** When what was released becomes approved; until then it can be held. */
    publishableAt: at("publishable_at"),
    /** From when its approved items may be published: it was released and that is final, or all of it is read. */
    settledAt: at("settled_at"),
  },
  (t) => [
    uniqueIndex("lots_batch_number_key").on(t.batchId, t.number),
    index("lots_series_idx").on(t.templateVersionId, t.modelId, t.language, t.id),
  ],
);

/** The items of a lot that were drawn. */
export const lotSamples = pgTable(
  "lot_samples",
  {
    batchId: uuid().notNull(),
    lot: integer().notNull(),
    seq: integer().notNull(),
    /** Whether it was rejected or had to be edited; `null` while that is open. What becomes of it later changes nothing. */
    defect: boolean(),
    /** Drawn besides the sample, to see that nothing has a critical defect; as any other defect it does not count. */
    besides: boolean().notNull().default(false),
    /** Whether it was rejected for a critical reason. */
    critical: boolean().notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.lot, t.seq] })],
);

/** Items on which two people decide without knowing of each other; a third where they differ. */
export const doubleReviews = pgTable(
  "double_reviews",
  {
    id: uuid().primaryKey(),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    outputVersion: integer().notNull(),
    firstBy: uuid().notNull(),
    /** The row of the log, with its reason. */
    firstDecisionId: uuid().notNull(),
    first: text({ enum: ["approve", "reject"] }).notNull(),
    firstAt: at("first_at").notNull().defaultNow(),
    secondBy: uuid(),
    secondDecisionId: uuid(),
    /** An edit says, like a rejection, that the output was not good as it was. */
    second: text({ enum: ["approve", "reject", "edit"] }),
    secondAt: at("second_at"),
    /** `open`: the second is still to come; `void`: the first was taken back, or the output changed before it came. */
    outcome: text({ enum: ["open", "agreed", "differed", "void"] })
      .notNull()
      .default("open"),
  },
  (t) => [
    index("double_reviews_item_idx").on(t.batchId, t.seq),
    index("double_reviews_at_idx").on(t.secondAt),
    uniqueIndex("double_reviews_open_key").on(t.batchId, t.seq).where(sql`outcome = 'open'`),
  ],
);

/**
 * Decided items shown once more to somebody who does not know: what they decide is held against what is known, and never
 * touches the item. A probe is named like an item of its batch, by a number past the last of them; its decisions are in
 * the log of all decisions under that number.
 */
export const probes = pgTable(
  "probes",
  {
    batchId: uuid().notNull(),
    /** Its number in the batch, `itemCount` or more: no item has it. */
    seq: integer().notNull(),
    /** The item it is a copy of, and of which version. */
    ofSeq: integer().notNull(),
    ofVersion: integer().notNull(),
    rowNumber: integer().notNull(),
    language: text().notNull(),
    output: jsonb().$type<Record<string, unknown>>().notNull(),
    checks: jsonb().$type<VerdictRow[]>().notNull(),
    /** What people had decided on it. */
    answer: text({ enum: ["approve", "reject"] }).notNull(),
    answerReason: text(),
    memberId: uuid().notNull(),
    claimToken: integer().notNull().default(1),
    claimExpiresAt: at("claim_expires_at"),
    createdAt: at("created_at").notNull().defaultNow(),
    decision: text({ enum: ["approve", "reject", "edit", "escalate"] }),
    /** What it reads since it was edited. */
    editedOutput: jsonb().$type<Record<string, unknown>>(),
    reason: text(),
    decidedAt: at("decided_at"),
    /** Whether the decision was the known one; an edit or an escalation of what was rejected counts as caught. */
    caught: boolean(),
  },
  (t) => [
    primaryKey({ columns: [t.batchId, t.seq] }),
    index("probes_member_idx").on(t.memberId, t.batchId),
    index("probes_decided_idx").on(t.decidedAt),
  ],
);

/**
 * Copies of decided outputs whose answer is known, to practise on: what is decided on them teaches, and touches no item.
 * They hold their row and text, so that correcting the one or the other changes nothing of them.
 */
export const practiceItems = pgTable(
  "practice_items",
  {
    id: uuid().primaryKey(),
    /** The item it is a copy of, and of which version. */
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    outputVersion: integer().notNull(),
    rowNumber: integer().notNull(),
    language: text().notNull(),
    source: jsonb().$type<Record<string, string>>().notNull(),
    output: jsonb().$type<Record<string, unknown>>().notNull(),
    checks: jsonb().$type<VerdictRow[]>().notNull(),
    answer: text({ enum: ["approve", "reject"] }).notNull(),
    answerReason: text(),
    /** What who answered is told besides; "" for nothing. */
    why: text().notNull().default(""),
    addedBy: uuid().notNull(),
    addedAt: at("added_at").notNull().defaultNow(),
    /** Since when nobody is shown it. */
    retiredAt: at("retired_at"),
    retiredBy: uuid(),
  },
  (t) => [uniqueIndex("practice_items_version_key").on(t.batchId, t.seq, t.outputVersion)],
);

/** What people decided on practice items, append-only; an item comes again once all others have come. */
export const practiceAnswers = pgTable(
  "practice_answers",
  {
    id: uuid().primaryKey(),
    practiceItemId: uuid()
      .notNull()
      .references(() => practiceItems.id),
    memberId: uuid().notNull(),
    decision: text({ enum: ["approve", "reject"] }).notNull(),
    reason: text(),
    isRight: boolean().notNull(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [index("practice_answers_member_idx").on(t.memberId, t.at)],
);

/**
 * Outputs that are to be made anew, because a reviewer rejected them or their source was corrected. One ends `withdrawn`
 * where its item was decided on otherwise before the new version was there.
 */
export const regenerations = pgTable(
  "regenerations",
  {
    id: uuid().primaryKey(),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    cause: text({ enum: ["rejection", "source"] }).notNull(),
    /** The rejection that it follows from: it stands as long as that is the last word on its item. */
    decisionId: uuid().notNull(),
    fromVersion: integer().notNull(),
    /** What its model is told, besides the text that was rejected; `null` where the source was at fault. */
    reason: text(),
    note: text(),
    askedBy: uuid().notNull(),
    /** The bulk action that it was asked for with. */
    actionId: uuid(),
    askedAt: at("asked_at").notNull().defaultNow(),
    state: text({ enum: ["queued", "running", "succeeded", "failed", "withdrawn"] }).notNull(),
    /** Rises with every worker that takes it up; one that had it earlier can change nothing any more. */
    fence: integer().notNull().default(0),
    /** How far it has come, for whoever takes it up next. */
    carried: jsonb().$type<Record<string, unknown>>(),
    /** The ledger entry that the call under way gets if nobody sees its end. */
    inFlight: jsonb().$type<Record<string, unknown>>(),
    spent: numeric({ precision: 24, scale: 12 }).notNull().default("0"),
    unknownSpend: numeric({ precision: 24, scale: 12 }).notNull().default("0"),
    /** Calls that were made for it. */
    attempts: smallint().notNull().default(0),
    /** The version it came back as. */
    toVersion: integer(),
    failure: jsonb().$type<StoredFailure>(),
    endedAt: at("ended_at"),
  },
  (t) => [
    index("regenerations_item_idx").on(t.batchId, t.seq),
    index("regenerations_open_idx").on(t.batchId).where(sql`state in ('queued', 'running')`),
    index("regenerations_action_idx").on(t.actionId).where(sql`action_id is not null`),
  ],
);

/**
 * A block that somebody let pass, with the reason; append-only. It holds for one version of an output and one version of
 * the check: another text, or another word of the check, is blocked anew.
 */
export const checkOverrides = pgTable(
  "check_overrides",
  {
    id: uuid().primaryKey(),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    outputVersion: integer().notNull(),
    /** Of the check. */
    kind: text().notNull(),
    checkVersion: text().notNull(),
    reason: text().notNull(),
    memberId: uuid().notNull(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [index("check_overrides_item_idx").on(t.batchId, t.seq), index("check_overrides_at_idx").on(t.at)],
);
