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
  uuid,
} from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";
import type { StoredReviewPlan } from "./review.ts";
import type { VerdictRow } from "./verdict.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });
const cost = (name: string) => numeric(name, { precision: 24, scale: 12 });

/** How pressing an output is by what the checks said of it: 0 a block, 1 a warning, 2 neither. */
export const RISK_OF_CHECKS = sql.raw(
  `(case when checks @> '[{"verdict":"block"}]' then 0 when checks @> '[{"verdict":"warn"}]' then 1 else 2 end)`,
);

/**
 * One template version over all rows of a dataset (× languages). An item is known by its sequence number:
 * seq = (rowNumber − 1) × languages + index of the language, without some where only a part is made. Items have no row of their own before they end,
 * so a launch costs the same for ten items and ten million.
 */
export const batches = pgTable(
  "batches",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    datasetId: uuid().notNull(),
    templateId: uuid().notNull(),
    templateVersionId: uuid().notNull(),
    modelId: uuid().notNull(),
    /** Of a chain: the models that its steps ask, in their order; none where all items are of one step. */
    stepModelIds: uuid().array().notNull().default([]),
    /**
     * Of each language in turn, where any asks another model than the run's: whom it asks, and then whom each step asks
     * there; empty where none does.
     */
    languageModelIds: uuid().array().notNull().default([]),
    /** Asked where the model has failed an item, if the launch named one. */
    fallbackModelId: uuid(),
    parameters: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    /** The longest answer asked for at first, in tokens, where the parameters do not say; the fields' bound when absent. */
    usualMaxOutput: integer(),
    languages: text().array().notNull(),
    /** The glossaries whose terms its prompts tell of, and its checks ask for, at the versions it was launched with. */
    glossaries: jsonb().$type<{ id: string; name: string; version: number }[]>().notNull().default([]),
    /** The columns that its template reads, by language; `null` where it was launched before they were kept. */
    reads: jsonb().$type<Record<string, string[]>>(),
    /** What of its rows it makes, where that is not all: the numbers of its items then have gaps. */
    only: text({ enum: ["never", "stale", "rejected"] }).array(),
    rowCount: integer().notNull(),
    itemCount: integer().notNull(),
    mode: text({ enum: ["realtime", "provider-batch", "auto"] }).notNull(),
    /** What the mode comes to, and why where it was not the operator who said so. */
    runsAs: text({ enum: ["realtime", "provider-batch"] })
      .notNull()
      .default("realtime"),
    runsAsFor: jsonb().$type<StoredFailure>(),
    /** When everything should be made; near it, what a provider's batch still holds is made in real time. */
    deadline: at("deadline"),
    /** Whether answers are kept and used again; `null`: where the parameters ask for the same answer each time. */
    cache: boolean(),
    /** lib/checks/review-plan.ts says what it means. */
    reviewPlan: jsonb().$type<StoredReviewPlan>().notNull(),
    /** What the server draws by: which outputs of the batch people see, twice or without the checks' findings. */
    reviewSeed: integer().notNull().default(0),
    state: text({
      enum: ["awaiting-approval", "scheduled", "running", "paused", "succeeded", "failed", "cancelled"],
    }).notNull(),
    /** Why a paused batch is paused, or by whom. */
    pausedFor: jsonb().$type<StoredFailure>(),
    /** What a running batch waits for at this moment, if anything. */
    waitingFor: jsonb().$type<StoredFailure & { until?: string }>(),
    startAt: at("start_at"),
    /** Daily hours outside of which no call starts. */
    offPeak: jsonb().$type<{ timeZone: string; windows: { from: string; to: string }[] }>(),
    /** The schedule that launched it. */
    scheduleId: uuid(),
    currency: text().notNull(),
    cap: cost("cap").notNull(),
    expectedTotal: cost("expected_total"),
    /** What the launch was told it would cost, kept to compare with what it did. */
    prediction: jsonb().$type<{ low: string; expected: string; high: string; basis: "trial" | "rough" }>(),
    /** Promised to calls in flight; spent + unknown + reserved never passes the cap. */
    reserved: cost("reserved").notNull().default("0"),
    spent: cost("spent").notNull().default("0"),
    unknownSpend: cost("unknown_spend").notNull().default("0"),
    /** The budgets that `reserved` is also promised on; they change only while nothing is. */
    budgetIds: uuid().array().notNull().default([]),
    /** First sequence number not yet handed to a chunk. */
    nextSeq: integer().notNull().default(0),
    simulated: boolean().notNull().default(false),
    launchedBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    startedAt: at("started_at"),
    finishedAt: at("finished_at"),
    /** When its outputs were removed, because they were kept for as long as they were to be; its books stay. */
    outputsRemovedAt: at("outputs_removed_at"),
  },
  (t) => [index("batches_state_idx").on(t.state), index("batches_dataset_idx").on(t.datasetId)],
);

/** Why a launch waited for somebody else's word, and what that was. One that nobody has decided on waits as long as it takes. */
export const launchApprovals = pgTable("launch_approvals", {
  batchId: uuid()
    .primaryKey()
    .references(() => batches.id),
  reasons: jsonb().$type<StoredFailure[]>().notNull(),
  /** The prices that its expected cost was reckoned with. */
  priceIds: uuid().array().notNull(),
  askedAt: at("asked_at").notNull().defaultNow(),
  decision: text({ enum: ["approved", "refused"] }),
  decidedBy: uuid(),
  decidedAt: at("decided_at"),
  note: text(),
});

/**
 * What a batch over a selection was asked for while it waits for its rows, and, where nothing could be made of them, why.
 * Gone once it was launched: it is then as any other.
 */
export const selectionLaunches = pgTable("selection_launches", {
  batchId: uuid()
    .primaryKey()
    .references(() => batches.id),
  selectionId: uuid().notNull(),
  /** As lib/batches/launch/launch-selection.ts reads it. */
  launch: jsonb().$type<Record<string, unknown>>().notNull(),
  refusal: jsonb().$type<StoredFailure>(),
});

/**
 * A range (or, after a retry, a list) of sequence numbers that one queue job works through. `fence` rises with
 * every owner; a flush with an old fence is refused. `started` is the journal of calls made and not yet flushed.
 */
export const batchChunks = pgTable(
  "batch_chunks",
  {
    batchId: uuid()
      .notNull()
      .references(() => batches.id),
    number: integer().notNull(),
    fromSeq: integer().notNull(),
    toSeq: integer().notNull(),
    seqs: integer().array(),
    /** `waiting` has no job yet; `queued` has one. */
    state: text({ enum: ["waiting", "queued", "running", "done"] }).notNull(),
    fence: integer().notNull().default(0),
    /** Call key, beginning with the item's sequence number → amount reserved for it. */
    started: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** seq → what earlier runs of the item left behind: calls, their cost, failures in a row, a paid answer that waits for its repair, a move to another chunk. */
    carried: jsonb()
      .$type<
        Record<
          string,
          {
            attempts: number;
            cost: string;
            failures?: number;
            answer?: { text: string };
            repaired?: true;
            coercions?: { path: string; code: string }[];
            moved?: true;
          }
        >
      >()
      .notNull()
      .default({}),
    /** The provider's batch that its items are in; no job works on the chunk meanwhile. */
    providerBatchId: uuid(),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.batchId, t.number] }),
    index("batch_chunks_provider_batch_idx").on(t.providerBatchId).where(sql`provider_batch_id is not null`),
    index("batch_chunks_open_idx").on(t.batchId, t.state).where(sql`state <> 'done'`),
  ],
);

/** Outputs as they end; partitioned by batch (see the migration). */
export const batchItems = pgTable(
  "batch_items",
  {
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    rowNumber: integer().notNull(),
    language: text().notNull(),
    state: text({ enum: ["succeeded", "failed", "skipped"] }).notNull(),
    output: jsonb().$type<Record<string, unknown>>(),
    failureGroup: text(),
    failure: jsonb().$type<StoredFailure>(),
    checks: jsonb().$type<VerdictRow[]>().notNull().default([]),
    /** The version of the output that the checks speak of. */
    checkedVersion: integer().notNull().default(1),
    cost: cost("cost").notNull(),
    attempts: smallint().notNull(),
    endedAt: at("ended_at").notNull().defaultNow(),
    /** Review: `none` until there is something to review; `in-lot`: its lot's sample decides. */
    reviewState: text({ enum: ["none", "in-lot", "pending", "approved", "rejected", "escalated"] }).notNull(),
    /** Rises with every change of the output; output_versions keeps them from the second on. */
    outputVersion: integer().notNull().default(1),
    claimedBy: uuid(),
    /** Fencing token: rises with every claim. */
    claimToken: integer().notNull().default(0),
    claimExpiresAt: at("claim_expires_at"),
    lastEditedBy: uuid(),
    /** Whose sentences are in the output, and who changed it last: none of them may approve it. */
    authors: uuid().array().notNull().default([]),
    decidedBy: uuid(),
    decidedAt: at("decided_at"),
    /** What approved it where no person did: a risk plan that did not draw it, or the release of its lot. */
    passedBy: text({ enum: ["plan", "lot"] }),
    /** The number of its lot, from when that was formed. */
    lot: integer(),
    /** Who has decided on it while it still waits for another's decision; none of them is asked again. */
    reviewers: uuid().array().notNull().default([]),
    /** What of its row says who reviews it, as lib/checks/category-key.ts writes it; `null` where its batch asks for none. */
    category: text(),
    /** Where a rejected item goes from here. */
    route: text({ enum: ["regenerate", "fix-source", "drop"] }),
    /** Of the values that its output was made from: see lib/items/row-digest.ts. */
    rowDigest: text(),
  },
  (t) => [
    primaryKey({ columns: [t.batchId, t.seq] }),
    index("batch_items_queue_idx")
      .on(t.batchId, t.language, RISK_OF_CHECKS, t.seq)
      .where(sql`review_state = 'pending'`),
    // Only batches that are assigned by category are in it, so that others pay nothing for it.
    index("batch_items_category_idx")
      .on(t.batchId, t.language, RISK_OF_CHECKS, t.category, t.seq)
      .where(sql`review_state = 'pending' and category is not null`),
    index("batch_items_lot_idx").on(t.batchId, t.lot, t.seq).where(sql`lot is not null`),
    index("batch_items_review_idx").on(t.batchId, t.seq).where(sql`review_state = 'pending'`),
    // Claims that run: what one member holds is found at once, however many items wait.
    index("batch_items_claimed_idx")
      .on(t.claimedBy, t.batchId, t.seq)
      .where(sql`claim_expires_at is not null`),
    index("batch_items_approved_idx").on(t.batchId, t.seq).where(sql`review_state = 'approved'`),
    index("batch_items_rejected_idx").on(t.batchId, t.seq).where(sql`review_state = 'rejected'`),
    index("batch_items_escalated_idx").on(t.batchId, t.seq).where(sql`review_state = 'escalated'`),
    index("batch_items_fix_source_idx").on(t.batchId, t.seq).where(sql`route = 'fix-source'`),
    index("batch_items_failed_idx").on(t.batchId, t.failureGroup, t.seq).where(sql`state = 'failed'`),
  ],
);

/**
 * Every version that an item's output has had, the first and the current one among them: kept from when there are
 * two. An item whose output is as it was made has no row here. Append-only.
 */
export const outputVersions = pgTable(
  "output_versions",
  {
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    version: integer().notNull(),
    /** `restored`: an edit was undone; `translated`: it came back from translators, made of a text in another language. */
    kind: text({ enum: ["generated", "regenerated", "edited", "restored", "translated"] }).notNull(),
    output: jsonb().$type<Record<string, unknown>>().notNull(),
    /** `null` where a model made it. */
    madeBy: uuid(),
    madeAt: at("made_at").notNull(),
    /** The version that was edited, rejected or, with `restored`, whose output it has again; `null` for the first. */
    fromVersion: integer(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.seq, t.version] })],
);

/**
 * Ends of the steps of items that have more than one, appended as they come: a retry goes on at the step that failed.
 * Items of one step have no row here.
 */
export const itemSteps = pgTable(
  "item_steps",
  {
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    /** Its place in the recipe, from 0. */
    step: smallint().notNull(),
    /** Its name in the recipe. */
    name: text().notNull(),
    /** What it gave; absent where its condition left it out. */
    value: jsonb().$type<Record<string, unknown>>(),
    cost: cost("cost").notNull(),
    attempts: smallint().notNull(),
    /** What it rests on, such as the passages that were retrieved. */
    evidence: jsonb().$type<Record<string, unknown>>(),
    endedAt: at("ended_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.seq, t.step] })],
);

/** Progress, kept by the flush itself; several slots a batch so that workers do not wait for one row. */
export const batchCounters = pgTable(
  "batch_counters",
  {
    batchId: uuid()
      .notNull()
      .references(() => batches.id),
    slot: smallint().notNull(),
    succeeded: integer().notNull().default(0),
    failed: integer().notNull().default(0),
    skipped: integer().notNull().default(0),
    reviewPending: integer().notNull().default(0),
    approved: integer().notNull().default(0),
    rejected: integer().notNull().default(0),
    escalated: integer().notNull().default(0),
    inLot: integer().notNull().default(0),
    inputTokens: numeric({ precision: 20, scale: 0 }).notNull().default("0"),
    outputTokens: numeric({ precision: 20, scale: 0 }).notNull().default("0"),
    /** Calls that were not made, because an identical one had been answered. */
    cacheHits: integer().notNull().default(0),
    /** Items that are approved translations used again. */
    memoryHits: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.slot] })],
);

/** Failures grouped by cause. */
export const batchFailureGroups = pgTable(
  "batch_failure_groups",
  {
    batchId: uuid()
      .notNull()
      .references(() => batches.id),
    failureGroup: text().notNull(),
    count: integer().notNull(),
    sample: jsonb().$type<StoredFailure>(),
    lastAt: at("last_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.failureGroup] })],
);

/**
 * Requests of a batch given to its provider in one file, written before the provider hears of them. `intended` and
 * `collecting` have nothing at the provider but perhaps a file; `creating` may have a batch there, and is looked
 * for before anything else; `submitted` has one; `done` is taken in.
 */
export const providerBatches = pgTable(
  "provider_batches",
  {
    id: uuid().primaryKey(),
    batchId: uuid()
      .notNull()
      .references(() => batches.id),
    /** Whom its requests ask, where languages of its batch ask several; else the batch's model. */
    modelId: uuid(),
    state: text({ enum: ["intended", "collecting", "creating", "submitted", "done"] }).notNull(),
    /** Rises with every step; a job of an earlier one does nothing. */
    turn: integer().notNull().default(0),
    /** Rises with every worker that takes a step up; one that took it up earlier can change nothing any more. */
    fence: integer().notNull().default(0),
    inputFileId: text(),
    remoteId: text(),
    requests: integer().notNull().default(0),
    /** The most its requests may cost together. */
    reserved: cost("reserved").notNull().default("0"),
    /** Requests the provider says are done. */
    answered: integer().notNull().default(0),
    /** Requests whose end is written. */
    takenIn: integer().notNull().default(0),
    ending: text({ enum: ["completed", "expired", "cancelled", "failed", "lost"] }),
    failure: jsonb().$type<StoredFailure>(),
    /** What stands in its way at this moment, and since when; `null` while all is well. */
    trouble: jsonb().$type<StoredFailure>(),
    troubledSince: at("troubled_since"),
    createdAt: at("created_at").notNull().defaultNow(),
    submittedAt: at("submitted_at"),
    /** When the provider gives up what it has not done. */
    expiresAt: at("expires_at"),
    endedAt: at("ended_at"),
  },
  (t) => [index("provider_batches_batch_idx").on(t.batchId, t.id)],
);

/** Answers to calls that are meant to be answered alike, by a hash of all that their provider is told. */
export const responseCache = pgTable(
  "response_cache",
  {
    key: text().primaryKey(),
    answer: text().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
  },
  (t) => [index("response_cache_expires_idx").on(t.expiresAt)],
);
