import { text } from "node:stream/consumers";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { apiTokens, auditLog, members, sessions } from "#db/schema/auth.ts";
import { batches } from "#db/schema/batches.ts";
import { columnMatches } from "#db/schema/datasets.ts";
import { savedViews } from "#db/schema/saved-views.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { changeMember } from "#lib/auth/change-member.ts";
import { createMember } from "#lib/auth/create-member.ts";
import { createToken } from "#lib/auth/create-token.ts";
import { eraseMember } from "#lib/auth/erase-member.ts";
import { exportMember } from "#lib/auth/export-member.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { recordRefusedSignIn, recordRefusedToken } from "#lib/auth/record-refusal.ts";
import { replaceTexts } from "#lib/auth/replace-texts.ts";
import { resetPassword } from "#lib/auth/reset-password.ts";
import { newId } from "#lib/new-id.ts";
import { launch, makeMaterials } from "#tests/batches/batch-fixture.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

const PASSWORD = "correct horse battery";

describeOnBothDatabases("a person's data", () => {
  process.env.DATA_DIR = temporaryFolder();
  const admin: Actor = { memberId: newId(), name: "Ada", roles: ["admin"], via: "token" };

  async function added(name: string, email: string, roles: Actor["roles"] = ["operator"]): Promise<Actor> {
    const made = await createMember(admin, { name, email, roles: [...roles], password: PASSWORD });
    if (!made.ok) throw new Error(made.refusal.code);
    return { memberId: made.value.id, name, roles, via: "session" };
  }

  /** Leaves traces of a person wherever the product leaves some. */
  async function leaveTraces(person: Actor): Promise<{ batchId: string }> {
    await changeMember(admin, person.memberId, { name: "Anna Maria Former" });
    await changeMember(admin, person.memberId, { name: person.name });
    const at = new Date(Date.now() + 60_000);
    await db().insert(sessions).values({
      id: newId(),
      memberId: person.memberId,
      expiresAt: at,
      address: "203.0.113.7",
      userAgent: "Firefox",
    });
    await createToken(admin, { memberId: person.memberId, name: "Anna's laptop", expiresAt: undefined });
    await db().insert(columnMatches).values({ memberId: person.memberId, header: "Name", input: "name" });
    await recordAudit(db(), person, {
      action: "templates.create",
      targetType: "template",
      targetId: "t1",
      after: { name: "Titles" },
    });
    await recordAudit(db(), admin, {
      action: "test.mention",
      targetType: "test",
      targetId: "x",
      after: { invited: ["Anna@Example.com", "someone@else.org"], note: "Titles" },
    });
    await db().insert(savedViews).values({
      id: newId(),
      memberId: person.memberId,
      list: "batches",
      name: "Anna's own",
      query: "state=running",
    });
    await db()
      .update(members)
      .set({ oidcIssuer: "https://id.example.com", oidcSubject: `anna-${person.memberId}` })
      .where(eq(members.id, person.memberId));
    await recordRefusedSignIn("sessions.refuse", {
      member: { id: person.memberId, email: "anna@example.com" },
      account: "fingerprint",
      address: "203.0.113.7",
    });
    const batchId = await launch(await makeMaterials({ providerUrl: "http://localhost:1", rows: 1 }));
    await db()
      .update(batches)
      .set({
        launchedBy: person.memberId,
        state: "paused",
        pausedFor: { code: "paused_by", params: { name: person.name } },
      })
      .where(eq(batches.id, batchId));
    return { batchId };
  }

  /** Every row of every table of the product, as the database writes it. */
  async function everything(): Promise<string> {
    const tables = await db().execute<{ name: string }>(
      sql`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    );
    const parts: string[] = [];
    for (const { name } of tables) {
      const rows = await db().execute<{ row: string }>(
        sql`select kept::text as row from ${sql.identifier(name)} kept`,
      );
      parts.push(...[...rows].map(({ row }) => row));
    }
    return parts.join("\n");
  }

  test("is erased from every table, and the audit log still tells what was done, when and to what", async () => {
    const anna: Actor = { ...(await added("Anna Nowak", "anna@example.com")), address: "203.0.113.7" };
    const { batchId } = await leaveTraces(anna);
    const before = await db().select().from(auditLog).orderBy(auditLog.id);
    expect(await everything()).toMatch(/anna@example\.com/i);

    const erased = await eraseMember(admin, anna.memberId);
    expect(erased).toMatchObject({ ok: true });
    const left = await everything();
    for (const trace of [/anna/i, /nowak/i, /203\.0\.113\.7/, /Firefox/]) expect(left).not.toMatch(trace);

    const name = erased.ok ? erased.value.name : "";
    expect(name).toBe(`member-${anna.memberId.slice(-8)}`);
    const after = await db().select().from(auditLog).orderBy(auditLog.id);
    expect(after).toHaveLength(before.length + 1);
    const bones = (entry: (typeof after)[number]) => [
      entry.id,
      entry.at,
      entry.actorId,
      entry.action,
      entry.targetType,
      entry.targetId,
    ];
    expect(after.slice(0, -1).map(bones)).toEqual(before.map(bones));
    expect(after.at(-1)).toMatchObject({
      action: "members.erase",
      actorName: "Ada",
      targetId: anna.memberId,
      before: null,
    });
    expect(
      after.find(({ action, actorId }) => action === "templates.create" && actorId === anna.memberId),
    ).toMatchObject({
      actorName: name,
      after: { name: "Titles" },
    });
    expect(after.find(({ action }) => action === "test.mention")?.after).toEqual({
      invited: [`${name}@erased.invalid`, "someone@else.org"],
      note: "Titles",
    });
    const [batch] = await db().select().from(batches).where(eq(batches.id, batchId));
    expect(batch).toMatchObject({ launchedBy: anna.memberId, pausedFor: { params: { name } } });
  });

  test("takes no word out of what is not about them, though it be their name or their token's", async () => {
    const other = await added("Admin", "other@example.com");
    const made = await createToken(admin, { memberId: other.memberId, name: "active", expiresAt: undefined });
    if (!made.ok) throw new Error(made.refusal.code);
    await recordRefusedToken(made.value.token, "198.51.100.9");
    await recordAudit(db(), other, {
      action: "templates.create",
      targetType: "template",
      targetId: "t2",
      after: { name: "Admin", address: "active" },
    });
    await recordAudit(db(), admin, {
      action: "members.change",
      targetType: "member",
      targetId: other.memberId,
      after: { name: "Admin", roles: ["admin"], state: "active", note: { by: "Admin" } },
    });
    const exported = await exportMember(admin, other.memberId);
    expect(exported.ok && (await text(exported.value.file.content))).toContain("198.51.100.9");
    const versionsOf = async () =>
      db().execute(sql`select id, xmin::text from audit_log where actor_id is distinct from ${other.memberId}
        and target_id = ${other.memberId} and before is null and after is null`);
    const untouched = await versionsOf();
    expect(untouched.length).toBeGreaterThan(0);

    const erased = await eraseMember(admin, other.memberId);
    const name = erased.ok ? erased.value.name : "";
    const after = await db().select().from(auditLog).orderBy(auditLog.id);
    expect(after.find(({ targetId }) => targetId === "t2")).toMatchObject({
      actorName: name,
      after: { name: "Admin", address: "active" },
    });
    const about = after.filter(({ targetId }) => targetId === other.memberId);
    expect(about.find(({ action }) => action === "members.change")?.after).toEqual({
      name,
      roles: ["admin"],
      state: "active",
      note: { by: "Admin" },
    });
    expect(about.find(({ action }) => action === "members.create")?.after).toMatchObject({
      email: `${name}@erased.invalid`,
      state: "active",
    });
    expect(after.find(({ action }) => action === "tokens.refuse")).toMatchObject({
      after: { name: "" },
      credential: null,
      address: null,
    });
    expect(await versionsOf()).toEqual(expect.arrayContaining([...untouched]));
  });

  test("ends all access, and nobody can bring the member back", async () => {
    const ben = await added("Ben", "ben@example.com");
    await createToken(admin, { memberId: ben.memberId, name: "script", expiresAt: undefined });
    await eraseMember(admin, ben.memberId);
    const [row] = await db().select().from(members).where(eq(members.id, ben.memberId));
    expect(row).toMatchObject({
      state: "disabled",
      passwordHash: null,
      roles: [],
      erasedAt: expect.any(Date),
    });
    const tokens = await db().select().from(apiTokens).where(eq(apiTokens.memberId, ben.memberId));
    expect(tokens.every(({ revokedAt }) => revokedAt !== null)).toBe(true);
    expect(await changeMember(admin, ben.memberId, { state: "active" })).toMatchObject({
      refusal: { code: "member_erased" },
    });
    expect(await resetPassword(admin, ben.memberId, PASSWORD)).toMatchObject({
      refusal: { code: "member_erased" },
    });
    expect(await eraseMember(admin, ben.memberId)).toMatchObject({ ok: true });
    // The address is free for somebody else, or for them again.
    await added("Ben", "ben@example.com");
  });

  test("is erased by an admin only, never one's own, and never the last admin's", async () => {
    const carla = await added("Carla", "carla@example.com", ["admin"]);
    expect(await eraseMember({ ...admin, roles: ["manager"] }, carla.memberId)).toMatchObject({
      refusal: { code: "forbidden" },
    });
    expect(await eraseMember(carla, carla.memberId)).toMatchObject({ refusal: { code: "erase_oneself" } });
    expect(await eraseMember(admin, carla.memberId)).toMatchObject({ refusal: { code: "last_admin" } });
    expect(await eraseMember(admin, newId())).toMatchObject({ refusal: { code: "not_found" } });
  });

  test("is exported whole to themselves or an admin, and to nobody else; no secret is in it", async () => {
    const dora = await added("Dora", "dora@example.com");
    await leaveTraces(dora);
    const exported = await exportMember(dora, dora.memberId);
    if (!exported.ok) throw new Error(exported.refusal.code);
    const content = await text(exported.value.file.content);
    expect(Buffer.byteLength(content)).toBe(exported.value.file.bytes);
    const records = content
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const kinds = new Set(records.map(({ kind }) => kind));
    for (const kind of ["member", "session", "token", "column-match", "batch", "audit"])
      expect(kinds).toContain(kind);
    expect(records.find(({ kind }) => kind === "session")?.record).toMatchObject({ address: "203.0.113.7" });
    expect(content).not.toMatch(/hash/);
    const toAdmin = await exportMember(admin, dora.memberId);
    expect(toAdmin.ok && (await text(toAdmin.value.file.content))).toContain("dora@example.com");
    expect(await exportMember({ ...admin, roles: ["manager"] }, dora.memberId)).toMatchObject({
      refusal: { code: "forbidden" },
    });
  });
});

test("whole texts are replaced at any depth, and names of fields and parts of texts stay", () => {
  const replaced = replaceTexts(
    { Anna: ["anna", { by: "ANNA", text: "Anna's" }], n: 1, no: null },
    { everywhere: [{ from: "Anna", to: "x" }], inFields: [], of: new Set() },
  );
  expect(replaced).toEqual({ Anna: ["x", { by: "x", text: "Anna's" }], n: 1, no: null });
});

test("a text that may be any word is replaced in the fields that tell of a person only", () => {
  const replaced = replaceTexts(
    { name: "Admin", roles: ["admin"], of: { name: "ADMIN", kind: "admin" } },
    { everywhere: [], inFields: [{ from: "Admin", to: "x" }], of: new Set(["name"]) },
  );
  expect(replaced).toEqual({ name: "x", roles: ["admin"], of: { name: "x", kind: "admin" } });
});
