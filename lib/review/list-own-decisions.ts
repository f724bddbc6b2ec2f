import { db } from "#db/client.ts";
import { readOutputVersions } from "#db/queries/batches/output-versions.ts";
import { readOwnDecisions } from "#db/queries/review/decisions.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type PastDecision, toPastDecision } from "./read-review-item.ts";

/** A decision of one's own, and whether it is still the last word on its item. */
export type OwnDecision = PastDecision & { isLatest: boolean };

/** The actor's latest decisions, latest first: what can be taken back. */
export async function listOwnDecisions(
  actor: Actor,
  limit: number,
): Promise<Result<OwnDecision[], "forbidden">> {
  if (!can(actor, "review:read")) return refuse("forbidden");
  const names = new Map([[actor.memberId, actor.name]]);
  const rows = await readOwnDecisions(db(), actor.memberId, limit);
  const versions = await readOutputVersions(db(), rows);
  return accept(
    rows.map((row) => {
      const ofItem = versions.filter(({ batchId, seq }) => batchId === row.batchId && seq === row.seq);
      return { ...toPastDecision(row, names, ofItem), isLatest: row.isLatest };
    }),
  );
}
