import { eq } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { sessions } from "#db/schema/auth.ts";
import { changeMember } from "#lib/auth/change-member.ts";
import { changeOwnPassword } from "#lib/auth/change-own-password.ts";
import { checkCredentials } from "#lib/auth/check-credentials.ts";
import { endSession } from "#lib/auth/end-session.ts";
import { findActorBySession } from "#lib/auth/find-actor-by-session.ts";
import { listSessions } from "#lib/auth/list-sessions.ts";
import { resetPassword } from "#lib/auth/reset-password.ts";
import { revokeMemberSessions, revokeOtherSessions, revokeOwnSession } from "#lib/auth/revoke-sessions.ts";
import { signInOptions } from "#lib/auth/sign-in-options.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { addMember, given, maker, signIn } from "./people.ts";

const secret = "a secret for tests only";

async function browser(sessionId: string, signedWith = secret): Promise<Headers> {
  const token = await encode({ token: { sessionId }, secret: signedWith });
  return new Headers({ cookie: `other=1; presswork.session=${token}` });
}

describeOnBothDatabases("sessions", () => {
  beforeAll(() => {
    process.env.AUTH_SECRET = secret;
  });

  test("a browser's session is its member, with the roles of now", async () => {
    const { id, sessionId } = await addMember(["operator"]);
    const headers = await browser(sessionId);
    expect(await findActorBySession(headers)).toMatchObject({ memberId: id, roles: ["operator"], sessionId });
    await changeMember(maker, id, { roles: ["reviewer", "manager"] });
    expect(await findActorBySession(headers)).toMatchObject({ roles: ["reviewer", "manager"] });
  });

  test("no cookie, a cookie signed by others and a made-up session are nobody", async () => {
    const { sessionId } = await addMember(["operator"]);
    expect(await findActorBySession(new Headers())).toBeNull();
    expect(await findActorBySession(new Headers({ cookie: "presswork.session=nonsense" }))).toBeNull();
    expect(await findActorBySession(await browser(sessionId, "another secret"))).toBeNull();
    expect(await findActorBySession(await browser(crypto.randomUUID()))).toBeNull();
  });

  test("a cookie set over http is nobody over https", async () => {
    const { sessionId } = await addMember(["operator"]);
    const headers = await browser(sessionId);
    headers.set("x-forwarded-proto", "https");
    expect(await findActorBySession(headers)).toBeNull();
  });

  test("of proxies in a row the first says how the browser came", async () => {
    const { sessionId } = await addMember(["operator"]);
    const headers = await browser(sessionId);
    for (const chain of ["https, http", "HTTPS", "https,https"]) {
      headers.set("x-forwarded-proto", chain);
      expect(await findActorBySession(headers)).toBeNull();
    }
    headers.set("x-forwarded-proto", "http, https");
    expect(await findActorBySession(headers)).not.toBeNull();
  });

  // https://github.com/nixopus/nixopus/pull/1356: it comes first, and no answer of ours can take it away.
  test("a cookie of the same name that somebody else of the domain left locks nobody out", async () => {
    const { id, sessionId } = await addMember(["operator"]);
    const [, own = ""] = (await browser(sessionId)).get("cookie")?.split("; ") ?? [];
    const [, foreign = ""] = (await browser(sessionId, "another secret")).get("cookie")?.split("; ") ?? [];
    for (const left of [foreign, "presswork.session=nonsense", "presswork.session="]) {
      expect(await findActorBySession(new Headers({ cookie: `${left}; ${own}` }))).toMatchObject({
        memberId: id,
      });
      const { jwt } = signInOptions(new Headers({ cookie: `${left}; ${own}` }), {});
      expect(await jwt?.decode?.({ token: left, secret })).toEqual({ sessionId });
    }
    expect(await findActorBySession(new Headers({ cookie: `${foreign}; presswork.session=x` }))).toBeNull();
  });

  test("signing out ends the session although its cookie is kept", async () => {
    const { sessionId } = await addMember(["operator"]);
    const headers = await browser(sessionId);
    await endSession(sessionId);
    expect(await findActorBySession(headers)).toBeNull();
  });

  test("a disabled member is nobody at once, and enabling does not bring old sessions back", async () => {
    const { id, sessionId } = await addMember(["operator"]);
    const headers = await browser(sessionId);
    await changeMember(maker, id, { state: "disabled" });
    expect(await findActorBySession(headers)).toBeNull();
    await changeMember(maker, id, { state: "active" });
    expect(await findActorBySession(headers)).toBeNull();
  });

  test("one's other sessions can be ended, somebody else's cannot", async () => {
    const me = await addMember(["operator"]);
    const other = await addMember(["operator"]);
    const elsewhere = await signIn(me.id);
    expect(await revokeOwnSession(me.actor, other.sessionId)).toMatchObject({
      ok: false,
      refusal: { code: "not_found" },
    });
    expect(await findActorBySession(await browser(other.sessionId))).not.toBeNull();
    expect(given(await revokeOtherSessions(me.actor))).toEqual({ ended: 1 });
    expect(await findActorBySession(await browser(elsewhere))).toBeNull();
    expect(await findActorBySession(await browser(me.sessionId))).not.toBeNull();
  });

  test("admins end all sessions of a member, others may not even see them", async () => {
    const member = await addMember(["operator"]);
    const admin = await addMember(["admin"]);
    const operator = await addMember(["operator"]);
    await signIn(member.id);
    expect(given(await listSessions(admin.actor, member.id))).toHaveLength(2);
    expect((await listSessions(operator.actor, member.id)).ok).toBe(false);
    expect((await revokeMemberSessions(operator.actor, member.id)).ok).toBe(false);
    expect(given(await revokeMemberSessions(admin.actor, member.id))).toEqual({ ended: 2 });
    expect(await findActorBySession(await browser(member.sessionId))).toBeNull();
  });

  test("when a session was last seen is written once a minute", async () => {
    const { sessionId } = await addMember(["operator"]);
    const headers = await browser(sessionId);
    const seen = async () => {
      const [row] = await db().select().from(sessions).where(eq(sessions.id, sessionId));
      return row!.lastSeenAt.getTime();
    };
    const before = await seen();
    await findActorBySession(headers, new Date(before + 30_000));
    expect(await seen()).toBe(before);
    await findActorBySession(headers, new Date(before + 61_000));
    expect(await seen()).toBe(before + 61_000);
  });

  test("changing one's password needs the current one and ends the other sessions", async () => {
    const me = await addMember(["operator"]);
    const elsewhere = await signIn(me.id);
    const change = (current: string, next: string) =>
      changeOwnPassword(me.actor, { current, next, address: "203.0.113.1" });
    expect(await change("wrong password", "another password")).toMatchObject({
      refusal: { fields: [{ path: "current", code: "current_password_wrong" }] },
    });
    expect(await change(me.password, "short")).toMatchObject({
      refusal: { fields: [{ path: "next", code: "password_too_short" }] },
    });
    expect(given(await change(me.password, "another password"))).toEqual({ sessionsEnded: 1 });
    expect(await findActorBySession(await browser(elsewhere))).toBeNull();
    expect(await findActorBySession(await browser(me.sessionId))).not.toBeNull();
    const signedIn = await checkCredentials({
      email: me.email,
      password: "another password",
      address: "203.0.113.1",
    });
    expect(signedIn.ok).toBe(true);
  });

  test("a token cannot change its member's password", async () => {
    const { actor, password } = await addMember(["admin"]);
    const asToken = { memberId: actor.memberId, name: actor.name, roles: actor.roles, via: "token" as const };
    const input = { current: password, next: "another password", address: "" };
    expect(await changeOwnPassword(asToken, input)).toMatchObject({ refusal: { code: "forbidden" } });
  });

  test("a reset password is made up, works, and ends the member's sessions", async () => {
    const member = await addMember(["operator"]);
    const { password } = given(await resetPassword(maker, member.id, undefined));
    expect(await findActorBySession(await browser(member.sessionId))).toBeNull();
    const { email } = member;
    const address = "203.0.113.2";
    expect((await checkCredentials({ email, password: member.password, address })).ok).toBe(false);
    expect((await checkCredentials({ email, password: password ?? "", address })).ok).toBe(true);
  });
});
