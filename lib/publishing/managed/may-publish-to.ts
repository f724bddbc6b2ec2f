import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";

/** Whether the actor may publish to a channel: who may publish at all, and is named where the channel names people. */
export function mayPublishTo(actor: Actor, { publishers }: { publishers: readonly string[] }): boolean {
  if (!can(actor, "publications:create")) return false;
  return publishers.length === 0 || publishers.includes(actor.memberId);
}
