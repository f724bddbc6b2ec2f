import { db } from "#db/client.ts";
import { readMutes, replaceMutes } from "#db/queries/notifications/own.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { EVENT_KINDS, type EventKind } from "./event-kind.ts";
import { kindsFor } from "./hearers.ts";

/** A kind that one may hear of, and whether one wants to. */
export interface ChosenKind {
  kind: EventKind;
  wanted: boolean;
}

/** What the actor may hear of in the product with the roles they have, and what of it they want to. */
export async function viewKinds(actor: Actor): Promise<ChosenKind[]> {
  const muted = await readMutes(db(), actor.memberId);
  return kindsFor(actor.roles).map((kind) => ({ kind, wanted: !muted.includes(kind) }));
}

/** Sets which kinds the actor does not want to hear of from now on; all others they do. */
export async function muteKinds(actor: Actor, muted: readonly EventKind[]): Promise<ChosenKind[]> {
  const kinds = EVENT_KINDS.filter((kind) => muted.includes(kind));
  await db().transaction((tx) => replaceMutes(tx, actor.memberId, kinds));
  return viewKinds(actor);
}
