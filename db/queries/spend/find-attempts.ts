import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { chargedPrice } from "./charged-price.ts";
import { type DayRange, during, NO_KEY } from "./sum-spend.ts";

/** An entry of the ledger with the names and the price it refers to. */
export interface AttemptRow {
  id: string;
  /** RFC 3339, microseconds kept so that it works as a keyset position. */
  at: string;
  kind: "settled" | "released" | "unknown";
  runKind: "trial" | "batch" | "index" | "evaluation" | "conversation";
  runId: string;
  /** Whether the trial or batch is still there to be looked at. */
  runExists: boolean;
  /** Of a batch. */
  runName: string | null;
  seq: number;
  language: string | null;
  step: number;
  purpose: "generate" | "repair" | "check" | "embed";
  modelId: string;
  modelName: string | null;
  providerName: string | null;
  templateId: string | null;
  templateName: string | null;
  templateVersion: number | null;
  memberId: string;
  memberName: string | null;
  /** That of the member, as it is now. */
  team: string | null;
  outcome: string;
  inputTokens: number;
  cachedInputTokens: number;
  cacheWriteTokens: number;
  pictureInputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  pictureOutputTokens: number;
  pictures: number;
  /** What each picture cost, where its size and quality told. */
  perPicture: string | null;
  cost: string;
  currency: string;
  inputPerMTok: string | null;
  cachedInputPerMTok: string | null;
  cacheWritePerMTok: string | null;
  pictureInputPerMTok: string | null;
  outputPerMTok: string | null;
  pictureOutputPerMTok: string | null;
  perImage: string | null;
  /** The part of the price that was taken off in a provider's batch. */
  batchDiscount: string | null;
  /** What the call is charged at: the price without that part; what has no price of its own costs what other input or output does. */
  charged:
    | (Record<
        | "inputPerMTok"
        | "cachedInputPerMTok"
        | "cacheWritePerMTok"
        | "pictureInputPerMTok"
        | "outputPerMTok"
        | "pictureOutputPerMTok",
        string
      > & {
        perImage: string | null;
      })
    | null;
  latencyMs: number | null;
  simulated: boolean;
  providerRequestId: string | null;
}

export interface AttemptFilter {
  range?: DayRange | undefined;
  currency?: string | undefined;
  runId?: string | undefined;
  /** Whatever run of this kind. */
  runKind?: AttemptRow["runKind"] | undefined;
  modelId?: string | undefined;
  templateId?: string | undefined;
  memberId?: string | undefined;
  /** The team or language; `NO_KEY` for none. */
  team?: string | undefined;
  language?: string | undefined;
  kind?: string | undefined;
}

/** Entries, the latest first, after a keyset position; one more than `limit` tells that there are more. */
export async function findAttempts(
  tx: Db,
  filter: AttemptFilter,
  { limit, after }: { limit: number; after: { at: string; id: string } | null },
): Promise<AttemptRow[]> {
  const conditions = conditionsOf(filter);
  if (after) conditions.push(sql`(a.at, a.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  const rows = await tx.execute<AttemptRow & Record<string, unknown>>(sql`
    ${ATTEMPT_WITH_NAMES} where ${sql.join(conditions, sql` and `)}
    order by a.at desc, a.id desc limit ${limit + 1}`);
  return [...rows];
}

/** One entry; `null` when there is none of that id. */
export async function findAttempt(tx: Db, id: string): Promise<AttemptRow | null> {
  const [row] = await tx.execute<AttemptRow & Record<string, unknown>>(
    sql`${ATTEMPT_WITH_NAMES} where a.id = ${id}::uuid`,
  );
  return row ?? null;
}

/** How many entries match, counted no further than `limit`. */
export async function countAttempts(tx: Db, filter: AttemptFilter, limit: number): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from
      (select 1 from attempts a where ${sql.join(conditionsOf(filter), sql` and `)} limit ${limit}) counted`);
  return row?.count ?? 0;
}

function charged(price: SQL): SQL {
  return sql`trim_scale(${chargedPrice(price, sql`a.batch_discount`)})::text`;
}

const ATTEMPT_WITH_NAMES = sql`
  select a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, a.kind,
    a.run_kind as "runKind", a.run_id as "runId", coalesce(batch.name, collection.name) as "runName",
    (batch.id is not null or (collection.id is not null and collection.archived_at is null) or exists (select 1 from trials where trials.id = a.run_id)) as "runExists", a.seq, a.language, a.step, a.purpose, a.model_id as "modelId", model.name as "modelName", provider.name as "providerName",
    a.template_id as "templateId", template.name as "templateName", version.number as "templateVersion",
    a.member_id as "memberId", member.name as "memberName", member.team, a.outcome,
    a.input_tokens as "inputTokens", a.cached_input_tokens as "cachedInputTokens",
    a.cache_write_tokens as "cacheWriteTokens",
    a.output_tokens as "outputTokens",
    a.picture_input_tokens as "pictureInputTokens", a.picture_output_tokens as "pictureOutputTokens",
    a.reasoning_tokens as "reasoningTokens", a.pictures, trim_scale(a.per_picture)::text as "perPicture", a.cost::text as cost, a.currency,
    price.input_per_mtok::text as "inputPerMTok", price.cached_input_per_mtok::text as "cachedInputPerMTok",
    price.cache_write_per_mtok::text as "cacheWritePerMTok",
    price.picture_input_per_mtok::text as "pictureInputPerMTok",
    price.picture_output_per_mtok::text as "pictureOutputPerMTok",
    price.output_per_mtok::text as "outputPerMTok", price.per_image::text as "perImage",
    trim_scale(a.batch_discount)::text as "batchDiscount",
    case when price.id is not null then jsonb_build_object(
      'inputPerMTok', ${charged(sql`price.input_per_mtok`)},
      'cachedInputPerMTok', ${charged(sql`coalesce(price.cached_input_per_mtok, price.input_per_mtok)`)},
      'cacheWritePerMTok', ${charged(sql`coalesce(price.cache_write_per_mtok, price.input_per_mtok)`)},
      'pictureInputPerMTok', ${charged(sql`coalesce(price.picture_input_per_mtok, price.input_per_mtok)`)},
      'outputPerMTok', ${charged(sql`price.output_per_mtok`)},
      'pictureOutputPerMTok', ${charged(sql`coalesce(price.picture_output_per_mtok, price.output_per_mtok)`)},
      'perImage', ${charged(sql`coalesce(a.per_picture, price.per_image)`)}) end as charged,
    a.latency_ms as "latencyMs", a.simulated,
    a.provider_request_id as "providerRequestId"
  from attempts a
    left join batches batch on batch.id = a.run_id
    left join collections collection on collection.id = a.run_id
    left join models model on model.id = a.model_id
    left join providers provider on provider.id = model.provider_id
    left join templates template on template.id = a.template_id
    left join template_versions version on version.id = a.template_version_id
    left join members member on member.id = a.member_id
    left join prices price on price.id = a.price_id`;

function conditionsOf(filter: AttemptFilter): SQL[] {
  const conditions = [sql`true`];
  const equals = (column: string, id: string | undefined) => {
    if (id) conditions.push(sql`a.${sql.identifier(column)} = ${id}::uuid`);
  };
  if (filter.range) conditions.push(during(filter.range, sql`a.at`));
  if (filter.currency) conditions.push(sql`a.currency = ${filter.currency}`);
  if (filter.kind) conditions.push(sql`a.kind = ${filter.kind}`);
  if (filter.runKind) conditions.push(sql`a.run_kind = ${filter.runKind}`);
  if (filter.team !== undefined) {
    const isOf = filter.team === NO_KEY ? sql`m.team is not null` : sql`m.team = ${filter.team}`;
    const among = sql`exists (select from members m where m.id = a.member_id and ${isOf})`;
    conditions.push(filter.team === NO_KEY ? sql`not ${among}` : among);
  }
  if (filter.language !== undefined)
    conditions.push(
      filter.language === NO_KEY ? sql`a.language is null` : sql`a.language = ${filter.language}`,
    );
  equals("run_id", filter.runId);
  equals("model_id", filter.modelId);
  equals("template_id", filter.templateId);
  equals("member_id", filter.memberId);
  return conditions;
}
