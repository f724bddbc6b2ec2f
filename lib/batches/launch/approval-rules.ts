import type { Db } from "#db/client.ts";
import { findMember, listActiveWithRoles } from "#db/queries/auth/members.ts";
import type { Spender } from "#db/queries/spend/budgets.ts";
import { rolesThatMay } from "#lib/auth/can.ts";
import { launchLimitOf } from "#lib/auth/launch-limits.ts";
import { budgetsAskingOf } from "#lib/spend/budgets/view-budgets.ts";
import type { ApprovalRules } from "./approval-need.ts";

/** What decides at this moment whether a launch by this person waits for somebody else's word. */
export async function approvalRules(tx: Db, spender: Spender): Promise<ApprovalRules> {
  const member = await findMember(tx, spender.memberId);
  return { limit: member && launchLimitOf(member), budgets: await budgetsAskingOf(tx, spender) };
}

/** The names of those who could approve a launch of this person, in order; they themselves cannot. */
export async function approversFor(tx: Db, memberId: string): Promise<string[]> {
  const able = await listActiveWithRoles(tx, rolesThatMay("batches:approve"));
  return able.filter(({ id }) => id !== memberId).map(({ name }) => name);
}
