import { db } from "#db/client.ts";
import { type AttributeRow, listAttributes as findAttributes } from "#db/queries/catalogue/attributes.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** The attributes that products have had, by name. Needs `catalogue:read`. */
export async function listAttributes(actor: Actor): Promise<Result<AttributeRow[], "forbidden">> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  return accept(await findAttributes(db()));
}
