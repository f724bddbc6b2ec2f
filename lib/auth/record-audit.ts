import type { Db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import { newId } from "#lib/new-id.ts";
import type { Actor } from "./actor.ts";

export interface AuditEntry {
  /** `<domain>.<verb>`, such as `templates.publish`. */
  action: string;
  targetType: string;
  targetId: string;
  before?: unknown;
  after?: unknown;
}

/** Writes who did what to what, by which session or token and from where, in the caller's transaction. Secrets must not be in `before` or `after`. */
export async function recordAudit(tx: Db, actor: Actor, entry: AuditEntry): Promise<void> {
  await tx.insert(auditLog).values({
    id: newId(),
    actorId: actor.via === "system" ? null : actor.memberId,
    actorName: actor.name,
    action: entry.action,
    targetType: entry.targetType,
    targetId: entry.targetId,
    before: entry.before ?? null,
    after: entry.after ?? null,
    via: actor.via,
    credentialId: actor.token?.id ?? actor.sessionId ?? null,
    credential: actor.token?.name ?? null,
    address: actor.address ?? null,
  });
}
