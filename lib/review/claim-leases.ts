import { db } from "#db/client.ts";
import {
  type HeldClaim,
  releaseClaims as releaseRows,
  renewClaims as renewRows,
} from "#db/queries/review/claims.ts";
import { releaseProbes, renewProbes } from "#db/queries/review/probes.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** A claim as its holder names it. */
export interface NamedClaim {
  itemId: string;
  token: number;
}

/** Whether a claim still holds, and until when. */
export interface Heartbeat {
  itemId: string;
  status: "held" | "lost";
  leaseExpiresAt: string | null;
}

/** Gives each claim five more minutes; one that somebody else took since is `lost`. */
export async function renewClaims(
  actor: Actor,
  claims: NamedClaim[],
): Promise<Result<Heartbeat[], "forbidden">> {
  if (!can(actor, "review:decide")) return refuse("forbidden");
  const held = claims.flatMap(toHeld);
  const renewed = [
    ...(await renewRows(db(), actor.memberId, held)),
    ...(await renewProbes(db(), actor.memberId, held)),
  ];
  const until = new Map(renewed.map((row) => [itemId(row.batchId, row.seq), row.claimExpiresAt]));
  return accept(
    claims.map(({ itemId }) => {
      const leaseExpiresAt = until.get(itemId);
      return leaseExpiresAt
        ? { itemId, status: "held", leaseExpiresAt: new Date(leaseExpiresAt).toISOString() }
        : { itemId, status: "lost", leaseExpiresAt: null };
    }),
  );
}

/** Gives claims back for others to take; says how many were still held. */
export async function releaseClaims(
  actor: Actor,
  claims: NamedClaim[],
): Promise<Result<number, "forbidden">> {
  if (!can(actor, "review:decide")) return refuse("forbidden");
  const held = claims.flatMap(toHeld);
  const probes = await releaseProbes(db(), actor.memberId, held);
  return accept(probes + (await releaseRows(db(), actor.memberId, held)));
}

function toHeld({ itemId, token }: NamedClaim): HeldClaim[] {
  const item = parseItemId(itemId);
  return item ? [{ ...item, token }] : [];
}
