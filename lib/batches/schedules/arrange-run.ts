import type { Db } from "#db/client.ts";
import { type ScheduleRow, updateSchedule } from "#db/queries/batches/schedules.ts";
import { runScheduleJob } from "#lib/batches/jobs.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { nextRuns } from "./recurrence.ts";

/**
 * Puts the next run after a moment on the queue, in the caller's transaction: exactly one waits, since a job whose
 * due time is no longer the schedule's own does nothing. Times missed before `after` are left out.
 */
export async function arrangeRun(
  tx: Db,
  { id, state, cron, timeZone }: Pick<ScheduleRow, "id" | "state" | "cron" | "timeZone">,
  after: Date,
): Promise<void> {
  const [next = null] = state === "active" ? nextRuns({ cron, timeZone }, 1, after) : [];
  await updateSchedule(tx, id, { nextRunAt: next });
  if (next) {
    await enqueue(tx, runScheduleJob, { scheduleId: id, dueAt: next.toISOString() }, { startAfter: next });
  }
}
