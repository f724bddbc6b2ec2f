import { db } from "#db/client.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import { type ProgressRow, readReviewProgress } from "#db/queries/review/progress.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** What one person has decided. */
export type PersonProgress = ProgressRow & { name: string };

/**
 * What people have decided since a moment, less what they took back: the actor's own, or everybody's for who may reopen
 * decisions. Needs `review:read`.
 */
export async function viewProgress(
  actor: Actor,
  since: Date,
): Promise<Result<PersonProgress[], "forbidden">> {
  if (!can(actor, "review:read")) return refuse("forbidden");
  const seesAll = can(actor, "review:reopen");
  const rows = await readReviewProgress(db(), since, seesAll ? undefined : actor.memberId);
  const names = await readMemberNames(
    db(),
    rows.map(({ memberId }) => memberId),
  );
  return accept(rows.map((row) => ({ ...row, name: names.get(row.memberId) ?? "" })));
}
