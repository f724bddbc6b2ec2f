import type { Actor } from "#lib/auth/actor.ts";

/** Who is signed in in this browser; `null` for nobody. */
export async function currentActor(): Promise<Actor | null> {
  return null;
}
