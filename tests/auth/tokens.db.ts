import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { apiTokens } from "#db/schema/auth.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { changeMember } from "#lib/auth/change-member.ts";
import { createToken } from "#lib/auth/create-token.ts";
import { ensureEnvToken } from "#lib/auth/ensure-env-token.ts";
import { findActorByToken } from "#lib/auth/find-actor-by-token.ts";
import { listTokens } from "#lib/auth/list-tokens.ts";
import { resetPassword } from "#lib/auth/reset-password.ts";
import { revokeToken } from "#lib/auth/revoke-token.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { addMember, addToken, given, maker } from "./people.ts";

describeOnDatabase("API tokens", () => {
  test("a token is its member, with the roles of now", async () => {
    const { id } = await addMember(["operator"]);
    const { token } = await addToken(id);
    expect(await findActorByToken(token)).toMatchObject({ memberId: id, roles: ["operator"], via: "token" });
    await changeMember(maker, id, { roles: ["reviewer"] });
    expect(await findActorByToken(token)).toMatchObject({ roles: ["reviewer"] });
  });

  test("an expired, a revoked and a made-up token, and one of a disabled member, are nobody", async () => {
    const { id } = await addMember(["operator"]);
    const expiring = await addToken(id, new Date(Date.now() + 60_000));
    expect(await findActorByToken(expiring.token)).not.toBeNull();
    expect(await findActorByToken(expiring.token, new Date(Date.now() + 61_000))).toBeNull();

    const revoked = await addToken(id);
    await revokeToken(maker, revoked.id);
    expect(await findActorByToken(revoked.token)).toBeNull();

    const { token } = await addToken(id);
    await changeMember(maker, id, { state: "disabled" });
    expect(await findActorByToken(token)).toBeNull();
    await changeMember(maker, id, { state: "active" });
    expect(await findActorByToken(token)).toBeNull();

    expect(await findActorByToken("pw_made-up")).toBeNull();
  });

  test("a password reset ends the member's tokens, and nobody else's", async () => {
    const [mine, others] = [await addMember(["operator"]), await addMember(["operator"])];
    const [token, other] = [await addToken(mine.id), await addToken(others.id)];
    given(await resetPassword(maker, mine.id, undefined));
    expect(await findActorByToken(token.token)).toBeNull();
    expect(await findActorByToken(other.token)).not.toBeNull();
  });

  test("the text of a token is nowhere in the database", async () => {
    const { id } = await addMember(["operator"]);
    const made = await addToken(id);
    const [row] = await db().select().from(apiTokens).where(eq(apiTokens.id, made.id));
    expect(JSON.stringify(row)).not.toContain(made.token.slice(10));
    expect(row!.tokenHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("people make and see their own tokens, admins everybody's", async () => {
    const me = await addMember(["operator"]);
    const other = await addMember(["reviewer"]);
    const admin = await addMember(["admin"]);
    expect((await createToken(me.actor, { memberId: me.id, name: "mine" })).ok).toBe(true);
    expect(await createToken(me.actor, { memberId: other.id, name: "theirs" })).toMatchObject({
      refusal: { code: "forbidden" },
    });
    const { id } = given(await createToken(admin.actor, { memberId: other.id, name: "theirs" }));
    expect(given(await listTokens(me.actor, { limit: 10 })).items.map(({ name }) => name)).toEqual(["mine"]);
    expect(await listTokens(me.actor, { limit: 10, memberId: other.id })).toMatchObject({
      refusal: { code: "forbidden" },
    });
    expect(await revokeToken(me.actor, id)).toMatchObject({ refusal: { code: "not_found" } });
    expect((await revokeToken(other.actor, id)).ok).toBe(true);
  });

  test("a token of somebody without the permission cannot make another to outlive itself", async () => {
    const { id, actor } = await addMember(["operator"]);
    const asToken: Actor = { memberId: id, name: actor.name, roles: actor.roles, via: "token" };
    expect(await createToken(asToken, { memberId: id, name: "longer" })).toMatchObject({
      refusal: { code: "forbidden" },
    });
  });

  test("a token needs a name, and an end that is still to come", async () => {
    const { id } = await addMember(["operator"]);
    expect((await createToken(maker, { memberId: id, name: " " })).ok).toBe(false);
    expect((await createToken(maker, { memberId: id, name: "x", expiresAt: new Date() })).ok).toBe(false);
  });

  test("ADMIN_API_TOKEN works, changes with the variable, and comes back with it", async () => {
    await ensureEnvToken({ ADMIN_API_TOKEN: "first-token-of-the-environment" });
    await ensureEnvToken({ ADMIN_API_TOKEN: "first-token-of-the-environment" });
    expect(await findActorByToken("first-token-of-the-environment")).toMatchObject({
      roles: ["operator", "reviewer", "manager", "admin"],
    });
    await ensureEnvToken({ ADMIN_API_TOKEN: "second-token-of-the-environment" });
    expect(await findActorByToken("first-token-of-the-environment")).toBeNull();
    expect(await findActorByToken("second-token-of-the-environment")).not.toBeNull();
    await ensureEnvToken({ ADMIN_API_TOKEN: "first-token-of-the-environment" });
    expect(await findActorByToken("first-token-of-the-environment")).not.toBeNull();
    await ensureEnvToken({ ADMIN_API_TOKEN: undefined });
    expect(await findActorByToken("first-token-of-the-environment")).toBeNull();
  });
});
