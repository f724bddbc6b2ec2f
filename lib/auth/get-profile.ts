import { db } from "#db/client.ts";
import { findMember } from "#db/queries/auth/members.ts";
import { isLocale, type Locale } from "#lib/i18n/locales.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can, PERMISSIONS, type Permission } from "./can.ts";
import type { Role } from "./role.ts";

/** Who one is here, and what one may do. */
export interface Profile {
  memberId: string;
  email: string;
  name: string;
  roles: Role[];
  permissions: Permission[];
  /** The language the screens start in; `null` until chosen. */
  locale: Locale | null;
  hasPassword: boolean;
}

/** One's own profile. */
export async function getProfile(actor: Actor): Promise<Result<Profile>> {
  const member = await findMember(db(), actor.memberId);
  if (!member) return refuse("not_found");
  return accept({
    memberId: member.id,
    email: member.email,
    name: member.name,
    roles: [...actor.roles],
    permissions: PERMISSIONS.filter((permission) => can(actor, permission)),
    locale: isLocale(member.locale) ? member.locale : null,
    hasPassword: member.passwordHash !== null,
  });
}
