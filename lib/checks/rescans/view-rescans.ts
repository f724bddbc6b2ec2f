import { db } from "#db/client.ts";
import { listNewlyBlocked, type NewlyBlockedRow } from "#db/queries/checks/rescan-outputs.ts";
import { findRescan, listRescans, type RescanRow } from "#db/queries/checks/rescans.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { Failure } from "#lib/failure.ts";
import { type Money, money } from "#lib/money.ts";
import { cutPage, decodeIdCursor, decodeItemCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { watch } from "#lib/watch.ts";
import { isKeptBlind } from "../shown-blind.ts";
import type { RescanScope } from "./rescan-scope.ts";

/** A re-scan as people see it. */
export interface RescanView {
  id: string;
  status: RescanRow["status"];
  failure: Failure | null;
  scope: RescanScope;
  /** The versions it goes by. */
  lexicons: RescanRow["lexicons"];
  /** Outputs there were as it began, and how many are checked by now. */
  outputs: number;
  checked: number;
  /** What may be spent on models, and what is spent or held by now; `null`: none is asked. */
  judging: { cap: Money; spent: Money } | null;
  newlyBlocked: number;
  newlyWarned: number;
  /** Outputs that nothing is said against any more. */
  cleared: number;
  createdBy: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

/** An output that a re-scan blocked and that was not blocked before. */
export type NewlyBlocked = Omit<NewlyBlockedRow, "reviewPlan" | "reviewSeed">;

type Found = { rescan: RescanRow; createdByName: string | null };

/** Re-scans, newest first; of one lexicon where it is named. Needs `rescans:read`. */
export async function viewRescans(
  actor: Actor,
  {
    lexiconId,
    limit,
    cursor,
  }: { lexiconId?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: RescanView[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "rescans:read")) return refuse("forbidden");
  const beforeId = decodeIdCursor(cursor);
  const rows = await listRescans(db(), {
    ...(lexiconId && { lexiconId }),
    ...(beforeId && { beforeId }),
    limit: limit + 1,
  });
  return accept(cutPage(rows.map(viewOf), limit, ({ id }) => [id]));
}

/** One re-scan. Needs `rescans:read`. */
export async function viewRescan(
  actor: Actor,
  id: string,
): Promise<Result<RescanView, "forbidden" | "not_found">> {
  if (!can(actor, "rescans:read")) return refuse("forbidden");
  const found = await findRescan(db(), id);
  return found ? accept(viewOf(found)) : refuse("not_found");
}

/** A re-scan now and after every change, until it is over or nobody listens. */
export function watchRescan(
  actor: Actor,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Result<RescanView, "forbidden" | "not_found">> {
  return watch(
    {
      look: () => viewRescan(actor, id),
      hasEnded: (found) => !found.ok || found.value.status !== "running",
    },
    signal,
  );
}

/** What a re-scan blocked that was not blocked before, of what is not kept from the actor. Needs `rescans:read`. */
export async function viewNewlyBlocked(
  actor: Actor,
  id: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Result<{ items: NewlyBlocked[]; nextCursor: string | null }, "forbidden" | "not_found">> {
  if (!can(actor, "rescans:read")) return refuse("forbidden");
  if (!(await findRescan(db(), id))) return refuse("not_found");
  const after = decodeItemCursor(cursor) ?? null;
  const rows = await listNewlyBlocked(db(), id, { after, limit: limit + 1 });
  const { items, nextCursor } = cutPage(rows, limit, (row) => [row.batchId, row.seq]);
  const shown = items.flatMap(({ reviewPlan, reviewSeed, ...item }) =>
    isKeptBlind(actor, { reviewPlan, reviewSeed }, item) ? [] : [item],
  );
  return accept({ items: shown, nextCursor });
}

function viewOf({ rescan: { fence: _, createdBy: _by, ...rescan }, createdByName }: Found): RescanView {
  const { judgeCap, judgeSpent, judgeCurrency, ...told } = rescan;
  const judging =
    judgeCap === null || judgeCurrency === null
      ? null
      : { cap: money(judgeCap, judgeCurrency), spent: money(judgeSpent, judgeCurrency) };
  return { ...told, judging, createdBy: createdByName };
}
