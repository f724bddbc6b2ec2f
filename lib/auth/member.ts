import { z } from "zod";
import type { MemberRow } from "#db/queries/auth/members.ts";
import { isPlainName } from "#lib/plain-name.ts";
import type { FieldRefusal } from "#lib/result.ts";
import { isGuessable } from "./guessable-password.ts";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "./password.ts";
import { isRole, type Role } from "./role.ts";

/** A person who uses the console, as the API shows them. */
export interface Member {
  id: string;
  email: string;
  name: string;
  roles: Role[];
  state: "active" | "disabled";
  /** Without one they come in by single sign-on or not at all. */
  hasPassword: boolean;
  /** Whether they have come in by single sign-on, and are known to the identity provider by more than their e-mail. */
  singleSignOn: boolean;
  /** The languages whose outputs they review, as tags or their beginnings; none: any. */
  reviewLanguages: string[];
  /** The product categories whose outputs they review, each with all below it; none: any. */
  reviewCategories: string[];
  /** Whether nothing is handed out to them to review before they have practised, and when they had. */
  practisesFirst: boolean;
  practisedAt: string | null;
  /** The team that their spend is reported under. */
  team: string | null;
  createdAt: string;
  /** When a browser of theirs was last used. */
  lastSeenAt: string | null;
  /** When the person was taken out of the installation; name and address are made-up ones then. */
  erasedAt: string | null;
}

/** What the API shows of a member. */
export function memberOf(row: MemberRow & { lastSeenAt: Date | null }): Member {
  const { id, email, name, state } = row;
  return {
    id,
    email,
    name,
    roles: row.roles.filter(isRole),
    state,
    hasPassword: row.passwordHash !== null,
    singleSignOn: row.oidcSubject !== null,
    reviewLanguages: row.reviewLanguages,
    reviewCategories: row.reviewCategories,
    practisesFirst: row.practisesFirst,
    practisedAt: row.practisedAt?.toISOString() ?? null,
    team: row.team,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    erasedAt: row.erasedAt?.toISOString() ?? null,
  };
}

/** What the audit log keeps of a member. */
export function auditedMember(
  row: Pick<MemberRow, "email" | "name" | "roles" | "state"> &
    Partial<
      Pick<MemberRow, "oidcSubject" | "reviewLanguages" | "reviewCategories" | "practisesFirst" | "team">
    >,
) {
  const { email, name, roles, state, oidcSubject, reviewLanguages = [], reviewCategories = [] } = row;
  const { practisesFirst, team } = row;
  return {
    ...{ email, name, roles, state },
    ...(oidcSubject && { singleSignOn: true }),
    ...(reviewLanguages.length > 0 && { reviewLanguages }),
    ...(reviewCategories.length > 0 && { reviewCategories }),
    ...(practisesFirst && { practisesFirst }),
    ...(team && { team }),
  };
}

const MAX_NAME_LENGTH = 100;

/** What is wrong with the facts given about a member; empty when nothing is. */
export function memberMisfits(given: {
  email?: string | undefined;
  name?: string | undefined;
  roles?: readonly Role[] | undefined;
  team?: string | null | undefined;
}): FieldRefusal[] {
  const misfits: FieldRefusal[] = [];
  if (given.email !== undefined && !z.email().safeParse(given.email).success)
    misfits.push({ path: "email", code: "email_invalid" });
  if (given.name !== undefined && (given.name.length === 0 || given.name.length > MAX_NAME_LENGTH))
    misfits.push({ path: "name", code: "member_name_invalid", params: { max: MAX_NAME_LENGTH } });
  else if (given.name !== undefined && !isPlainName(given.name))
    misfits.push({ path: "name", code: "name_not_plain" });
  if (given.team && !isTeamName(given.team))
    misfits.push({ path: "team", code: "team_name_invalid", params: { max: MAX_NAME_LENGTH } });
  if (given.roles?.length === 0) misfits.push({ path: "roles", code: "roles_missing" });
  return misfits;
}

// One of signs alone could be taken for the mark of no team.
function isTeamName(team: string): boolean {
  return team.length <= MAX_NAME_LENGTH && isPlainName(team) && /[\p{L}\p{N}]/u.test(team);
}

/**
 * What is wrong with a new password; empty when nothing is.
 * @param theirs what an attacker knows of whose it is, such as e-mail and name.
 */
export function passwordMisfits(
  password: string | undefined,
  path: string,
  theirs: readonly string[],
): FieldRefusal[] {
  if (password === undefined) return [];
  if (password.length < MIN_PASSWORD_LENGTH)
    return [{ path, code: "password_too_short", params: { min: MIN_PASSWORD_LENGTH } }];
  if (password.length > MAX_PASSWORD_LENGTH)
    return [{ path, code: "password_too_long", params: { max: MAX_PASSWORD_LENGTH } }];
  return isGuessable(password, theirs) ? [{ path, code: "password_guessable" }] : [];
}
