import { db } from "#db/client.ts";
import { sumUnusedUploads } from "#db/queries/datasets-uploads.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { KEPT_FOR_MS } from "./stale-file.ts";

/** What a member's files may take that no dataset was made of yet; they are removed after a day. */
const QUOTA_BYTES = 10 * 1024 ** 3;
const QUOTA_FILES = 2_000;
/** Files of one member that arrive at once, in one process. */
const MOST_ARRIVING = 4;

const arriving = new Map<string, number>();

/**
 * How many bytes another file of a member may have, of at most `largest`. Refuses with `upload_quota` where their
 * unused files take all of their room, and with `rate_limited` where too many arrive at once.
 */
export async function uploadRoom(
  { memberId }: Pick<Actor, "memberId">,
  largest: number,
): Promise<Result<number, "upload_quota" | "rate_limited">> {
  if ((arriving.get(memberId) ?? 0) >= MOST_ARRIVING) return refuse("rate_limited");
  const { bytes, files } = await sumUnusedUploads(db(), memberId, new Date(Date.now() - KEPT_FOR_MS));
  const left = QUOTA_BYTES - bytes;
  if (left <= 0 || files >= QUOTA_FILES)
    return refuse("upload_quota", { gigabytes: Math.floor(QUOTA_BYTES / 1024 ** 3) });
  return accept(Math.min(largest, left));
}

/** Does work while a file of a member arrives. */
export async function whileArriving<Value>(memberId: string, work: () => Promise<Value>): Promise<Value> {
  arriving.set(memberId, (arriving.get(memberId) ?? 0) + 1);
  try {
    return await work();
  } finally {
    const others = (arriving.get(memberId) ?? 1) - 1;
    if (others > 0) arriving.set(memberId, others);
    else arriving.delete(memberId);
  }
}
