import { db } from "#db/client.ts";
import {
  type BulkActionRow,
  type BulkProgress,
  findBulkAction,
  listBulkFailures as listFailures,
  listBulkActions as listRows,
} from "#db/queries/outputs/bulk-actions.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import type { Failure } from "#lib/failure.ts";
import { cutPage, decodeIdCursor, decodeItemCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { watch } from "#lib/watch.ts";
import type { BulkDeed } from "./bulk-action.ts";

/** A bulk action and how far it has come. */
export interface BulkActionView {
  id: string;
  do: BulkDeed;
  filter: Record<string, string>;
  reason: string | null;
  note: string | null;
  status: BulkActionRow["status"];
  failure: Failure | null;
  count: number;
  /** Of these, those that were come to, the ones that stayed as they were among them. */
  done: number;
  failed: number;
  askedBy: { memberId: string; name: string };
  askedAt: string;
  finishedAt: string | null;
}

type Page<Item> = { items: Item[]; nextCursor: string | null };

/** Bulk actions, the newest first: one's own, or all for who may see everybody's (`quality:read-all`). */
export async function listBulkActions(
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Result<Page<BulkActionView>, "forbidden">> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const rows = await listRows(db(), {
    limit,
    before: decodeIdCursor(cursor),
    askedBy: can(actor, "quality:read-all") ? undefined : actor.memberId,
  });
  const page = cutPage(rows, limit, ({ id }) => [id]);
  return accept({ items: await toViews(page.items), nextCursor: page.nextCursor });
}

/** A bulk action of one's own, or anybody's with `quality:read-all`. */
export async function readBulkAction(
  actor: Actor,
  id: string,
): Promise<Result<BulkActionView, "forbidden" | "not_found">> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const row = await findBulkAction(db(), id);
  if (!row || !isVisible(actor, row)) return refuse("not_found");
  const [view] = await toViews([row]);
  return view ? accept(view) : refuse("not_found");
}

/** The action now and after every change, until it is over or nobody listens. */
export function watchBulkAction(
  actor: Actor,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Result<BulkActionView, "forbidden" | "not_found">> {
  const look = () => readBulkAction(actor, id);
  return watch(
    { look, hasEnded: (found) => !found.ok || ["succeeded", "failed"].includes(found.value.status) },
    signal,
  );
}

/** The outputs that an action left as they were, and why. */
export async function listBulkFailures(
  actor: Actor,
  id: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Result<Page<{ itemId: string; reason: Failure }>, "forbidden" | "not_found">> {
  const found = await readBulkAction(actor, id);
  if (!found.ok) return found;
  const after = decodeItemCursor(cursor);
  const page = cutPage(await listFailures(db(), id, { after, limit }), limit, (row) => [
    row.batchId,
    row.seq,
  ]);
  return accept({
    items: page.items.map(({ batchId, seq, code }) => ({ itemId: itemId(batchId, seq), reason: { code } })),
    nextCursor: page.nextCursor,
  });
}

function isVisible(actor: Actor, { askedBy }: BulkActionRow): boolean {
  return askedBy === actor.memberId || can(actor, "quality:read-all");
}

async function toViews(rows: readonly (BulkActionRow & BulkProgress)[]): Promise<BulkActionView[]> {
  const names = await readMemberNames(
    db(),
    rows.map(({ askedBy }) => askedBy),
  );
  return rows.map((row) => ({
    id: row.id,
    do: row.do,
    filter: row.filter,
    reason: row.reason,
    note: row.note,
    status: row.status,
    failure: row.failure,
    count: row.itemCount,
    done: row.done,
    failed: row.failed,
    askedBy: { memberId: row.askedBy, name: names.get(row.askedBy) ?? "" },
    askedAt: row.askedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}
