import { can } from "#lib/auth/can.ts";
import type { Role } from "#lib/auth/role.ts";
import type { NotedEvent } from "./event.ts";
import type { EventKind } from "./event-kind.ts";

/** Somebody who may be told of things. */
export interface Listener {
  id: string;
  roles: readonly Role[];
  /** What they do not want to hear of. */
  muted: readonly EventKind[];
}

/**
 * Who hears of an event in the product: of a batch whoever launched it, of a launch that waits who may approve it, of a budget who may see spend, of what waits for
 * review who may decide on it, of a dead target who keeps targets, of what a channel did not take whoever published it, too. Nobody is told what they did themselves.
 */
export function hearersOf(event: NotedEvent, listeners: readonly Listener[]): string[] {
  return listeners
    .filter((listener) => !listener.muted.includes(event.kind) && concerns(event, listener))
    .map(({ id }) => id);
}

/** The kinds that somebody with these roles may ever hear of. */
export function kindsFor(roles: readonly Role[]): EventKind[] {
  const actor = { roles };
  return [
    ...(can(actor, "batches:launch") ? (["batch.finished", "batch.paused"] as const) : []),
    ...(can(actor, "batches:approve") ? (["launch.waiting"] as const) : []),
    ...(can(actor, "batches:launch") ? (["launch.decided"] as const) : []),
    ...(can(actor, "spend:read") ? (["budget.crossed"] as const) : []),
    ...(can(actor, "review:decide") ? (["review.waiting"] as const) : []),
    ...(can(actor, "notifications:write") || can(actor, "publications:create")
      ? (["delivery.dead"] as const)
      : []),
  ];
}

function concerns(event: NotedEvent, { id, roles }: Listener): boolean {
  switch (event.kind) {
    case "batch.finished":
    case "batch.paused":
    case "launch.decided":
      return event.facts.launchedBy === id && event.facts.by !== id;
    case "launch.waiting":
      return event.facts.launchedBy !== id && can({ roles }, "batches:approve");
    case "budget.crossed":
      return can({ roles }, "spend:read");
    case "review.waiting":
      return event.facts.launchedBy !== id && can({ roles }, "review:decide");
    case "delivery.dead":
      return event.facts.publishedBy === id || can({ roles }, "notifications:write");
  }
}
