import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
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
import type { VerdictRow } from "./verdict.ts";

const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });
const at = (name: string) => timestamp(name, { withTimezone: true });

/** An entry as it is kept; lib/checks/lexicons/lexicon.ts says what it means and checks it on the way in. */
export interface StoredLexiconEntry {
  term: string;
  severity: "warn" | "block";
  category?: string | undefined;
  clause?: string | undefined;
  exceptions: string[];
  suggestion?: string | undefined;
  validFrom?: string | undefined;
}

/** Managed tables of terms that outputs must not have, or only with care. */
export const lexicons = pgTable("lexicons", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  /** Language tags; none: every language. */
  languages: text().array().notNull().default([]),
  /** The newest of its versions, from 1. */
  version: integer().notNull(),
  createdBy: uuid().notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  updatedBy: uuid().notNull(),
  updatedAt: at("updated_at").notNull().defaultNow(),
  archivedAt: at("archived_at"),
});

/** The entries of a lexicon as they once stood; a verdict names the version it went by. */
export const lexiconVersions = pgTable(
  "lexicon_versions",
  {
    lexiconId: uuid("lexicon_id")
      .notNull()
      .references(() => lexicons.id),
    version: integer().notNull(),
    entries: jsonb().$type<StoredLexiconEntry[]>().notNull(),
    createdBy: uuid("created_by").notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.lexiconId, t.version] })],
);

/** By what an output is found again in others that say nearly the same; its text cannot be read from it. */
export const outputFingerprints = pgTable(
  "output_fingerprints",
  {
    /** Ids sort by the order in which outputs came. */
    id: uuid().primaryKey(),
    /** The batch, or the trial while it runs; of a training set its publication. */
    runId: uuid("run_id").notNull(),
    /** `made`: to be compared with others of the run; `published`: with every output; `training`: with what goes to its channel. */
    scope: text({ enum: ["made", "published", "training"] }).notNull(),
    seq: integer().notNull(),
    rowNumber: integer("row_number").notNull(),
    /** Of the output. */
    version: integer().notNull(),
    product: text(),
    signature: bytes().notNull(),
    bands: bigint({ mode: "bigint" }).array().notNull(),
  },
  (t) => [uniqueIndex("output_fingerprints_output_key").on(t.runId, t.scope, t.seq)],
);

/** Which fingerprints share a band: those of outputs that may be alike. */
export const fingerprintBands = pgTable(
  "fingerprint_bands",
  {
    band: bigint({ mode: "bigint" }).notNull(),
    fingerprintId: uuid("fingerprint_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.band, t.fingerprintId] })],
);

/** Checking outputs anew, for example because a lexicon changed. */
export const rescans = pgTable(
  "rescans",
  {
    id: uuid().primaryKey(),
    /** Which outputs were asked for. */
    scope: jsonb()
      .$type<{
        batchIds?: string[] | undefined;
        templateId?: string | undefined;
        lexiconId?: string | undefined;
        published?: boolean | undefined;
      }>()
      .notNull(),
    /** The lexicons and their versions that every output of it is checked by. */
    lexicons: jsonb().$type<{ id: string; name: string; version: number }[]>().notNull(),
    status: text({ enum: ["running", "succeeded", "failed", "cancelled"] }).notNull(),
    failure: jsonb().$type<StoredFailure>(),
    /** Rises with every worker that takes it up; one with an old fence may write nothing any more. */
    fence: integer().notNull().default(0),
    /** The most that models which are asked about its outputs may cost, and what they have cost or hold; `null`: none is asked. */
    judgeCap: numeric({ precision: 24, scale: 12 }),
    judgeSpent: numeric({ precision: 24, scale: 12 }).notNull().default("0"),
    judgeCurrency: text(),
    outputs: integer().notNull(),
    checked: integer().notNull().default(0),
    newlyBlocked: integer().notNull().default(0),
    newlyWarned: integer().notNull().default(0),
    cleared: integer().notNull().default(0),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [index("rescans_created_idx").on(t.createdAt)],
);

/** The batches of a re-scan in turn, and how far each has come. */
export const rescanBatches = pgTable(
  "rescan_batches",
  {
    rescanId: uuid()
      .notNull()
      .references(() => rescans.id),
    batchId: uuid().notNull(),
    outputs: integer().notNull(),
    /** The last sequence number that was looked at; -1 before the first. */
    afterSeq: integer().notNull().default(-1),
    isDone: boolean().notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.rescanId, t.batchId] })],
);

/** What a re-scan said of a version of an output; its re-scan names the versions of the lexicons. Append-only. */
export const rescanOutputs = pgTable(
  "rescan_outputs",
  {
    rescanId: uuid()
      .notNull()
      .references(() => rescans.id),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    outputVersion: integer().notNull(),
    before: text({ enum: ["pass", "warn", "block"] }).notNull(),
    after: text({ enum: ["pass", "warn", "block"] }).notNull(),
    /** What it found, where that is graver than before. */
    findings: jsonb().$type<VerdictRow[]>(),
  },
  (t) => [
    primaryKey({ columns: [t.rescanId, t.batchId, t.seq] }),
    index("rescan_outputs_blocked_idx")
      .on(t.rescanId, t.batchId, t.seq)
      .where(sql`after = 'block' and before <> 'block'`),
  ],
);

/**
 * What a judge had said of an output when a person decided on it: taken down with the decision, because another version of
 * the output is judged anew. A decision that is taken back takes it along.
 */
export const judgedDecisions = pgTable(
  "judged_decisions",
  {
    /** Of the log of all decisions. */
    decisionId: uuid().notNull(),
    templateId: uuid().notNull(),
    /** The judge's name, and what tells its rubric and model from others. */
    judge: text().notNull(),
    digest: text().notNull(),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    outputVersion: integer().notNull(),
    language: text().notNull(),
    score: integer().notNull(),
    reason: text().notNull(),
    /** Whether the judge, and whether the person, let it pass as it was. */
    judgePassed: boolean().notNull(),
    personPassed: boolean().notNull(),
    /** Whether the person was not shown what the judge had said. */
    blind: boolean().notNull(),
    /** As it was then. */
    output: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.decisionId, t.judge] }),
    index("judged_decisions_judge_idx").on(t.templateId, t.digest, t.decisionId),
    index("judged_decisions_item_idx").on(t.batchId, t.seq, t.decisionId),
  ],
);

/** Calls about outputs that are there already which are under way: the entry that the ledger gets if their end is never seen. */
export const evaluationCalls = pgTable(
  "evaluation_calls",
  {
    /** Of the entry. */
    id: uuid().primaryKey(),
    /** What pays for it, such as a re-scan. */
    runId: uuid().notNull(),
    entry: jsonb().$type<Record<string, unknown>>().notNull(),
    amount: numeric({ precision: 24, scale: 12 }).notNull(),
    budgetIds: text().array().notNull(),
    startedAt: at("started_at").notNull().defaultNow(),
  },
  (t) => [index("evaluation_calls_run_idx").on(t.runId)],
);

/** What models said in a re-scan, by the version of the output; kept with what it cost, so that no other worker pays it again. */
export const rescanJudgements = pgTable(
  "rescan_judgements",
  {
    rescanId: uuid()
      .notNull()
      .references(() => rescans.id),
    batchId: uuid().notNull(),
    seq: integer().notNull(),
    outputVersion: integer().notNull(),
    /** Of the check. */
    name: text().notNull(),
    judgement: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.rescanId, t.batchId, t.seq, t.outputVersion, t.name] })],
);
