import { db } from "#db/client.ts";
import { findRemoval } from "#db/queries/images/assets.ts";
import { type Result, refuse } from "#lib/result.ts";

/** Refuses an asset that is not there: with `picture_removed` and the day where retention removed it, else as `otherwise`. */
export async function refuseMissing<Code extends string>(
  id: string,
  otherwise: Code,
): Promise<Extract<Result<never, Code | "picture_removed">, { ok: false }>> {
  const removedAt = await findRemoval(db(), id);
  return removedAt
    ? refuse("picture_removed", { date: removedAt.toISOString().slice(0, 10) })
    : refuse(otherwise);
}
