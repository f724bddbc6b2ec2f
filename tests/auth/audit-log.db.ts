import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import { changeMember } from "#lib/auth/change-member.ts";
import { createMember } from "#lib/auth/create-member.ts";
import { getAuditFacets, listAudit } from "#lib/auth/list-audit.ts";
import { resetPassword } from "#lib/auth/reset-password.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { addMember, addToken, given, maker } from "./people.ts";

describeOnBothDatabases("the audit log", () => {
  test("keeps who changed what, before and after", async () => {
    const { id } = await addMember(["operator"]);
    await changeMember(maker, id, { roles: ["manager"] });
    const { items } = given(await listAudit(maker, { limit: 1, targetId: id }));
    expect(items).toMatchObject([
      {
        actorName: "Tests",
        action: "members.change",
        targetType: "member",
        before: { roles: ["operator"] },
        after: { roles: ["manager"] },
      },
    ]);
  });

  test("holds no password and no token", async () => {
    const password = "a password to look for";
    const input = { email: "secrets@example.com", name: "Secrets", roles: ["operator"] as const, password };
    const { id } = given(await createMember(maker, input));
    const { token } = await addToken(id);
    const reset = given(await resetPassword(maker, id, undefined));
    const everything = JSON.stringify(await db().select().from(auditLog));
    for (const secret of [password, token, reset.password, "scrypt$"])
      expect(everything).not.toContain(secret);
  });

  test("cannot be edited, emptied or shortened", async () => {
    await addMember(["operator"]);
    const [entry] = await db().select().from(auditLog).limit(1);
    const where = eq(auditLog.id, entry!.id);
    await expect(db().update(auditLog).set({ actorName: "nobody" }).where(where)).rejects.toThrow();
    await expect(db().delete(auditLog).where(where)).rejects.toThrow();
    await expect(db().execute(sql`truncate audit_log`)).rejects.toThrow();
    expect(await db().select().from(auditLog).where(where)).toEqual([entry]);
  });

  test("is filtered by actor, action, kind of action, target and time, and paged without a gap", async () => {
    const startedAt = new Date();
    const { id, actor } = await addMember(["admin"]);
    for (const name of ["A", "B", "C"]) await changeMember(actor, id, { name });
    const mine = { limit: 100, actorId: id };
    expect(given(await listAudit(maker, { ...mine, action: "members.change" })).items).toHaveLength(3);
    expect(given(await listAudit(maker, { ...mine, action: "members." })).items).toHaveLength(3);
    expect(given(await listAudit(maker, { ...mine, action: "tokens." })).items).toEqual([]);
    expect(given(await listAudit(maker, { ...mine, to: startedAt })).items).toEqual([]);
    const all = given(await listAudit(maker, { ...mine, from: new Date(startedAt.getTime() - 1000) })).items;
    expect(all).toHaveLength(4);

    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = given(await listAudit(maker, { limit: 1, actorId: id, cursor }));
      paged.push(...page.items.map((entry) => entry.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(paged).toEqual(all.map((entry) => entry.id));
  });

  test("offers every action that was ever recorded", async () => {
    const { actions } = given(await getAuditFacets(maker));
    expect(actions).toEqual([...new Set(actions)].sort());
    expect(actions).toContain("members.create");
  });
});
