import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { batchItems } from "#db/schema/batches.ts";
import type { VerdictRow } from "#db/schema/verdict.ts";
import { mayAsk, modelInLanguage } from "../batches/language-model.ts";
import { isShownTo } from "../review/kept-first-decision.ts";
import { type DayRange, during } from "../spend/sum-spend.ts";

type ReviewState = (typeof batchItems.$inferSelect)["reviewState"];

/** Which outputs; all that is named has to hold. */
export interface OutputQuestion {
  state?: ReviewState | undefined;
  batchId?: string | undefined;
  templateId?: string | undefined;
  modelId?: string | undefined;
  language?: string | undefined;
  /** Decisions on it that were not taken back. */
  decided?: DecidedQuestion | undefined;
  /** What the checks say of a field. */
  flagged?: { field: string; check?: string | undefined; verdicts: readonly string[] } | undefined;
  /** Terms of the index. */
  terms?: TermQuestion | undefined;
}

export interface DecidedQuestion {
  /** It was rejected for this; unless whose or when is asked as well, for this the last time. */
  reason?: string | undefined;
  by?: string | undefined;
  days?: DayRange | undefined;
  /** From whom first decisions of two are kept, as `isShownTo` has it. */
  reader?: string | undefined;
}

export interface TermQuestion {
  all: readonly string[];
  beginnings: readonly string[];
  /** Of these, where there are any, at least one. */
  any: readonly string[];
  /** What stands so in the text. */
  runs: readonly string[];
}

/** A stretch of a batch, both ends included; of its items only those in `seqs`, where it says so. */
export interface Stretch {
  batchId: string;
  fromSeq: number;
  toSeq: number;
  seqs?: readonly number[];
}

/** The counter that tells whether a batch has outputs in a state at all. */
const COUNTERS: Partial<Record<ReviewState, SQL>> = {
  pending: sql`review_pending`,
  approved: sql`approved`,
  rejected: sql`rejected`,
  escalated: sql`escalated`,
};

/** Batches that may have such outputs, newest first: from one on, or of some. */
export async function listBatchesOfOutputs(
  tx: Db,
  question: OutputQuestion,
  { fromId, among, limit }: { fromId?: string | undefined; among?: readonly string[]; limit: number },
): Promise<{ id: string; seqCount: number }[]> {
  const { state, batchId, templateId, modelId, language, decided } = question;
  const counter = (state && COUNTERS[state]) ?? sql`succeeded`;
  const conditions = [
    sql`b.outputs_removed_at is null`,
    sql`exists (select from batch_counters c where c.batch_id = b.id having sum(c.${counter}) > 0)`,
    ...(batchId ? [sql`b.id = ${batchId}`] : []),
    ...(templateId ? [sql`b.template_id = ${templateId}`] : []),
    ...(modelId ? [mayAsk(sql`b`, modelId)] : []),
    ...(language ? [sql`${language} = any(b.languages)`] : []),
    ...(decided ? [hasDecisions(decided)] : []),
    ...(fromId ? [sql`b.id <= ${fromId}`] : []),
    ...(among ? [sql`b.id = any(${`{${among.join(",")}}`}::uuid[])`] : []),
  ];
  const rows = await tx.execute<{ id: string; seqCount: number }>(sql`
    select b.id, b.row_count * cardinality(b.languages) as "seqCount" from batches b where ${sql.join(conditions, sql` and `)}
    order by b.id desc limit ${limit}`);
  return [...rows];
}

function hasDecisions({ reason, by, days }: DecidedQuestion): SQL {
  const conditions = [
    sql`q.batch_id = b.id`,
    sql`q.decisions > 0`,
    ...(reason ? [sql`q.reason = ${reason}`] : []),
    ...(by ? [sql`q.member_id = ${by}`] : []),
    ...(days ? [during(days, sql`q.starts_at`)] : []),
  ];
  return sql`exists (select from quality_buckets q where ${sql.join(conditions, sql` and `)})`;
}

/** About how many outputs have these terms, and which share of all, as the planner guesses without looking for them. */
export async function guessWithTerms(tx: Db, terms: TermQuestion): Promise<{ count: number; share: number }> {
  const guess = async (where: SQL) => {
    const [row] = await tx.execute<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
      sql`explain (format json) select from output_terms ${where}`,
    );
    return row?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0;
  };
  const count = await guess(sql`where terms @@ ${tsquery(terms)}::tsquery`);
  return { count, share: count / Math.max(1, await guess(sql``)) };
}

/** How many outputs in stretches of batches have these terms, `atMost` where more have. */
export async function countWithTerms(
  tx: Db,
  terms: TermQuestion,
  stretches: readonly Stretch[],
  atMost: number,
): Promise<number> {
  // Behind offset 0, as the index on terms would read whatever all outputs have of them.
  const parts = stretches.map(
    (stretch) => sql`(select terms from output_terms w where w.batch_id = ${stretch.batchId}
      and ${isWithin(stretch, sql`w`)} offset 0)`,
  );
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from (${sql.join(parts, sql` union all `)}) w where terms @@ ${tsquery(terms)}::tsquery limit ${atMost}
    ) w`);
  return row?.count ?? 0;
}

/**
 * Where the first outputs with these terms are, in the order of a walk through all of them, from one on; `null` where more
 * than so many outputs have them: then the walk itself meets them soon.
 */
export async function findPlacesWithTerms(
  tx: Db,
  terms: TermQuestion,
  { from, limit, atMost }: { from?: OutputPosition | undefined; limit: number; atMost: number },
): Promise<OutputPosition[] | null> {
  const isAfter = from
    ? sql`where batch_id < ${from.batchId} or (batch_id = ${from.batchId} and seq >= ${from.seq})`
    : sql``;
  // First all of them, by the index on terms: what the planner takes a beginning of a word to be worth is a guess.
  const [row] = await tx.execute<{ found: number; places: [string, number][] }>(sql`
    with found as materialized (
      select batch_id, seq from output_terms where terms @@ ${tsquery(terms)}::tsquery limit ${atMost + 1}
    ), places as (
      select batch_id, seq from found ${isAfter} order by batch_id desc, seq limit ${limit}
    )
    select (select count(*)::int from found) as found, (select coalesce(
      jsonb_agg(jsonb_build_array(batch_id, seq) order by batch_id desc, seq), '[]') from places) as places`);
  if (!row || row.found > atMost) return null;
  return row.places.map(([batchId, seq]) => ({ batchId, seq }));
}

/** An item, as a place in the order of all outputs. */
export interface OutputPosition {
  batchId: string;
  seq: number;
}

/** An output with what a list shows of it. */
export interface OutputRow {
  batchId: string;
  seq: number;
  rowNumber: number;
  language: string;
  reviewState: ReviewState;
  output: Record<string, unknown>;
  outputVersion: number;
  checks: VerdictRow[];
  checkedVersion: number;
  cost: string;
  endedAt: string;
  decidedAt: string | null;
  decidedBy: string | null;
  /** Of a rejected one. */
  reason: string | null;
}

const OUTPUT_COLUMNS = sql`i.batch_id as "batchId", i.seq, i.row_number as "rowNumber", i.language,
  i.review_state as "reviewState", i.output, i.output_version as "outputVersion", i.checks,
  i.checked_version as "checkedVersion", i.cost, i.ended_at as "endedAt", i.decided_at as "decidedAt",
  i.decided_by as "decidedBy", case when i.review_state = 'rejected' then (select d.reason from review_decisions d
    where d.batch_id = i.batch_id and d.seq = i.seq and d.decision = 'reject' order by d.id desc limit 1) end as reason`;

/** An output with what an act on it needs. */
export type OutputPlace = Pick<OutputRow, "batchId" | "seq" | "reviewState" | "outputVersion" | "cost">;

const PLACE_COLUMNS = sql`i.batch_id as "batchId", i.seq, i.review_state as "reviewState",
  i.output_version as "outputVersion", i.cost`;

/** The outputs in stretches of batches, in the order of the stretches and then of their rows. */
export async function readOutputs(
  tx: Db,
  question: OutputQuestion,
  stretches: readonly Stretch[],
  limit: number,
): Promise<OutputRow[]> {
  return readStretches<OutputRow>(tx, OUTPUT_COLUMNS, question, stretches, limit);
}

/** As `readOutputs`, without what only a list shows. */
export async function readOutputPlaces(
  tx: Db,
  question: OutputQuestion,
  stretches: readonly Stretch[],
  limit: number,
): Promise<OutputPlace[]> {
  return readStretches<OutputPlace>(tx, PLACE_COLUMNS, question, stretches, limit);
}

// Each stretch names its batch, so that only that batch's part of the table is looked at, however many there are.
async function readStretches<Row>(
  tx: Db,
  columns: SQL,
  question: OutputQuestion,
  stretches: readonly Stretch[],
  limit: number,
): Promise<Row[]> {
  if (stretches.length === 0) return [];
  const parts = stretches.map(
    (stretch) => sql`(select ${columns}
      from batch_items i ${joinDecided(question.decided, stretch)} ${joinTerms(question.terms, stretch)}
      where ${sql.join(conditionsOf(question, stretch), sql` and `)} order by i.seq limit ${limit})`,
  );
  const rows = await tx.execute(
    sql`select * from (${sql.join(parts, sql` union all `)}) outputs limit ${limit}`,
  );
  return rows as unknown as Row[];
}

// What is named by its number was found by its terms.
function joinTerms(terms: TermQuestion | undefined, { batchId, seqs }: Stretch): SQL {
  if (!terms || seqs) return sql``;
  return sql`join output_terms w on w.batch_id = ${batchId} and w.seq = i.seq and w.terms @@ ${tsquery(terms)}::tsquery`;
}

function conditionsOf(question: OutputQuestion, stretch: Stretch): SQL[] {
  const { state, modelId, language, flagged, terms } = question;
  const { batchId } = stretch;
  return [
    sql`i.batch_id = ${batchId}`,
    isWithin(stretch, sql`i`),
    sql`i.output is not null`,
    // As it stands in the conditions of the indexes.
    ...(state ? [sql`i.review_state = ${sql.raw(`'${state}'`)}`] : []),
    ...(language ? [sql`i.language = ${language}`] : []),
    ...(modelId ? [sql`(select ${mayMake(modelId)} from batches b where b.id = ${batchId})`] : []),
    ...(flagged ? [isFlagged(flagged)] : []),
    ...(terms?.runs ?? []).map((run) => sql`normalize(i.output::text, NFKC) ilike ${`%${run}%`}`),
  ];
}

// Of a batch whose languages ask several models, an item is its own language's; where it has a second model, maybe that one's.
function mayMake(modelId: string): SQL {
  return sql`${modelInLanguage(sql`b`, sql`i.language`)} = ${modelId} or b.fallback_model_id = ${modelId}`;
}

function isFlagged({ field, check, verdicts }: NonNullable<OutputQuestion["flagged"]>): SQL {
  return sql`exists (select from jsonb_array_elements(i.checks) c where c ->> 'field' = ${field}
    and c ->> 'verdict' in ${[...verdicts]} ${check ? sql`and c ->> 'kind' = ${check}` : sql``})`;
}

function isWithin({ fromSeq, toSeq, seqs }: Stretch, alias: SQL): SQL {
  return seqs
    ? sql`${alias}.seq = any(${`{${seqs.join(",")}}`}::int[])`
    : sql`${alias}.seq between ${fromSeq} and ${toSeq}`;
}

// Joined, so that the few decisions lead to their items: of `exists` the planner reads the items of the stretch, each one.
function joinDecided(decided: DecidedQuestion | undefined, stretch: Stretch): SQL {
  if (!decided) return sql``;
  const { reason, by, days, reader } = decided;
  const isOfItem = (alias: SQL) => sql`${alias}.batch_id = ${stretch.batchId} and ${alias}.seq = d.seq`;
  const conditions = [
    sql`d.batch_id = ${stretch.batchId}`,
    isWithin(stretch, sql`d`),
    isShownTo(reader, sql`d`),
    reason
      ? sql`d.decision = 'reject' and d.reason = ${reason}`
      : sql`d.decision in ('approve', 'reject', 'edit', 'escalate')`,
    ...(by ? [sql`d.member_id = ${by}`] : []),
    ...(days ? [during(days, sql`d.at`)] : []),
    sql`(select n.decision from review_decisions n where ${isOfItem(sql`n`)} and n.id > d.id order by n.id limit 1)
      is distinct from 'undo'`,
    ...(reason && !by && !days
      ? [
          sql`not exists (select from review_decisions l
            where ${isOfItem(sql`l`)} and l.id > d.id and l.decision = 'reject' and ${isShownTo(reader, sql`l`)})`,
        ]
      : []),
  ];
  return sql`join (select distinct d.seq from review_decisions d where ${sql.join(conditions, sql` and `)}) decided
    on decided.seq = i.seq`;
}

function tsquery({ all, beginnings, any }: TermQuestion): string {
  const parts = [
    ...all.map(quoted),
    ...beginnings.map((beginning) => `${quoted(beginning)}:*`),
    ...(any.length > 0 ? [`(${any.map(quoted).join(" | ")})`] : []),
  ];
  return parts.join(" & ");
}

function quoted(term: string): string {
  return `'${term.replace(/['\\]/g, "$&$&")}'`;
}
