import { db } from "#db/client.ts";
import { listFullDisks } from "#db/queries/full-disks.ts";

/** A machine whose disk is nearly full, so that it does no work. */
export interface FullDiskView {
  host: string;
  freeBytes: number;
  neededBytes: number;
  since: string;
}

/** The machines whose disk is nearly full now. Everybody who is signed in may know why nothing goes on. */
export async function viewFullDisks(): Promise<FullDiskView[]> {
  const disks = await listFullDisks(db());
  return disks.map(({ host, freeBytes, neededBytes, since }) => ({
    host,
    freeBytes,
    neededBytes,
    since: since.toISOString(),
  }));
}
