import { eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { fullDisks } from "#db/schema/retention.ts";

export type FullDisk = typeof fullDisks.$inferSelect;

/** A process that has not said it again for so long is gone, or has room. */
const HEARD_WITHIN = sql.raw("interval '20 seconds'");

/** Notes that a machine's disk is nearly full; to be said again while it is. */
export async function noteFullDisk(
  tx: Db,
  disk: Pick<FullDisk, "host" | "freeBytes" | "neededBytes">,
): Promise<void> {
  await tx
    .insert(fullDisks)
    .values(disk)
    .onConflictDoUpdate({
      target: fullDisks.host,
      set: {
        freeBytes: disk.freeBytes,
        neededBytes: disk.neededBytes,
        since: sql`case when full_disks.said_at > now() - ${HEARD_WITHIN} then full_disks.since else now() end`,
        saidAt: sql`now()`,
      },
    });
}

/** Notes that a machine has room again. */
export async function forgetFullDisk(tx: Db, host: string): Promise<void> {
  await tx.delete(fullDisks).where(eq(fullDisks.host, host));
}

/** The machines whose disk is nearly full now, the fullest first. */
export async function listFullDisks(tx: Db): Promise<FullDisk[]> {
  return tx
    .select()
    .from(fullDisks)
    .where(sql`${fullDisks.saidAt} > now() - ${HEARD_WITHIN}`)
    .orderBy(fullDisks.freeBytes);
}

/** The fullest disk, where there are workers and none of them has room; `null` otherwise. */
export async function findDiskInTheWay(tx: Db): Promise<FullDisk | null> {
  const full = await listFullDisks(tx);
  if (full.length === 0) return null;
  const workers = await tx.execute<{ host: string }>(sql`
    select distinct host from queue.instance
    where name = 'worker' and stopped_on is null and heartbeat_on > now() - ${HEARD_WITHIN}`);
  const hosts = new Set(full.map(({ host }) => host));
  const isInTheWay = workers.length > 0 && [...workers].every(({ host }) => hosts.has(host));
  return isInTheWay ? (full[0] ?? null) : null;
}
