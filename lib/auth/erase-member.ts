import { isDeepStrictEqual } from "node:util";
import { db } from "#db/client.ts";
import { countOtherAdmins, findMember, type MemberRow } from "#db/queries/auth/members.ts";
import {
  type AboutMember,
  eraseMemberRows,
  listEntriesAbout,
  listMemberEntries,
  readTraces,
  rewriteEntries,
} from "#db/queries/auth/personal-data.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import { ENV_MEMBER_EMAIL } from "./env-member.ts";
import { recordAudit } from "./record-audit.ts";
import { replaceTexts } from "./replace-texts.ts";

// A name may be a word like any other: in a field of another kind it says nothing of the person.
const TELLING_FIELDS = new Set(["name", "email", "member", "address", "userAgent"]);

/**
 * Takes a person out of the installation for good: name, address, browsers and tokens. What they made, decided and
 * spent stays, under a name that says nothing, and so does the audit log: what was done, when and to what.
 */
export async function eraseMember(
  actor: Actor,
  memberId: string,
): Promise<Result<{ id: string; name: string }, "forbidden" | "not_found" | "erase_oneself" | "last_admin">> {
  if (!can(actor, "members:write")) return refuse("forbidden");
  if (memberId === actor.memberId) return refuse("erase_oneself");
  return db().transaction(async (tx) => {
    const otherAdmins = await countOtherAdmins(tx, { memberId, uncounted: ENV_MEMBER_EMAIL });
    const member = await findMember(tx, memberId);
    if (!member || member.email === ENV_MEMBER_EMAIL) return refuse("not_found");
    if (member.erasedAt) return accept({ id: memberId, name: member.name });
    if (member.state === "active" && member.roles.includes("admin") && otherAdmins === 0)
      return refuse("last_admin");
    const name = `member-${memberId.slice(-8)}`;
    const email = `${name}@erased.invalid`;
    const { emails, names } = formerly(member, await listMemberEntries(tx, memberId));
    const replacements = {
      everywhere: emails.map((from) => ({ from, to: email })),
      inFields: [
        ...names.map((from) => ({ from, to: name })),
        ...(await readTraces(tx, memberId)).map((from) => ({ from, to: "" })),
      ],
      of: TELLING_FIELDS,
    };
    const entries = await listEntriesAbout(tx, memberId, emails);
    const rewritten = entries.map((entry) => ({
      id: entry.id,
      before: replaceTexts(entry.before, replacements),
      after: replaceTexts(entry.after, replacements),
    }));
    await rewriteEntries(
      tx,
      rewritten.filter((entry, at) => !isDeepStrictEqual(entry, entries[at])),
    );
    await eraseMemberRows(tx, { memberId, names, name, email });
    await recordAudit(tx, actor, { action: "members.erase", targetType: "member", targetId: memberId });
    return accept({ id: memberId, name });
  });
}

// What they were called before stands in the entries about them.
function formerly(member: MemberRow, entries: AboutMember[]): { emails: string[]; names: string[] } {
  const records = [member, ...entries.flatMap(({ before, after }) => [before, after])];
  const every = (field: "email" | "name") => [
    ...new Set(
      records.flatMap((record) => {
        const value = (record as Record<string, unknown> | null)?.[field];
        return typeof value === "string" && value !== "" ? [value] : [];
      }),
    ),
  ];
  return { emails: every("email"), names: every("name") };
}
