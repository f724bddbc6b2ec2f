import { and, asc, eq, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { alertsOf, hasReached } from "#db/queries/spend/budget-alerts.ts";
import type { batches } from "#db/schema/batches.ts";
import type { StoredFailure } from "#db/schema/failure.ts";
import { notificationEvents, notifications } from "#db/schema/notifications.ts";
import type { budgets } from "#db/schema/spend.ts";

export type EventRow = typeof notificationEvents.$inferSelect;
export type EventKind = EventRow["kind"];

type NotedBatch = Pick<typeof batches.$inferSelect, "id" | "name" | "launchedBy">;

const SWEPT_AT_ONCE = 1_000;

/** Notes something that people may want to hear of, in the transaction that makes it so; once for its key. */
export async function noteEvent(
  tx: Db,
  event: Pick<EventRow, "kind" | "key" | "subjectId" | "facts">,
): Promise<void> {
  await tx.insert(notificationEvents).values(event).onConflictDoNothing();
}

/**
 * Notes that a batch was paused. The caller has just paused it, which happens once until it goes on.
 * @param by who did it; `null` where nobody did.
 */
export async function noteBatchPaused(
  tx: Db,
  { id, name, launchedBy }: NotedBatch,
  { reason, by }: { reason: StoredFailure; by: string | null },
): Promise<void> {
  await noteEvent(tx, {
    kind: "batch.paused",
    key: `batch.paused:${id}:${crypto.randomUUID()}`,
    subjectId: id,
    facts: { name, launchedBy, reason, by },
  });
}

/** Notes that a batch is over. The caller has just ended it. @param by who cancelled it; `null` where nobody did. */
export async function noteBatchFinished(
  tx: Db,
  { id, name, launchedBy }: NotedBatch,
  ending: {
    status: "succeeded" | "failed" | "cancelled";
    succeeded: number;
    failed: number;
    skipped: number;
    by: string | null;
  },
): Promise<void> {
  await noteEvent(tx, {
    kind: "batch.finished",
    key: `batch.finished:${id}:${crypto.randomUUID()}`,
    subjectId: id,
    facts: { name, launchedBy, ...ending },
  });
}

/** Notes that a launch waits for somebody else's word. The caller has just made it wait. */
export async function noteLaunchWaiting(
  tx: Db,
  { id, name, launchedBy }: NotedBatch,
  cost: { cap: string; expected: string | null; currency: string },
): Promise<void> {
  await noteEvent(tx, {
    kind: "launch.waiting",
    key: `launch.waiting:${id}`,
    subjectId: id,
    facts: { name, launchedBy, ...cost },
  });
}

/** Notes what was decided on a launch that waited. The caller has just decided it, which happens once. */
export async function noteLaunchDecided(
  tx: Db,
  { id, name, launchedBy }: NotedBatch,
  decision: { decision: "approved" | "refused"; note: string | null; by: string },
): Promise<void> {
  await noteEvent(tx, {
    kind: "launch.decided",
    key: `launch.decided:${id}`,
    subjectId: id,
    facts: { name, launchedBy, ...decision },
  });
}

/**
 * The part of a statement that notes which share of their amount budgets have used: for each the largest that one of its
 * alerts is of, once a month and amount.
 * @param changed the statement's name for budgets as they are now.
 */
export function notingUsedShares(changed: SQL): SQL {
  return sql`
    insert into notification_events (kind, key, subject_id, facts)
    select 'budget.crossed', concat_ws(':', 'budget', used.id, extract(epoch from used.period_start)::bigint, used.amount, used.share),
      used.id, ${factsOfBudget(sql`used`, sql`used.share`)}
    from (
      select b.*, (select max(alert.share) from ${alertsOf(sql`b`)}
        where alert.basis = 'actual' and (b.spent + b.unknown_spend) * 100 >= b.amount * alert.share) as share
      from ${changed} b
    ) used
    where used.share is not null and used.archived_at is null
    on conflict (key) do nothing`;
}

/** Notes that budgets of a name are used up as far as calls go: what is left takes none of them any more. One that an alert has stopped has told so. */
export async function noteBudgetsUsedUp(tx: Db, name: string): Promise<void> {
  await tx.execute(sql`
    insert into notification_events (kind, key, subject_id, facts)
    select 'budget.crossed', concat_ws(':', 'budget', b.id, extract(epoch from b.period_start)::bigint, b.amount, 100), b.id,
      ${factsOfBudget(sql`b`, sql`100`)}
    from budgets b where b.name = ${name} and b.archived_at is null and not ${hasReached(sql`b`, "stop")}
    on conflict (key) do nothing`);
}

/**
 * Keeps that a forecast has reached a share of a budget, and notes it, once a month and amount: in one statement, so that
 * what follows of it and what is told of it are never one without the other. Nothing where the budget is another by now.
 */
export async function noteForecast(
  tx: Db,
  { id, periodStart, amount }: Pick<typeof budgets.$inferSelect, "id" | "periodStart" | "amount">,
  { share, expected }: { share: number; expected: string },
): Promise<void> {
  await tx.execute(sql`
    with reached as (
      update budgets set forecast_share = ${share} where id = ${id} and amount = ${amount}::numeric
        and period_start = ${periodStart.toISOString()}::timestamptz and archived_at is null and forecast_share < ${share}
      returning *
    )
    insert into notification_events (kind, key, subject_id, facts)
    select 'budget.crossed',
      concat_ws(':', 'budget', b.id, extract(epoch from b.period_start)::bigint, b.amount, 'forecast', ${share}::int), b.id,
      ${factsOfBudget(sql`b`, sql`${share}::int`)} || jsonb_build_object('basis', 'forecast', 'forecast', ${expected}::text)
    from reached b
    on conflict (key) do nothing`);
}

function factsOfBudget(budget: SQL, share: SQL): SQL {
  return sql`jsonb_build_object('by', 'budget', 'name', ${budget}.name, 'share', ${share},
    'action', case when ${hasReached(budget, "stop")} then 'stop' when ${hasReached(budget, "ask-approval")} then 'ask-approval'
      else 'notify' end,
    'spent', (${budget}.spent + ${budget}.unknown_spend)::text, 'amount', ${budget}.amount::text, 'currency', ${budget}.currency)`;
}

/** Notes that a batch has reached its cap, once for that cap. */
export async function noteCapReached(tx: Db, batchId: string): Promise<void> {
  await tx.execute(sql`
    insert into notification_events (kind, key, subject_id, facts)
    select 'budget.crossed', concat_ws(':', 'cap', id, cap), id,
      jsonb_build_object('by', 'cap', 'name', name, 'share', 100, 'spent', (spent + unknown_spend)::text,
        'amount', cap::text, 'currency', currency)
    from batches where id = ${batchId}
    on conflict (key) do nothing`);
}

/** The oldest events that nobody was told of, each the transaction's own until it ends; others' are left to them. */
export async function takeUntoldEvents(tx: Db, limit: number): Promise<EventRow[]> {
  return tx
    .select()
    .from(notificationEvents)
    .where(isNull(notificationEvents.toldAt))
    .orderBy(asc(notificationEvents.at))
    .limit(limit)
    .for("update", { skipLocked: true });
}

/** Tells members of an event in the product, each once, and notes that it was told. */
export async function tellMembers(tx: Db, event: EventRow, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length > 0)
    await tx
      .insert(notifications)
      .values(memberIds.map((memberId) => ({ memberId, eventId: event.id, at: event.at })))
      .onConflictDoNothing();
  await tx.update(notificationEvents).set({ toldAt: sql`now()` }).where(eq(notificationEvents.id, event.id));
}

/** Removes some of what was told before a moment, with what was sent of it; how many events. */
export async function sweepEvents(tx: Db, before: Date): Promise<number> {
  const old = tx
    .select({ id: notificationEvents.id })
    .from(notificationEvents)
    .where(and(lt(notificationEvents.at, before), isNotNull(notificationEvents.toldAt)))
    .limit(SWEPT_AT_ONCE);
  const swept = await tx
    .delete(notificationEvents)
    .where(sql`${notificationEvents.id} in ${old}`)
    .returning({ id: notificationEvents.id });
  return swept.length;
}
