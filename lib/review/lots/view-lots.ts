import { db } from "#db/client.ts";
import { type LotView, readLots } from "#db/queries/review/lots.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type StillPasses, stillPasses } from "#lib/checks/lot-chances.ts";
import type { InspectionLevel, Severity } from "#lib/checks/sampling-plan.ts";
import { cutPage, decodeNumberCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** A lot as it stands. */
export interface Lot {
  id: string;
  batchId: string;
  /** In its batch, from 1. */
  number: number;
  language: string;
  state: LotView["state"];
  aql: string;
  level: InspectionLevel;
  severity: Severity;
  codeLetter: string;
  /** Items in it, and how many of them were drawn. */
  size: number;
  sample: number;
  /** Accepted up to so many defects, rejected from so many on. */
  accept: number;
  reject: number;
  /** Of the sample. */
  decided: number;
  defects: number;
  verdict: "accepted" | "rejected" | null;
  /** What the lot may hold though it is accepted. */
  stillPasses: StillPasses;
  /** What is read to find critical defects, the sample among it; `null` where that is not asked. */
  critical: { sample: number; decided: number; defects: number; stillPasses: StillPasses } | null;
  launchedByMe: boolean;
  movedBy: { memberId: string; name: string } | null;
  note: string | null;
  /** Times are RFC 3339. */
  createdAt: string;
  verdictAt: string | null;
  movedAt: string | null;
  /** When what was released becomes approved. */
  publishableAt: string | null;
  /** From when what is approved of it may be published. */
  settledAt: string | null;
}

/** One lot. Needs `review:read`. */
export async function viewLot(actor: Actor, id: string): Promise<Result<Lot, "forbidden" | "not_found">> {
  if (!can(actor, "review:read")) return refuse("forbidden");
  const [lot] = await viewsOf(actor, await readLots(db(), { id }));
  return lot ? accept(lot) : refuse("not_found");
}

/** A page of the lots of a batch, in order. Needs `review:read`. */
export async function viewLots(
  actor: Actor,
  { batchId, limit, cursor }: { batchId: string; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: Lot[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "review:read")) return refuse("forbidden");
  const afterNumber = decodeNumberCursor(cursor) ?? 0;
  const rows = await readLots(db(), { batchId, afterNumber, limit: limit + 1 });
  const { items, nextCursor } = cutPage(rows, limit, ({ number }) => [number]);
  return accept({ items: await viewsOf(actor, items), nextCursor });
}

async function viewsOf(actor: Actor, rows: readonly LotView[]): Promise<Lot[]> {
  const names = await readMemberNames(
    db(),
    rows.map(({ movedBy }) => movedBy),
  );
  return rows.map((row) => ({
    id: row.id,
    batchId: row.batchId,
    number: row.number,
    language: row.language,
    state: row.state,
    aql: row.aql,
    level: row.level,
    severity: row.severity,
    codeLetter: row.codeLetter,
    size: row.size,
    sample: row.sample,
    accept: row.accept,
    reject: row.reject,
    decided: row.found.decided,
    defects: row.found.defects,
    verdict: row.verdict,
    stillPasses: stillPasses({ size: row.size, sample: row.sample, accept: row.reject - 1 }),
    critical: criticalOf(row),
    launchedByMe: row.launchedBy === actor.memberId,
    movedBy: row.movedBy ? { memberId: row.movedBy, name: names.get(row.movedBy) ?? "" } : null,
    note: row.note,
    createdAt: row.createdAt.toISOString(),
    verdictAt: row.verdictAt?.toISOString() ?? null,
    movedAt: row.movedAt?.toISOString() ?? null,
    publishableAt: row.publishableAt?.toISOString() ?? null,
    settledAt: row.settledAt?.toISOString() ?? null,
  }));
}

function criticalOf({ size, criticalSample: sample, found }: LotView): Lot["critical"] {
  if (sample === 0) return null;
  const { looked: decided, criticals: defects } = found;
  return { sample, decided, defects, stillPasses: stillPasses({ size, sample, accept: 0 }) };
}
