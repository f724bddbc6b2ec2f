import { createReadStream } from "node:fs";
import { rm, stat, writeFile } from "node:fs/promises";
import { database, db } from "#db/client.ts";
import { findMember } from "#db/queries/auth/members.ts";
import { readPersonalData } from "#db/queries/auth/personal-data.ts";
import type { OpenObject } from "#lib/objects/object-store.ts";
import { scratchPath } from "#lib/objects/scratch.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import { recordAudit } from "./record-audit.ts";

/**
 * All that is kept about a member as JSON lines, each with what it is: for the person who asks for it. Members may
 * have their own, admins anybody's. Passwords and tokens are not in it, nor could they be.
 */
export async function exportMember(
  actor: Actor,
  memberId: string,
): Promise<Result<{ name: string; file: OpenObject }, "forbidden" | "not_found">> {
  if (memberId !== actor.memberId && !can(actor, "members:write")) return refuse("forbidden");
  if (!(await findMember(db(), memberId))) return refuse("not_found");
  await recordAudit(db(), actor, { action: "members.export", targetType: "member", targetId: memberId });
  const path = await scratchPath();
  const release = () => rm(path, { force: true });
  try {
    await writeFile(path, readPersonalData(database().sql, memberId), { flag: "wx", mode: 0o600 });
    const { size } = await stat(path);
    const content = createReadStream(path);
    content.once("close", () => void release());
    return accept({ name: `member-${memberId}.jsonl`, file: { bytes: size, content } });
  } catch (cause) {
    await release();
    throw cause;
  }
}
