import { type Db, db } from "#db/client.ts";
import { findSchedule, insertRun, lockSchedule, type ScheduleRow } from "#db/queries/batches/schedules.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { findActorByMember } from "#lib/auth/find-actor-by-member.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import type { Failure } from "#lib/failure.ts";
import { log } from "#lib/observability/log.ts";
import { type Result, refuse } from "#lib/result.ts";
import { type LaunchOrigin, launchBatch } from "../launch/launch-batch.ts";
import { launchFrozenSelection, launchSelection } from "../launch/launch-selection.ts";
import { repeatedTermsSchema } from "../launch/launch-terms.ts";
import { arrangeRun } from "./arrange-run.ts";

/**
 * The job: launches what a schedule keeps, in the name of its owner with the roles they have now, and puts the next
 * run on the queue. What was missed meanwhile is run this once. A refusal is kept as the run's outcome, and so is that
 * there was nothing to make.
 */
export async function runDueSchedule(payload: { scheduleId: string; dueAt: string }): Promise<void> {
  const dueAt = new Date(payload.dueAt);
  const schedule = await findSchedule(db(), payload.scheduleId);
  if (!schedule || !isDue(schedule, dueAt)) return;
  try {
    const launched = await launchForOwner(schedule, dueAt, (tx, batchId) =>
      settleRun(tx, schedule.id, dueAt, { batchId }),
    );
    if (launched.ok) return;
    log.info({ scheduleId: schedule.id, code: launched.refusal.code }, "a scheduled launch was refused");
    const { code, params } = launched.refusal;
    const refusal = { code, ...(params && { params }) };
    await db().transaction((tx) => settleRun(tx, schedule.id, dueAt, { refusal }));
  } catch (cause) {
    if (!(cause instanceof RunTaken)) throw cause;
  }
}

/** The job was tried in vain: the run says so, and the next one is put on the queue. */
export async function giveUpDueSchedule(payload: { scheduleId: string; dueAt: string }): Promise<void> {
  const dueAt = new Date(payload.dueAt);
  try {
    await db().transaction((tx) =>
      settleRun(tx, payload.scheduleId, dueAt, { refusal: { code: "given_up" } }),
    );
  } catch (cause) {
    if (!(cause instanceof RunTaken)) throw cause;
  }
}

/**
 * Launches what a schedule keeps at once, in the name of who asks; when it is due stays as it is. Over a selection its batch
 * waits for its rows, and says what became of them.
 */
export async function runScheduleNow(actor: Actor, id: string): Promise<Result<{ id: string }>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  const schedule = await findSchedule(db(), id);
  if (!schedule) return refuse("not_found");
  const now = new Date();
  const record = async (tx: Db, batchId: string) => {
    await insertRun(tx, { scheduleId: id, dueAt: now, batchId });
    await recordAudit(tx, actor, {
      action: "schedules.run",
      targetType: "schedule",
      targetId: id,
      after: { batchId },
    });
  };
  return launchOnce(actor, schedule, now, { record, overSelection: launchSelection });
}

/** Another worker has run what was due, or it is due no more: the batch that was about to be is taken back. */
class RunTaken extends Error {}

function isDue({ state, nextRunAt }: ScheduleRow, dueAt: Date): boolean {
  return state === "active" && nextRunAt?.getTime() === dueAt.getTime();
}

async function launchForOwner(
  schedule: ScheduleRow,
  dueAt: Date,
  record: (tx: Db, batchId: string) => Promise<void>,
): Promise<Result<{ id: string }>> {
  const owner = await findActorByMember(schedule.ownerId);
  if (!owner || !can(owner, "batches:launch")) return refuse("schedule_owner_may_not");
  // That there is nothing to make is the outcome of the run, and no batch: the job has the time to find out.
  return launchOnce(owner, schedule, dueAt, { record, overSelection: launchFrozenSelection });
}

async function launchOnce(
  actor: Actor,
  schedule: ScheduleRow,
  at: Date,
  { record, overSelection }: { record: LaunchOrigin["record"]; overSelection: typeof launchFrozenSelection },
): Promise<Result<{ id: string }>> {
  const { selectionId, ...terms } = repeatedTermsSchema.parse(schedule.launch);
  const name = `${schedule.name} · ${clockOf(at, schedule.timeZone)}`;
  const origin = { scheduleId: schedule.id, record };
  return selectionId === undefined
    ? launchBatch(actor, { ...terms, name }, origin)
    : overSelection(actor, { ...terms, selectionId, name }, origin);
}

async function settleRun(
  tx: Db,
  scheduleId: string,
  dueAt: Date,
  outcome: { batchId: string } | { refusal: Failure },
): Promise<void> {
  const schedule = await lockSchedule(tx, scheduleId);
  if (!schedule || !isDue(schedule, dueAt)) throw new RunTaken();
  if (!(await insertRun(tx, { scheduleId, dueAt, ...outcome }))) throw new RunTaken();
  // The queue goes by the database's clock, which may be a little ahead: the same time must not come twice.
  await arrangeRun(tx, schedule, new Date(Math.max(Date.now(), dueAt.getTime())));
}

/** "2026-11-23 09:00" by the schedule's clock. */
function clockOf(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(at);
}
