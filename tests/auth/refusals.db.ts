import { desc, eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { POST } from "#app/api/v1/[...rest]/route.ts";
import { db } from "#db/client.ts";
import { auditLog, signInFailures } from "#db/schema/auth.ts";
import { checkCredentials } from "#lib/auth/check-credentials.ts";
import { findActorByToken } from "#lib/auth/find-actor-by-token.ts";
import { listAudit } from "#lib/auth/list-audit.ts";
import { admitByClaims } from "#lib/auth/oidc.ts";
import { recordRefusedSignIn } from "#lib/auth/record-refusal.ts";
import { revokeToken } from "#lib/auth/revoke-token.ts";
import { SIGN_IN_LIMITS } from "#lib/auth/throttle.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { addMember, addToken, given, maker } from "./people.ts";

const address = "203.0.113.9";

describeOnDatabase("what is refused", () => {
  beforeEach(async () => {
    await db().delete(signInFailures);
  });

  const entriesOf = (action: string) =>
    db().select().from(auditLog).where(eq(auditLog.action, action)).orderBy(desc(auditLog.id));
  const countEntries = async () =>
    (
      await db()
        .select({ count: sql`count(*)`.mapWith(Number) })
        .from(auditLog)
    )[0]?.count ?? 0;

  test("at sign-in leaves an entry with account, address and way, and the throttle one of its own", async () => {
    const { id, email } = await addMember(["operator"]);
    for (let guess = 0; guess <= SIGN_IN_LIMITS.accountAtAddress; guess++)
      await checkCredentials({ email, password: "a wrong guess", address });
    const [refused] = await entriesOf("sessions.refuse");
    expect(refused).toMatchObject({
      targetId: id,
      via: "password",
      credential: email,
      address,
      actorId: null,
    });
    const [throttled] = await entriesOf("sessions.throttle");
    expect(throttled).toMatchObject({ targetId: id, via: "password", address });
    const { items } = given(await listAudit(maker, { limit: 1, action: "sessions.throttle" }));
    expect(items).toMatchObject([{ via: "password", address, credential: { id: null, name: email } }]);
  });

  test("of an unknown account shows nothing of what was typed, which may be a password", async () => {
    await checkCredentials({ email: "MyS3cretPassw0rd", password: "x", address });
    const [refused] = await entriesOf("sessions.refuse");
    expect(refused).toMatchObject({ targetId: "unknown", address });
    expect(JSON.stringify(refused)).not.toMatch(/MyS3cret/i);
  });

  test("at single sign-on leaves one too: whom the organisation named, from where, and why not", async () => {
    const { id, email } = await addMember(["operator"]);
    const issuer = "https://id.example";
    const entry = async (claims: object) => {
      expect((await admitByClaims(claims, { issuer, address })).ok).toBe(false);
      return (await entriesOf("sessions.refuse"))[0];
    };
    expect(await entry({ sub: "1", email, email_verified: false })).toMatchObject({
      ...{ targetId: id, via: "oidc", credential: email, address, actorId: null },
      after: { email, reason: "oidc_unverified_email" },
    });
    expect(await entry({ sub: "2", email: "stranger@example.com", email_verified: true })).toMatchObject({
      ...{ targetId: "unknown", via: "oidc", credential: "stranger@example.com", address },
      after: { reason: "oidc_unknown_member" },
    });
    expect(await entry({ sub: "3\0", email: "no address", email_verified: true })).toMatchObject({
      ...{ targetId: "unknown", via: "oidc", credential: expect.stringMatching(/^account \w{8}$/) },
    });
    given(await admitByClaims({ sub: "4", email, email_verified: true }, { issuer, address }));
    const heir = { sub: "5", email, email_verified: true };
    expect(await entry(heir)).toMatchObject({ targetId: id, after: { reason: "oidc_other_identity" } });
  });

  test("for want of a permission leaves an entry with route, token and address", async () => {
    const { id } = await addMember(["reviewer"]);
    const token = await addToken(id);
    const request = new Request("http://localhost/api/v1/members", {
      method: "POST",
      headers: {
        authorization: `Bearer ${token.token}`,
        "content-type": "application/json",
        "x-forwarded-for": address,
      },
      body: JSON.stringify({ email: "x@example.com", name: "X", roles: ["admin"] }),
    });
    expect((await POST(request)).status).toBe(403);
    const [entry] = await entriesOf("access.refuse");
    expect(entry).toMatchObject({
      actorId: id,
      targetType: "route",
      targetId: "POST /members",
      via: "token",
      credentialId: token.id,
      credential: expect.stringMatching(/^pw_.{5}… tests$/),
      address,
    });
  });

  test("as a token that was revoked leaves an entry with its name, and as any other text none of the text", async () => {
    const { id } = await addMember(["operator"]);
    const token = await addToken(id);
    given(await revokeToken(maker, token.id));
    const ask = (bearer: string) =>
      POST(
        new Request("http://localhost/api/v1/templates", {
          method: "POST",
          headers: { authorization: `Bearer ${bearer}`, "x-forwarded-for": address },
          body: "{}",
        }),
      );
    expect((await ask(token.token)).status).toBe(401);
    const [known] = await entriesOf("tokens.refuse");
    expect(known).toMatchObject({ targetId: token.id, credentialId: token.id, address });
    expect((await ask("sk-somebody-elses-key-123456")).status).toBe(401);
    const [unknown] = await entriesOf("tokens.refuse");
    expect(unknown).toMatchObject({ targetId: "unknown", credential: null, address });
    expect(JSON.stringify(unknown)).not.toContain("somebody");
  });

  test("cannot flood the log: neither from one address nor from ever new ones", async () => {
    const before = await countEntries();
    const attempt = (n: number, place: string) =>
      recordRefusedSignIn("sessions.refuse", { member: null, account: `account-${n}`, address: place });
    for (let n = 0; n < 60; n++) await attempt(n, address);
    const fromOne = (await countEntries()) - before;
    expect(fromOne).toBeLessThanOrEqual(30);
    for (let n = 0; n < 400; n++) await attempt(n, `2001:db8:${n.toString(16)}::1`);
    expect((await countEntries()) - before).toBeLessThanOrEqual(200);
    expect((await entriesOf("sessions.refuse"))[0]?.after).toMatchObject({ andMore: true });
    // What concerns an account of ours is still told.
    const { id, email } = await addMember(["admin"]);
    await checkCredentials({ email, password: "a wrong guess", address: "198.51.100.1" });
    expect((await entriesOf("sessions.refuse"))[0]).toMatchObject({ targetId: id });
  });

  test("and what is done is told with the token it was done by", async () => {
    const { id } = await addMember(["admin"]);
    const token = await addToken(id);
    const actor = await findActorByToken(token.token);
    if (!actor) throw new Error("no actor");
    given(await revokeToken(actor, token.id));
    const [entry] = await entriesOf("tokens.revoke");
    expect(entry).toMatchObject({ actorId: id, via: "token", credentialId: token.id });
  });
});
