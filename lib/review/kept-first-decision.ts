import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";

/**
 * The member from whom the first decision of two is kept while the second is still to come, unless it is their own: who
 * may be the second, and who may not see everybody's decisions (`quality:read-all`) anyway. `undefined`: from nobody.
 */
export function firstDecisionsKeptFrom(actor: Actor): string | undefined {
  const seesAll = can(actor, "quality:read-all") && !can(actor, "review:decide");
  return seesAll ? undefined : actor.memberId;
}
