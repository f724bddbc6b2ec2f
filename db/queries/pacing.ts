import { and, inArray, sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import { modelPacing } from "../schema/models.ts";

/** Part of a limit that is used: the rest absorbs what the provider's clock and ours disagree about. */
export const USED_SHARE = 0.99;
/** What a 429 leaves of the used part, at most once a second. */
export const SHARE_AFTER_429 = 0.97;
/** How much of the limit comes back a second. */
export const SHARE_RECOVERY = 0.0005;
const LEAST_SHARE = 0.05;
/** What a provider said about its limits counts for this long. */
const REPORTED_FOR = sql`interval '10 minutes'`;
/** No debt of the timeline is longer, whatever somebody did to the server's clock. */
const LONGEST_AHEAD_S = 900;
/** Calls that are kept waiting for longer wait for the limit, and not for the statement. */
const PRESSED_MS = 250;
/** Whoever asks gets this part of what is left of the reach, so that workers end up with equal stretches. */
export const PART_OF_REACH = 0.5;

// The pace is worth nothing after a crash, so no commit of it waits for the disk. For this one statement only.
const withoutSync = sql`quick as materialized (select set_config('synchronous_commit', 'off', true))`;
const usedShare = sql`least(${USED_SHARE}::float8, p.share + ${SHARE_RECOVERY}::float8 * extract(epoch from clock_timestamp() - p.share_at)::float8)`;

/** A stretch of a model's timeline: who has it may use the whole limit in it. */
export interface Stretch {
  /** What part of what was asked for it holds; 0 when the timeline is given away as far as a lease may reach. */
  part: number;
  delayMs: number;
  spanMs: number;
  /** What one request and one token take of it; 0 without that limit. */
  requestMs: number;
  tokenMs: number;
}

/** A stretch that is asked for. */
export interface StretchAsk {
  calls: number;
  /** Of all the calls together. */
  tokens: number;
  /** The part that the first of them takes: a smaller stretch would be of no use. */
  leastPart: number;
  /** How far into the future it may reach. */
  reachMs: number;
  /** How long calls have been kept waiting for one. */
  keptBackMs: number;
}

/** What everybody must know of a model's pace at a moment. */
export interface PaceState {
  /** The limits in force: the owner's, or the provider's where it says less. */
  rpm: number | null;
  tpm: number | null;
  concurrency: number | null;
  /** How much longer nobody may call. */
  closedMs: number;
  /** How much longer the provider said that it is full, of which `closedMs` may be a part; 0 where nothing is closed for that. */
  fullMs: number;
  outage: number;
}

/**
 * Gives away the next stretch of a model's timeline (GCRA) for these calls, or as much of it as the reach allows;
 * no less than the first takes. One statement; `null` when the model has no row yet.
 */
export async function leaseStretch(
  tx: Db,
  modelId: string,
  { calls, tokens, leastPart, reachMs, keptBackMs }: StretchAsk,
): Promise<(Stretch & PaceState) | null> {
  // The lock makes the row the newest there is, and the time is read after it, so that no two get the same stretch.
  const [leased] = await tx.execute<{ [Key in keyof (Stretch & PaceState)]: (Stretch & PaceState)[Key] }>(sql`
    with ${withoutSync}, locked as materialized (
      select p.* from model_pacing p, quick where p.model_id = ${modelId} for update of p
    ), timed as materialized (
      select p.*, clock_timestamp() as now from locked p
    ), rates as (
      select p.*, m.concurrency, least(m.rpm, ${reported("p.reported_rpm")}) as rpm, least(m.tpm, ${reported("p.reported_tpm")}) as tpm,
        least(m.rpm, ${reported("p.reported_rpm")}) * ${usedShare} / 60 as request_rate,
        least(m.tpm, ${reported("p.reported_tpm")}) * ${usedShare} / 60 as token_rate
      from timed p join models m on m.id = p.model_id
    ), line as (
      select *, ${ahead("requests_until", "requests_rate", "request_rate")} as requests_ahead,
        ${ahead("tokens_until", "tokens_rate", "token_rate")} as tokens_ahead,
        greatest(0, extract(epoch from closed_until - now)::float8) as held,
        coalesce(${calls}::float8 / request_rate, 0) as requests_span,
        coalesce(${tokens}::float8 / token_rate, 0) as tokens_span
      from rates
    ), placed as (
      select *, greatest(requests_ahead, tokens_ahead, held) as delay, greatest(requests_span, tokens_span) as span
      from line
    ), given as (
      select *, case
        when outage > 0 or delay >= ${reachMs / 1_000}::float8 then 0
        when span = 0 then 1
        else least(1, greatest(${leastPart}::float8, ${PART_OF_REACH}::float8 * (${reachMs / 1_000}::float8 - delay) / span))
        end as part
      from placed
    )
    update model_pacing p set
      requests_until = g.now + make_interval(secs =>
        case when g.part > 0 then g.delay + g.part * g.requests_span else g.requests_ahead end),
      requests_rate = g.request_rate,
      tokens_until = g.now + make_interval(secs =>
        case when g.part > 0 then g.delay + g.part * g.tokens_span else g.tokens_ahead end),
      tokens_rate = g.token_rate,
      pressed_at = case when g.held = 0 and g.outage = 0 and (g.part < 1 or ${keptBackMs}::float8 > ${PRESSED_MS}::float8) then g.now else p.pressed_at end,
      pressed_by = case when g.tokens_span > g.requests_span then 'tokens' else 'requests' end
    from given g where p.model_id = g.model_id
    returning g.part, g.delay * 1000 as "delayMs", g.part * g.span * 1000 as "spanMs",
      coalesce(1000 / g.request_rate, 0) as "requestMs", coalesce(1000 / g.token_rate, 0) as "tokenMs",
      g.rpm, g.tpm, g.concurrency, g.held * 1000 as "closedMs",
        ${fullMs("g")} as "fullMs", g.outage`);
  return leased ?? null;
}

/** Makes sure that the model has a row. */
export async function ensurePacing(tx: Db, modelId: string): Promise<void> {
  await tx.insert(modelPacing).values({ modelId }).onConflictDoNothing();
}

/**
 * Nobody calls for a while: the provider said so. Less of the limit is used from now on, at most once a second.
 * @param fullMs how long the provider said that it is full, where that is longer.
 */
export async function noteThrottled(tx: Db, modelId: string, holdMs: number, fullMs: number): Promise<void> {
  const lowered = sql`p.share_at < clock_timestamp() - interval '1 second'`;
  await tx.execute(sql`
    with ${withoutSync}
    insert into model_pacing as p (model_id, closed_until, full_until, share, share_at)
    select ${modelId}::uuid, clock_timestamp() + make_interval(secs => ${holdMs / 1_000}::float8),
      clock_timestamp() + make_interval(secs => ${fullMs / 1_000}::float8),
      ${USED_SHARE * SHARE_AFTER_429}::float8, clock_timestamp() from quick
    on conflict (model_id) do update set closed_until = greatest(p.closed_until, excluded.closed_until),
      full_until = case when p.closed_until > clock_timestamp() then greatest(p.full_until, excluded.full_until) else excluded.full_until end,
      share = case when ${lowered} then greatest(${LEAST_SHARE}::float8, ${usedShare} * ${SHARE_AFTER_429}::float8) else p.share end,
      share_at = case when ${lowered} then excluded.share_at else p.share_at end`);
}

/** What a call that found a provider out came to: its code, and the provider's own words, where it had any. */
export interface OutageCause {
  reason: string;
  words: string | null;
}

/**
 * Notes that the provider does not answer, and until when nobody may try it again.
 * @param cause what the last call came to; `null` keeps what is known.
 */
export async function noteOutage(
  tx: Db,
  modelId: string,
  { outage, holdMs, cause }: { outage: number; holdMs: number; cause: OutageCause | null },
): Promise<void> {
  await tx.execute(sql`
    with ${withoutSync}
    insert into model_pacing as p (model_id, closed_until, outage, outage_reason, outage_words)
    select ${modelId}::uuid, clock_timestamp() + make_interval(secs => ${holdMs / 1_000}::float8), ${outage}::smallint,
      ${cause?.reason ?? null}::text, ${cause?.words ?? null}::text
    from quick
    on conflict (model_id) do update set closed_until = excluded.closed_until,
      outage = greatest(p.outage, excluded.outage),
      outage_reason = coalesce(excluded.outage_reason, p.outage_reason),
      outage_words = case when excluded.outage_reason is null then p.outage_words else excluded.outage_words end`);
}

/** Notes that the provider answers again. */
export async function endOutage(tx: Db, modelId: string): Promise<void> {
  await tx.execute(sql`
    with ${withoutSync}
    update model_pacing set closed_until = null, outage = 0, outage_reason = null, outage_words = null
    from quick where model_id = ${modelId} and outage > 0`);
}

/** Lets models be called at once, whatever closed them: somebody has changed what may have been in the way. */
export async function openModels(tx: Db, modelIds: readonly string[]): Promise<void> {
  await tx
    .update(modelPacing)
    .set({ closedUntil: sql`clock_timestamp()` })
    .where(
      and(inArray(modelPacing.modelId, [...modelIds]), sql`${modelPacing.closedUntil} > clock_timestamp()`),
    );
}

/** Leave to try a provider that is out, for one caller at a time; `false` when it is too early or another one tries. */
export async function claimProbe(tx: Db, modelId: string, patienceMs: number): Promise<boolean> {
  const claimed = await tx.execute(sql`
    with ${withoutSync}
    update model_pacing set closed_until = clock_timestamp() + make_interval(secs => ${patienceMs / 1_000}::float8)
    from quick where model_id = ${modelId} and outage > 0 and closed_until <= clock_timestamp()
    returning outage`);
  return claimed.length > 0;
}

/** Notes what the provider itself says that it allows a minute. */
export async function noteReportedLimits(
  tx: Db,
  modelId: string,
  { rpm, tpm }: Pick<PaceState, "rpm" | "tpm">,
): Promise<void> {
  const values = { reportedRpm: rpm, reportedTpm: tpm, reportedAt: sql`clock_timestamp()` };
  await tx
    .insert(modelPacing)
    .values({ modelId, ...values })
    .onConflictDoUpdate({ target: modelPacing.modelId, set: values });
}

/** The pace of models that calls are made to, each as it is now. */
export async function readPaceStates(tx: Db, modelIds: readonly string[]): Promise<Map<string, PaceState>> {
  if (modelIds.length === 0) return new Map();
  const rows = await tx.execute<{ id: string } & { [Key in keyof PaceState]: PaceState[Key] }>(sql`
    select m.id, ${paceColumns} from models m left join model_pacing p on p.model_id = m.id
    where m.id = any(${`{${modelIds.join(",")}}`}::uuid[])`);
  return new Map(rows.map(({ id, ...state }) => [id, state]));
}

/** The columns of `PaceState`, of a model `m` with its row `p`, if it has one. */
export const paceColumns = sql`m.concurrency, least(m.rpm, ${reported("p.reported_rpm")}) as rpm,
  least(m.tpm, ${reported("p.reported_tpm")}) as tpm, coalesce(p.outage, 0) as outage,
  greatest(0, coalesce(extract(epoch from p.closed_until - clock_timestamp())::float8, 0) * 1000) as "closedMs",
  ${fullMs("p")} as "fullMs"`;

/** What keeps calls to a model waiting. */
export interface Pressure {
  outage: number;
  /** What the last call of an outage came to; `null` where that is not known. */
  outageCause: OutageCause | null;
  /** Until when nobody may call, as the provider said it; `null` when that is over. */
  closedUntil: Date | null;
  /** The limit that more calls were wanted than it allows, and how much that is; `null` when none was of late. */
  pressedBy: "requests" | "tokens" | null;
  limit: number | null;
}

/** What keeps calls to models waiting at this moment, for people to see; stale by two seconds at most. */
export async function readPressure(tx: Db, modelIds: readonly string[]): Promise<Map<string, Pressure>> {
  if (modelIds.length === 0) return new Map();
  const isPressed = sql`p.pressed_at > clock_timestamp() - interval '2 seconds'`;
  const rows = await tx.execute<
    { id: string } & Omit<Pressure, "closedUntil" | "outageCause"> & {
        closedUntil: string | null;
        outageReason: string | null;
        outageWords: string | null;
      }
  >(sql`
    select m.id, p.outage, p.outage_reason as "outageReason", p.outage_words as "outageWords", case when p.closed_until > clock_timestamp() then
        case when p.outage > 0 then p.closed_until else greatest(p.closed_until, p.full_until) end
      end as "closedUntil",
      case when ${isPressed} then p.pressed_by end as "pressedBy",
      case when p.pressed_by = 'tokens' then least(m.tpm, ${reported("p.reported_tpm")})
        else least(m.rpm, ${reported("p.reported_rpm")}) end as "limit"
    from model_pacing p join models m on m.id = p.model_id
    where ${inArray(sql`m.id`, [...modelIds])}`);
  return new Map(
    rows.map(({ id, closedUntil, outageReason, outageWords, ...pressure }) => [
      id,
      {
        ...pressure,
        outageCause: outageReason === null ? null : { reason: outageReason, words: outageWords },
        closedUntil: closedUntil === null ? null : new Date(closedUntil),
      },
    ]),
  );
}

// What it said of an earlier time counts no more once it could be called again.
function fullMs(row: "p" | "g") {
  const [closed, full] = [sql.raw(`${row}.closed_until`), sql.raw(`${row}.full_until`)];
  return sql`case when ${closed} > clock_timestamp() and ${sql.raw(`${row}.outage`)} = 0
    then extract(epoch from greatest(${closed}, ${full}) - clock_timestamp())::float8 * 1000 else 0 end`;
}

// What the provider said, while that is news. No more than the owner's limit, whatever it says.
function reported(column: "p.reported_rpm" | "p.reported_tpm") {
  return sql`case when p.reported_at > clock_timestamp() - ${REPORTED_FOR} then ${sql.raw(column)} end`;
}

// Seconds given away already. Under a limit that was raised since, what was given away in them takes less.
function ahead(until: string, rateThen: string, rateNow: string) {
  const seconds = sql`greatest(0, least(${LONGEST_AHEAD_S}::float8, extract(epoch from ${sql.raw(until)} - now)::float8))`;
  const [then, now] = [sql.raw(rateThen), sql.raw(rateNow)];
  return sql`case when ${then} is null or ${now} is null then 0 else ${seconds} * least(1, ${then} / ${now}) end`;
}
