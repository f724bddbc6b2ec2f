import { db } from "#db/client.ts";
import { findMember } from "#db/queries/auth/members.ts";
import type { Actor } from "./actor.ts";
import { isRole } from "./role.ts";

/** A member as who acts when a schedule of theirs is due, with the roles they have now; `null` when disabled or gone. */
export async function findActorByMember(memberId: string): Promise<Actor | null> {
  const member = await findMember(db(), memberId);
  if (member?.state !== "active") return null;
  return { memberId, name: member.name, roles: member.roles.filter(isRole), via: "schedule" };
}
