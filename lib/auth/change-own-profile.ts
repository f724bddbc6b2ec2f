import { db } from "#db/client.ts";
import { findMember, updateMember } from "#db/queries/auth/members.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { memberMisfits } from "./member.ts";
import { recordAudit } from "./record-audit.ts";

/** Changes one's own name or the language one's screens start in. */
export async function changeOwnProfile(
  actor: Actor,
  change: { name?: string | undefined; locale?: Locale | undefined },
): Promise<Result<{ name: string; locale: string | null }>> {
  const name = change.name?.trim();
  const misfits = memberMisfits({ name });
  if (misfits.length > 0) return refuse("invalid_input", {}, misfits);
  return db().transaction(async (tx): Promise<Result<{ name: string; locale: string | null }>> => {
    const before = await findMember(tx, actor.memberId);
    if (!before) return refuse("not_found");
    const after = { name: name ?? before.name, locale: change.locale ?? before.locale };
    await updateMember(tx, before.id, after);
    await recordAudit(tx, actor, {
      action: "members.change",
      targetType: "member",
      targetId: before.id,
      before: { name: before.name, locale: before.locale },
      after,
    });
    return accept(after);
  });
}
