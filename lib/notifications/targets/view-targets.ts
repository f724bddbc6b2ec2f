import { db } from "#db/client.ts";
import {
  type DeliveryRow,
  findLastDeliveries,
  findTarget,
  listDeliveries,
  listTargets,
  type TargetRow,
} from "#db/queries/notifications/targets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { Failure } from "#lib/failure.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type NotedEvent, readEvent } from "../event.ts";

const LATEST = 20;

/** How it went with one event on its way to a target. */
export interface DeliveryView {
  state: DeliveryRow["state"];
  attempts: number;
  failure: Failure | null;
  at: Date;
  endedAt: Date | null;
}

/** A target, without its keys. */
export interface TargetView {
  target: Pick<
    TargetRow,
    | "id"
    | "name"
    | "kind"
    | "shownAddress"
    | "locale"
    | "events"
    | "team"
    | "digestMinutes"
    | "allowPrivateNetwork"
    | "deadAt"
    | "createdAt"
  > & { hasSecret: boolean };
  /** The newest that was tried; `null` before the first. */
  last: DeliveryView | null;
}

/** The targets in use, by name. Needs `notifications:write`. */
export async function viewTargets(actor: Actor): Promise<Result<TargetView[], "forbidden">> {
  if (!can(actor, "notifications:write")) return refuse("forbidden");
  const last = await findLastDeliveries(db());
  const targets = await listTargets(db());
  return accept(targets.map((target) => viewOf(target, last.get(target.id))));
}

/** A target with what was last sent there, newest first. Needs `notifications:write`. */
export async function viewTarget(
  actor: Actor,
  id: string,
): Promise<
  Result<TargetView & { deliveries: (DeliveryView & { event: NotedEvent })[] }, "forbidden" | "not_found">
> {
  if (!can(actor, "notifications:write")) return refuse("forbidden");
  const target = await findTarget(db(), id);
  if (!target) return refuse("not_found");
  const rows = await listDeliveries(db(), id, LATEST);
  const tried = rows.find(({ delivery }) => delivery.attempts > 0)?.delivery;
  return accept({
    ...viewOf(target, tried),
    deliveries: rows.flatMap(({ delivery, event: row }) => {
      const event = readEvent(row);
      return event ? [{ ...deliveryOf(delivery), event }] : [];
    }),
  });
}

function viewOf(row: TargetRow, last: DeliveryRow | undefined): TargetView {
  const {
    sealedUrl: _url,
    sealedSecret,
    nextSendAt: _next,
    nextSlotAt: _slot,
    createdBy: _by,
    archivedAt: _end,
    ...target
  } = row;
  return { target: { ...target, hasSecret: sealedSecret !== null }, last: last ? deliveryOf(last) : null };
}

function deliveryOf({ state, attempts, failure, createdAt, endedAt }: DeliveryRow): DeliveryView {
  return { state, attempts, failure, at: createdAt, endedAt };
}
