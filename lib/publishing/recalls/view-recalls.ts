import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { acknowledgeByHand, listRecalls, type RecallRow } from "#db/queries/publishing/recalls.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** What was called back, and how far it has come. */
export interface Recall extends Omit<RecallRow, "createdBy" | "createdByName" | "createdAt"> {
  createdBy: { memberId: string; name: string };
  createdAt: string;
}

/** Recalls, newest first; those of what one publication put in its channel, or all. Needs `publications:read`. */
export async function viewRecalls(
  actor: Actor,
  {
    publicationId,
    limit,
    cursor,
  }: { publicationId?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: Recall[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const beforeId = decodeIdCursor(cursor);
  const rows = await listRecalls(db(), { publicationId, beforeId, limit: limit + 1 });
  return accept(cutPage(rows.map(toRecall), limit, ({ id }) => [id]));
}

/** One recall. Needs `publications:read`. */
export async function viewRecall(
  actor: Actor,
  id: string,
): Promise<Result<Recall, "forbidden" | "not_found">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const [row] = isUuid(id) ? await listRecalls(db(), { id, limit: 1 }) : [];
  return row ? accept(toRecall(row)) : refuse("not_found");
}

/**
 * Says that what nobody could be told of was taken down: what left as a file, or a receiver that is no more. Needs
 * `publications:recall`.
 */
export async function acknowledgeRecall(
  actor: Actor,
  id: string,
): Promise<Result<{ acknowledged: number }, "forbidden" | "not_found">> {
  if (!can(actor, "publications:recall")) return refuse("forbidden");
  if (!isUuid(id)) return refuse("not_found");
  return db().transaction(async (tx) => {
    const [row] = await listRecalls(tx, { id, limit: 1 });
    if (!row) return refuse("not_found");
    const acknowledged = await acknowledgeByHand(tx, id, actor.memberId);
    if (acknowledged > 0)
      await recordAudit(tx, actor, {
        action: "publications.acknowledge-recall",
        targetType: "recall",
        targetId: id,
        after: { acknowledged },
      });
    return accept({ acknowledged });
  });
}

function toRecall({ createdBy, createdByName, createdAt, ...row }: RecallRow): Recall {
  return {
    ...row,
    createdBy: { memberId: createdBy, name: createdByName ?? "" },
    createdAt: new Date(createdAt).toISOString(),
  };
}
