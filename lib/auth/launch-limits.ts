import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { findMember, listActiveWithRoles, type MemberRow, updateMember } from "#db/queries/auth/members.ts";
import { compareAmounts, type Money, money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can, rolesThatMay } from "./can.ts";
import { recordAudit } from "./record-audit.ts";

/** Somebody who launches, and how much a launch of theirs may come to without somebody else's word. */
export interface LaunchLimit {
  memberId: string;
  name: string;
  /** `null`: any amount. */
  limit: Money | null;
}

/** Everybody who may launch, by name. Needs `launch-limits:write`. */
export async function listLaunchLimits(actor: Actor): Promise<Result<LaunchLimit[], "forbidden">> {
  if (!can(actor, "launch-limits:write")) return refuse("forbidden");
  const launchers = await listActiveWithRoles(db(), rolesThatMay("batches:launch"));
  return accept(launchers.map(limitOf));
}

/** Sets how much each launch of a member may come to; `null` takes the limit away. Nobody sets their own. Needs `launch-limits:write`. */
export async function setLaunchLimit(
  actor: Actor,
  memberId: string,
  limit: Money | null,
): Promise<Result<LaunchLimit, "forbidden" | "not_found" | "member_erased" | "own_launch_limit">> {
  if (!can(actor, "launch-limits:write")) return refuse("forbidden");
  if (memberId === actor.memberId) return refuse("own_launch_limit");
  if (!isUuid(memberId)) return refuse("not_found");
  return db().transaction(async (tx) => {
    const member = await findMember(tx, memberId);
    if (!member) return refuse("not_found");
    if (member.erasedAt) return refuse("member_erased");
    await updateMember(tx, memberId, {
      launchLimit: limit?.amount ?? null,
      launchLimitCurrency: limit?.currency ?? null,
    });
    const [before, after] = [launchLimitOf(member), limit];
    const isSame = before?.currency === after?.currency && (!before || !after || !differs(before, after));
    if (!isSame)
      await recordAudit(tx, actor, {
        action: "members.limit",
        targetType: "member",
        targetId: memberId,
        before: { launchLimit: before },
        after: { launchLimit: after },
      });
    return accept({ memberId, name: member.name, limit });
  });
}

/** The limit of a member; `null`: any amount. */
export function launchLimitOf(row: Pick<MemberRow, "launchLimit" | "launchLimitCurrency">): Money | null {
  const { launchLimit, launchLimitCurrency } = row;
  return launchLimit === null || launchLimitCurrency === null
    ? null
    : money(launchLimit, launchLimitCurrency);
}

function limitOf(row: MemberRow): LaunchLimit {
  return { memberId: row.id, name: row.name, limit: launchLimitOf(row) };
}

function differs(before: Money, after: Money): boolean {
  return compareAmounts(before.amount, after.amount) !== 0;
}
