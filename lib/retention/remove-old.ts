import { type Db, db } from "#db/client.ts";
import { removeGivenUpRows } from "#db/queries/retention/datasets.ts";
import { settleGivenUpPictures } from "#db/queries/retention/pictures.ts";
import { readKeepDays, takeNextTurn } from "#db/queries/retention/policies.ts";
import type { Removed } from "#db/queries/retention/removable.ts";
import { systemActor } from "#lib/auth/actor.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { removeFilesOfNone } from "#lib/images/remove-files.ts";
import { log } from "#lib/observability/log.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { hasGivenUp } from "./given-up.ts";
import { removeOldJob } from "./jobs.ts";
import { keepers } from "./keepers.ts";
import { RETENTION_KINDS, type RetentionKind } from "./retention-kind.ts";
import { daysAgo } from "./view-retention.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const AGAIN_AFTER_MS = 90_000;
/** So that it never keeps a worker for long; what is left comes in the next run. */
const LONGEST_RUN_MS = 30_000;

/**
 * The job: removes what is kept long enough, piece by piece, each in a transaction of its own; it may end anywhere.
 * It queues tomorrow's run first, so that one that fails is not the last. What was given up goes whatever the policies
 * have become.
 */
export async function removeOld({ turn }: { turn: number }, stopping: AbortSignal): Promise<void> {
  const keepDays = await readKeepDays(db());
  if (keepDays.size === 0 && !(await hasGivenUp(db()))) return;
  const next = await queueNext(turn, DAY_MS);
  if (next === null) return;
  const endsAt = Date.now() + LONGEST_RUN_MS;
  const goesOn = () => !stopping.aborted && Date.now() < endsAt;
  let isDone = true;
  for (const kind of RETENTION_KINDS) {
    const days = keepDays.get(kind);
    if (days === undefined) continue;
    const removed = await removeKind(kind, daysAgo(days), goesOn);
    if (removed.more) isDone = false;
  }
  let hasMore = true;
  while (hasMore && goesOn()) hasMore = await db().transaction(removeGivenUpRows);
  if (!(await removePictures({ isLast: isDone, goesOn }))) isDone = false;
  if (!isDone || (await hasGivenUp(db()))) await queueNext(next, AGAIN_AFTER_MS);
}

/** The job was tried in vain, perhaps before it had queued tomorrow's: it comes again in an hour, unless that is there. */
export function removeOldLater({ turn }: { turn: number }): Promise<void> {
  return enqueue(db(), removeOldJob, { turn }, { startAfter: new Date(Date.now() + HOUR_MS) });
}

async function removeKind(kind: RetentionKind, before: Date, goesOn: () => boolean): Promise<Removed> {
  const sum: Removed = { count: 0, bytes: 0, more: true };
  try {
    while (sum.more && goesOn()) {
      const some = await keepers[kind].removeSome(before);
      sum.count += some.count;
      sum.bytes += some.bytes;
      sum.more = some.more;
    }
  } catch (err) {
    // One kind that cannot be removed just now, as while a backup reads it, keeps none of the others.
    log.warn({ err, kind }, "what is kept long enough could not be removed");
  }
  await noteRemoved(db(), kind, { ...sum, before });
  return sum;
}

/**
 * Removes pictures that were given up, and the files that are of none: the store is looked through once all else is done,
 * not in each run of many. @returns whether it came to its end.
 */
async function removePictures({
  isLast,
  goesOn,
}: {
  isLast: boolean;
  goesOn: () => boolean;
}): Promise<boolean> {
  try {
    await db().transaction(async (tx) => {
      const gone = await settleGivenUpPictures(tx);
      if (gone) await noteRemoved(tx, "pictures", gone);
    });
    return isLast && (await removeFilesOfNone(goesOn));
  } catch (err) {
    log.warn({ err }, "pictures that nothing names could not be removed");
    return false;
  }
}

async function noteRemoved(
  tx: Db,
  kind: RetentionKind,
  { count, bytes, before }: { count: number; bytes: number; before?: Date },
): Promise<void> {
  if (count === 0) return;
  await recordAudit(tx, systemActor, {
    action: "retention.remove",
    targetType: "retention",
    targetId: kind,
    after: { count, bytes, ...(before && { before: before.toISOString() }) },
  });
  log.info({ kind, count, bytes }, "what was kept long enough was removed");
}

async function queueNext(turn: number, afterMs: number): Promise<number | null> {
  return db().transaction(async (tx) => {
    const next = await takeNextTurn(tx, turn);
    if (next !== null)
      await enqueue(tx, removeOldJob, { turn: next }, { startAfter: new Date(Date.now() + afterMs) });
    return next;
  });
}
