import { db } from "#db/client.ts";
import { countOtherAdmins, findSeenMember, type MemberRow, updateMember } from "#db/queries/auth/members.ts";
import { revokeSessions } from "#db/queries/auth/sessions.ts";
import { revokeTokensOf } from "#db/queries/auth/tokens.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { storableText } from "#lib/storable-text.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import { ENV_MEMBER_EMAIL } from "./env-member.ts";
import { auditedMember, type Member, memberMisfits, memberOf } from "./member.ts";
import { recordAudit } from "./record-audit.ts";
import type { Role } from "./role.ts";

export interface MemberChange {
  name?: string | undefined;
  roles?: readonly Role[] | undefined;
  state?: "active" | "disabled" | undefined;
  singleSignOn?: false | undefined;
  /** The languages whose outputs they review, as tags or their beginnings; none: any. */
  reviewLanguages?: readonly string[] | undefined;
  /** The product categories whose outputs they review, each with all below it; none: any. */
  reviewCategories?: readonly string[] | undefined;
  /** Whether nothing is handed out to them to review before they have practised; who had has to again. */
  practisesFirst?: boolean | undefined;
  /** The team that their spend is reported under; `null` or nothing but blanks: none. */
  team?: string | null | undefined;
}

/**
 * Changes who a member is here. It counts from their next request on; disabling also ends their sessions and tokens,
 * which enabling does not bring back. `singleSignOn: false` forgets who they are to the identity provider, so that the
 * next who comes in with their verified e-mail is them. The last active admin keeps the role: somebody must be able to let people in.
 */
export async function changeMember(
  actor: Actor,
  memberId: string,
  change: MemberChange,
): Promise<Result<Member>> {
  if (!can(actor, "members:write")) return refuse("forbidden");
  const misfits = memberMisfits({ ...change, name: change.name?.trim(), team: change.team?.trim() });
  if (misfits.length > 0) return refuse("invalid_input", {}, misfits);
  return db().transaction(async (tx): Promise<Result<Member>> => {
    // Locks the admins first, so that two of them cannot take the role from each other at once.
    const otherAdmins = await countOtherAdmins(tx, { memberId, uncounted: ENV_MEMBER_EMAIL });
    const before = await findSeenMember(tx, memberId);
    if (!before) return refuse("not_found");
    if (before.erasedAt) return refuse("member_erased");
    const after = {
      ...before,
      name: change.name?.trim() ?? before.name,
      roles: change.roles ? [...new Set(change.roles)] : before.roles,
      state: change.state ?? before.state,
      reviewLanguages: change.reviewLanguages ? [...new Set(change.reviewLanguages)] : before.reviewLanguages,
      reviewCategories: change.reviewCategories
        ? namedOnce(change.reviewCategories)
        : before.reviewCategories,
      ...practiceOf(before, change.practisesFirst),
      team: change.team === undefined ? before.team : change.team?.trim() || null,
      ...(change.singleSignOn === false && { oidcIssuer: null, oidcSubject: null }),
    };
    if (isAdmin(before) && !isAdmin(after) && otherAdmins === 0) return refuse("last_admin");
    const { name, roles, state, oidcIssuer, oidcSubject } = after;
    const { reviewLanguages, reviewCategories, practisesFirst, practisedAt, team } = after;
    const assignment = { reviewLanguages, reviewCategories, practisesFirst, practisedAt, team };
    await updateMember(tx, memberId, { name, roles, state, ...assignment, oidcIssuer, oidcSubject });
    if (after.state === "disabled") {
      await revokeSessions(tx, { memberId }, new Date());
      await revokeTokensOf(tx, memberId, new Date());
    }
    await recordAudit(tx, actor, {
      action: "members.change",
      targetType: "member",
      targetId: memberId,
      before: auditedMember(before),
      after: auditedMember(after),
    });
    return accept(memberOf(after));
  });
}

function practiceOf(
  { practisesFirst, practisedAt }: Pick<MemberRow, "practisesFirst" | "practisedAt">,
  asked: boolean | undefined,
) {
  if (asked === undefined || asked === practisesFirst) return { practisesFirst, practisedAt };
  return { practisesFirst: asked, practisedAt: asked ? null : practisedAt };
}

function namedOnce(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => storableText(name).trim()))].filter((name) => name !== "");
}

function isAdmin(member: { roles: readonly string[]; state: string }): boolean {
  return member.state === "active" && member.roles.includes("admin");
}
