import { type SQL, sql } from "drizzle-orm";
import { BLANK_TEXT } from "#db/blank-text.ts";
import type { Db } from "#db/client.ts";
import { rowDigest } from "#db/queries/row-digest.ts";
import type { batches } from "#db/schema/batches.ts";
import { type ChunkPlan, placedInChunks } from "./chunks.ts";

/**
 * What a launch over these rows would find of an item: nothing made of it (`never`), made from what has changed since, or
 * rejected; else why there is nothing to do. `lacking`: its row would be left out. `making`: another run has it.
 * `waiting`: rejected for its source, which is as it was. `dropped`: somebody said so.
 */
export type DueKind =
  | "never"
  | "stale"
  | "rejected"
  | "unchanged"
  | "making"
  | "waiting"
  | "dropped"
  | "lacking";

/** The rows and languages that are looked through. */
export interface DueScope {
  datasetId: string;
  rowCount: number;
  languages: readonly string[];
  /** Columns without which a row is left out. */
  needed: readonly string[];
}

/** An earlier batch of the same template. */
export interface EarlierBatch {
  id: string;
  datasetId: string;
  templateVersionId: string;
  languages: string[];
  rowCount: number;
  glossaries: (typeof batches.$inferSelect)["glossaries"];
  reads: Record<string, string[]> | null;
  isPart: boolean;
  /** It still makes items. */
  isOpen: boolean;
}

/** Lets one launch of a part of a template's rows at a time look and launch: what one has is no other's. */
export async function holdDueItems(tx: Db, templateId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`due ${templateId}`}, 0))`);
}

/** Lists every item of a scope in a table that lasts as long as the caller's transaction. */
export async function listDueItems(
  tx: Db,
  { datasetId, rowCount, languages, needed }: DueScope,
): Promise<void> {
  const count = languages.length;
  await tx.execute(sql`
    create temporary table due_items (seq int primary key, row_number int not null, language text not null, key text,
      shares_key boolean not null default false, kind text, seen text, of_source boolean, of_template boolean,
      of_glossary boolean, of_model boolean) on commit drop`);
  const lacks =
    needed.length === 0
      ? sql`false`
      : sql`exists (select from jsonb_array_elements_text(${JSON.stringify(needed)}::jsonb) as name
          where coalesce(r.values ->> name, '') ~ ${BLANK_TEXT})`;
  await tx.execute(sql`
    insert into due_items (seq, row_number, language, key, kind)
    select (r.row_number - 1) * ${count}::int + l.place - 1, r.row_number, l.language, r.search_key,
      case when ${lacks} then 'lacking' end
    from dataset_rows r cross join unnest(${array(languages)}::text[]) with ordinality l(language, place)
    where r.dataset_id = ${datasetId} and r.row_number <= ${rowCount}`);
  await tx.execute(sql`
    update due_items d set shares_key = true from (
      select search_key from dataset_rows where dataset_id = ${datasetId} and row_number <= ${rowCount}
        and search_key is not null group by search_key having count(*) > 1
    ) shared where d.key = shared.search_key`);
  await tx.execute(sql`create index on due_items (key, language) where kind is null`);
  await tx.execute(sql`analyze due_items`);
}

/** The batches of a template that have made something or still do, newest first. */
export async function listEarlierBatches(tx: Db, templateId: string): Promise<EarlierBatch[]> {
  const rows = await tx.execute(sql`
    select b.id, b.dataset_id as "datasetId", b.template_version_id as "templateVersionId", b.languages,
      b.row_count as "rowCount", b.glossaries, b.reads, b.only is not null as "isPart",
      b.state in ('awaiting-approval', 'scheduled', 'running', 'paused') as "isOpen"
    from batches b
    where b.template_id = ${templateId} and b.outputs_removed_at is null
      and (b.state in ('awaiting-approval', 'scheduled', 'running', 'paused')
        or exists (select from batch_counters c where c.batch_id = b.id having sum(c.succeeded) > 0))
    order by b.id desc`);
  return rows as unknown as EarlierBatch[];
}

/** Notes the items that an open batch has and has not made yet. */
export async function noteItemsInMaking(tx: Db, { datasetId }: DueScope, batch: EarlierBatch): Promise<void> {
  const languages = sql`${array(batch.languages)}::text[]`;
  const isItsOwn = batch.isPart
    ? sql`and here.there in (select unnest(c.seqs) from batch_chunks c
        where c.batch_id = ${batch.id} and c.state <> 'done')`
    : sql``;
  await tx.execute(sql`
    with here as (
      select d.seq, (r.row_number - 1) * ${batch.languages.length}::int + array_position(${languages}, d.language) - 1
        as there
      from due_items d join dataset_rows r on r.dataset_id = ${batch.datasetId} and ${sameRow(datasetId, batch)}
      where d.kind is null and d.language = any(${languages}) and r.row_number <= ${batch.rowCount}
    )
    update due_items d set kind = 'making' from here
    where d.seq = here.seq ${isItsOwn}
      and not exists (select from batch_items i where i.batch_id = ${batch.id} and i.seq = here.there)`);
}

/** How what a batch was made with differs from what is made now, by language. */
export interface MadeWith {
  /** The columns that it read. */
  reads: Record<string, string[]>;
  /** Languages in which the template asks for something else. */
  askedOtherwise: readonly string[];
  /** Languages for which the template names another model. */
  modelChanged: readonly string[];
  /** Languages in which terms of its glossaries have changed: rows that have them are yet to be found. */
  termsChanged: readonly string[];
}

/**
 * Settles the items whose last output a batch has. Of rows that share their key with another, one that was made from the
 * same values is what counts, in whichever batch it is.
 */
export async function settleMadeItems(
  tx: Db,
  { datasetId }: DueScope,
  batch: EarlierBatch,
  { reads, askedOtherwise, modelChanged, termsChanged }: MadeWith,
): Promise<void> {
  const columns = sql`(${JSON.stringify(reads)}::jsonb -> i.language)`;
  const digest = (row: SQL) => rowDigest((name) => sql`${row}.values ->> ${name}`, columns);
  await tx.execute(sql`
    with made as (
      select distinct on (d.seq) d.seq, i.review_state, i.route, d.shares_key,
        coalesce(i.row_digest, ${digest(sql`r`)}) <> ${digest(sql`n`)} as of_source,
        i.language = any(${array(askedOtherwise)}::text[]) as of_template,
        i.language = any(${array(modelChanged)}::text[]) as of_model,
        i.language = any(${array(termsChanged)}::text[]) as has_terms,
        exists (select from regenerations g where g.batch_id = ${batch.id} and g.seq = i.seq
          and g.state in ('queued', 'running')) as is_regenerating
      from batch_items i
        join dataset_rows r on r.dataset_id = ${batch.datasetId} and r.row_number = i.row_number
        join due_items d on d.language = i.language and d.kind is null and ${sameRow(datasetId, batch)}
        join dataset_rows n on n.dataset_id = ${datasetId} and n.row_number = d.row_number
      where i.batch_id = ${batch.id} and i.state = 'succeeded'
      order by d.seq, of_source, i.seq desc
    ), judged as (
      select *, case
        when is_regenerating then 'making'
        when route = 'drop' then 'dropped'
        when route = 'fix-source' and not of_source then 'waiting'
        when review_state = 'rejected' then 'rejected'
        when of_source or of_template or of_model then 'stale'
        when has_terms then 'terms'
        else 'unchanged' end as found
      from made
    )
    update due_items d set
      kind = case when j.shares_key and j.of_source then null else j.found end, seen = coalesce(d.seen, j.found),
      of_source = case when d.seen is null or not j.of_source then j.of_source else d.of_source end,
      of_template = case when d.seen is null or not j.of_source then j.of_template else d.of_template end,
      of_model = case when d.seen is null or not j.of_source then j.of_model else d.of_model end
    from judged j where d.seq = j.seq`);
}

/** Items that are unchanged but for terms of glossaries that may stand in their rows, after one. */
export async function listItemsWithTerms(
  tx: Db,
  { datasetId }: DueScope,
  { after, limit }: { after: number; limit: number },
): Promise<{ seq: number; language: string; values: Record<string, string> }[]> {
  const rows = await tx.execute(sql`
    select d.seq, d.language, r.values from due_items d
      join dataset_rows r on r.dataset_id = ${datasetId} and r.row_number = d.row_number
    where d.kind = 'terms' and d.seq > ${after} order by d.seq limit ${limit}`);
  return rows as unknown as { seq: number; language: string; values: Record<string, string> }[];
}

/** Settles items by their terms: those of `changed` have one that changed, the others none. */
export async function settleTerms(tx: Db, changed: readonly number[]): Promise<void> {
  await tx.execute(sql`
    update due_items set kind = 'stale', of_glossary = true
    where kind = 'terms' and seq = any(${array(changed)}::int[])`);
}

/** What was not changed by any term is unchanged. */
export async function settleOtherTerms(tx: Db): Promise<void> {
  await tx.execute(sql`update due_items set kind = 'unchanged' where kind = 'terms'`);
}

/** Whether there are items that no batch has been found to have. */
export async function hasOpenItems(tx: Db): Promise<boolean> {
  const [found] = await tx.execute(sql`select from due_items where kind is null limit 1`);
  return found !== undefined;
}

/** Settles what no batch has made. */
export async function settleOpenItems(tx: Db): Promise<void> {
  await tx.execute(sql`update due_items set kind = coalesce(seen, 'never') where kind is null`);
}

/** How many items there are of a kind; of those made from what has changed, by what has: more than one may have. */
export interface DueSum {
  kind: DueKind;
  items: number;
  ofSource: number;
  ofTemplate: number;
  ofGlossary: number;
  ofModel: number;
}

/** Counts the listed items by kind. */
export async function countDueItems(tx: Db): Promise<DueSum[]> {
  const rows = await tx.execute(sql`
    select kind, count(*)::int as items, count(*) filter (where of_source)::int as "ofSource",
      count(*) filter (where of_template)::int as "ofTemplate", count(*) filter (where of_glossary)::int as "ofGlossary",
      count(*) filter (where of_model)::int as "ofModel"
    from due_items group by kind`);
  return rows as unknown as DueSum[];
}

/** Puts the listed items of these kinds into waiting chunks of a batch that has none yet. */
export async function addDueChunks(
  tx: Db,
  batchId: string,
  kinds: readonly DueKind[],
  plan: ChunkPlan,
): Promise<void> {
  await tx.execute(sql`
    insert into batch_chunks (batch_id, number, from_seq, to_seq, seqs, state)
    select ${batchId}::uuid, place, min(seq), max(seq) + 1, array_agg(seq order by seq), 'waiting'
    from (${placedInChunks(sql`select seq from due_items where kind = any(${array(kinds)}::text[])`, plan)}) placed
    group by place`);
}

// A row is known by its place in the same dataset, and in any other by its key.
function sameRow(datasetId: string, batch: Pick<EarlierBatch, "datasetId">): SQL {
  return batch.datasetId === datasetId ? sql`r.row_number = d.row_number` : sql`r.search_key = d.key`;
}

function array(values: readonly (string | number)[]): string {
  return `{${values.map((value) => JSON.stringify(value)).join(",")}}`;
}
