import { db } from "#db/client.ts";
import {
  type BulkActionRow,
  type BulkProgress,
  findBulkAction,
  listBulkFailures as listFailures,
  listBulkActions as listRows,
} from "#db/queries/outputs/bulk-actions.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import {
  type ActionRegenerations,
  groupFailedOfAction,
  sumRegenerationsOfActions,
} from "#db/queries/review/regenerations.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import type { Failure } from "#lib/failure.ts";
import { type Money, money } from "#lib/money.ts";
import { cutPage, decodeIdCursor, decodeItemCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { watch } from "#lib/watch.ts";
import { type BulkAct, rejects } from "./bulk-action.ts";

/** A bulk action and how far it has come. */
export interface BulkActionView {
  id: string;
  do: BulkAct;
  filter: Record<string, string>;
  reason: string | null;
  note: string | null;
  status: BulkActionRow["status"];
  failure: Failure | null;
  count: number;
  /** Of these, those that were come to, the ones that stayed as they were among them. */
  done: number;
  failed: number;
  /** What came of the outputs that it had made anew; `null` where there are none. */
  regeneration: BulkRegeneration | null;
  /** Whether the reader may take it back now. */
  canTakeBack: boolean;
  /** The action that takes it back. */
  takenBackBy: string | null;
  askedBy: { memberId: string; name: string };
  askedAt: string;
  finishedAt: string | null;
}

/** What came of outputs that a bulk action had made anew. */
export interface BulkRegeneration {
  asked: number;
  /** Under way, or waiting for their turn. */
  open: number;
  succeeded: number;
  failed: number;
  /** Their items were decided on otherwise before they were there. */
  withdrawn: number;
  /** Billed, possibly billed ones included, by currency. */
  spent: Money[];
  /** Why some came to nothing, most frequent first. */
  failures: { count: number; failure: Failure }[];
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
  return accept({ items: await toViews(actor, page.items), nextCursor: page.nextCursor });
}

/** A bulk action of one's own, or anybody's with `quality:read-all`. */
export async function readBulkAction(
  actor: Actor,
  id: string,
): Promise<Result<BulkActionView, "forbidden" | "not_found">> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const row = await findBulkAction(db(), id);
  if (!row || !isVisible(actor, row)) return refuse("not_found");
  const [view] = await toViews(actor, [row]);
  return view ? accept(view) : refuse("not_found");
}

/** The action now and after every change, until it and what it had made anew are over or nobody listens. */
export function watchBulkAction(
  actor: Actor,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Result<BulkActionView, "forbidden" | "not_found">> {
  const look = () => readBulkAction(actor, id);
  return watch({ look, hasEnded: (found) => !found.ok || isOver(found.value) }, signal);
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

function isOver({ status, regeneration }: BulkActionView): boolean {
  return (status === "succeeded" || status === "failed") && (regeneration?.open ?? 0) === 0;
}

function isVisible(actor: Actor, { askedBy }: BulkActionRow): boolean {
  return askedBy === actor.memberId || can(actor, "quality:read-all");
}

async function toViews(
  actor: Actor,
  rows: readonly (BulkActionRow & BulkProgress)[],
): Promise<BulkActionView[]> {
  const sums = await sumRegenerationsOfActions(
    db(),
    rows.flatMap((row) => (rejects(row.do) ? row.id : [])),
  );
  const sumsOf = Map.groupBy(sums, ({ actionId }) => actionId);
  const names = await readMemberNames(
    db(),
    rows.map(({ askedBy }) => askedBy),
  );
  const whyOf = new Map<string, BulkRegeneration["failures"]>();
  for (const { actionId, failed } of sums) if (failed > 0) whyOf.set(actionId, await whyFailed(actionId));
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
    regeneration: regenerationOf(sumsOf.get(row.id) ?? [], whyOf.get(row.id) ?? []),
    canTakeBack: mayTakeBack(actor, row),
    takenBackBy: row.takenBackBy,
    askedBy: { memberId: row.askedBy, name: names.get(row.askedBy) ?? "" },
    askedAt: row.askedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}

function mayTakeBack(actor: Actor, row: BulkActionRow & BulkProgress): boolean {
  const isOver = row.status === "succeeded" || row.status === "failed";
  const isOwn = row.askedBy === actor.memberId && can(actor, "review:decide");
  return isOwn && isOver && rejects(row.do) && row.done > row.failed && row.takenBackBy === null;
}

async function whyFailed(actionId: string): Promise<BulkRegeneration["failures"]> {
  const groups = await groupFailedOfAction(db(), actionId);
  return groups.flatMap(({ count, sample }) => (sample ? [{ count, failure: sample }] : []));
}

function regenerationOf(
  sums: readonly ActionRegenerations[],
  failures: BulkRegeneration["failures"],
): BulkRegeneration | null {
  if (sums.length === 0) return null;
  const total = (name: "asked" | "open" | "succeeded" | "failed" | "withdrawn") =>
    sums.reduce((sum, one) => sum + one[name], 0);
  return {
    asked: total("asked"),
    open: total("open"),
    succeeded: total("succeeded"),
    failed: total("failed"),
    withdrawn: total("withdrawn"),
    spent: sums.map(({ spent, currency }) => money(spent, currency)),
    failures,
  };
}
