import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";
import type { Actor } from "#lib/auth/actor.ts";
import { can, type Permission } from "#lib/auth/can.ts";
import { findActorBySession } from "#lib/auth/find-actor-by-session.ts";

/** Who is signed in in this browser; `null` for nobody. Asked once a request. */
export const currentActor: () => Promise<Actor | null> = cache(async () =>
  findActorBySession(await headers()),
);

/** Who is signed in; nobody is sent to sign in and comes back to the page asked for. */
export async function requireActor(): Promise<Actor> {
  const actor = await currentActor();
  if (actor) return actor;
  const asked = (await headers()).get("x-presswork-path");
  redirect(asked && asked !== "/" ? `/sign-in?next=${encodeURIComponent(asked)}` : "/sign-in");
}

/** Who is signed in and may do this; whoever may not is told so, and by which roles it could be done. */
export async function requirePermission(permission: Permission): Promise<Actor> {
  const actor = await requireActor();
  if (!can(actor, permission)) forbidden();
  return actor;
}
