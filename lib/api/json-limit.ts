import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { routeMeta } from "./route-meta.ts";

/** What JSON may take; the largest that most screens send is a template. */
const MAX_JSON_BYTES = 2 * 1024 ** 2;
/** A lexicon of 100,000 terms with their notes. */
const MAX_LARGE_JSON_BYTES = 24 * 1024 ** 2;

/** How many bytes of JSON a route reads of somebody: more only where it asks for more, and they may do what it does. */
export async function jsonLimit(actor: Actor, method: string, pathname: string): Promise<number> {
  const permission = (await routeMeta(method, pathname))?.takesLargeJsonWith;
  return permission && can(actor, permission) ? MAX_LARGE_JSON_BYTES : MAX_JSON_BYTES;
}
