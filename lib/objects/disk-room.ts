import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { readEnv } from "#lib/env.ts";

/** The room on the disk of DATA_DIR, where the embedded database, objects in a folder and unfinished files lie. */
export interface DiskRoom {
  freeBytes: number;
  /** What must be free for work to go on. */
  neededBytes: number;
}

const MEGABYTE = 1_000_000;
/** So that work does not stop and go with every file that comes and goes. */
const ROOM_AGAIN = 1.1;

/** How much room there is now. */
export async function readDiskRoom(): Promise<DiskRoom> {
  const { DATA_DIR, DISK_RESERVE_MB } = readEnv();
  const { bavail, bsize } = await statOf(DATA_DIR);
  return { freeBytes: bavail * bsize, neededBytes: DISK_RESERVE_MB * MEGABYTE };
}

/** Whether work must wait for room. @param waits whether it waits already: it goes on with a little more than needed. */
export function isShort({ freeBytes, neededBytes }: DiskRoom, waits = false): boolean {
  return freeBytes < neededBytes * (waits ? ROOM_AGAIN : 1);
}

// The folder itself may not be there yet.
async function statOf(folder: string): Promise<{ bavail: number; bsize: number }> {
  try {
    return await statfs(/* turbopackIgnore: true */ folder);
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === folder) throw error;
    return statOf(parent);
  }
}
