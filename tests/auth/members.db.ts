import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { findMemberByEmail, updateMember } from "#db/queries/auth/members.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { changeMember } from "#lib/auth/change-member.ts";
import { changeOwnProfile } from "#lib/auth/change-own-profile.ts";
import { checkCredentials } from "#lib/auth/check-credentials.ts";
import { createMember } from "#lib/auth/create-member.ts";
import { createToken } from "#lib/auth/create-token.ts";
import { ensureEnvToken } from "#lib/auth/ensure-env-token.ts";
import { ENV_MEMBER_EMAIL } from "#lib/auth/env-member.ts";
import { listMembers } from "#lib/auth/list-members.ts";
import { findMemberByClaims } from "#lib/auth/oidc.ts";
import { hashPassword } from "#lib/auth/password.ts";
import { resetPassword } from "#lib/auth/reset-password.ts";
import { newId } from "#lib/new-id.ts";
import { isPlainName } from "#lib/plain-name.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { addMember, given, maker } from "./people.ts";

describeOnDatabase("members", () => {
  test("the last active admin keeps the role, whatever else is tried", async () => {
    await ensureEnvToken({ ADMIN_API_TOKEN: "a token that nobody can sign in with" });
    const admin = await addMember(["admin", "operator"]);
    const last = { refusal: { code: "last_admin" } };
    expect(await changeMember(admin.actor, admin.id, { roles: ["operator"] })).toMatchObject(last);
    expect(await changeMember(admin.actor, admin.id, { state: "disabled" })).toMatchObject(last);
    expect((await changeMember(admin.actor, admin.id, { roles: ["admin"], name: "Renamed" })).ok).toBe(true);

    const second = await addMember(["admin"]);
    const outcomes = await Promise.all([
      changeMember(admin.actor, second.id, { roles: ["operator"] }),
      changeMember(second.actor, admin.id, { roles: ["operator"] }),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("only admins add and change members", async () => {
    const member = await addMember(["operator"]);
    for (const role of ["operator", "reviewer", "manager"] as const) {
      const actor: Actor = { ...maker, roles: [role] };
      const input = { email: `${role}@example.com`, name: "X", roles: ["admin"] as const };
      expect(await createMember(actor, input)).toMatchObject({ refusal: { code: "forbidden" } });
      expect(await changeMember(actor, member.id, { roles: ["admin"] })).toMatchObject({
        refusal: { code: "forbidden" },
      });
    }
  });

  test("an e-mail belongs to one member, however it is capitalised", async () => {
    const { email } = await addMember(["operator"]);
    expect(
      await createMember(maker, { email: email.toUpperCase(), name: "Twin", roles: ["operator"] }),
    ).toMatchObject({ refusal: { code: "email_taken" } });
  });

  test("what does not fit is refused at its field, all of it at once", async () => {
    const refused = await createMember(maker, {
      email: "no e-mail",
      name: " ",
      roles: [],
      password: "short",
    });
    const paths = refused.ok ? [] : refused.refusal.fields?.map(({ path }) => path);
    expect(paths).toEqual(["email", "name", "roles", "password"]);
  });

  test("pages of members hold each once, and a search finds by name and e-mail literally", async () => {
    for (let n = 0; n < 5; n++) await addMember(["operator"]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = given(await listMembers(maker, { limit: 2, cursor }));
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(5);
    const { email, id } = await addMember(["operator"]);
    const found = given(await listMembers(maker, { limit: 10, search: email.slice(0, 30).toUpperCase() }));
    expect(found.items.map((member) => member.id)).toEqual([id]);
    expect(given(await listMembers(maker, { limit: 10, search: "%" })).items).toEqual([]);
  });

  test("single sign-on lets in members with a verified e-mail and nobody else", async () => {
    const { id, email } = await addMember(["operator"]);
    const claims = { sub: "1", email: email.toUpperCase(), email_verified: true };
    for (const unverified of [false, "false", undefined, null])
      expect(await findMemberByClaims({ ...claims, email_verified: unverified })).toMatchObject({
        refusal: { code: "oidc_unverified_email" },
      });
    expect(await findMemberByClaims({ ...claims, email: "stranger@example.com" })).toMatchObject({
      refusal: { code: "oidc_unknown_member" },
    });
    expect(await findMemberByClaims({ ...claims, sub: "" })).toMatchObject({ ok: false });
    expect(await findMemberByClaims(claims)).toMatchObject({ ok: true, value: { id } });
    await changeMember(maker, id, { state: "disabled" });
    expect(await findMemberByClaims(claims)).toMatchObject({ refusal: { code: "oidc_unknown_member" } });
  });

  test("who once came in is known by the organisation's own name for them, not by an address that others may get", async () => {
    const { id, email } = await addMember(["operator"]);
    const theirs = { iss: "https://id.example", sub: "first", email, email_verified: true };
    given(await findMemberByClaims(theirs));
    const heir = { ...theirs, sub: "second" };
    expect(await findMemberByClaims(heir)).toMatchObject({ refusal: { code: "oidc_other_identity" } });
    const elsewhere = { ...theirs, iss: "https://other.example" };
    expect(await findMemberByClaims(elsewhere)).toMatchObject({ refusal: { code: "oidc_other_identity" } });
    const renamed = { ...theirs, email: "married@example.com", email_verified: false };
    expect(await findMemberByClaims(renamed)).toMatchObject({ ok: true, value: { id } });
    given(await changeMember(maker, id, { singleSignOn: false }));
    expect(await findMemberByClaims(heir)).toMatchObject({ ok: true, value: { id } });
  });

  test("two people of one address who come in at once are not both let in", async () => {
    const { email } = await addMember(["operator"]);
    const both = await Promise.all(
      ["one", "other"].map((sub) =>
        findMemberByClaims({ sub: `${email} ${sub}`, email, email_verified: true }),
      ),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("nobody signs in as the member of the environment's token, however an admin tries", async () => {
    await ensureEnvToken({ ADMIN_API_TOKEN: "a token that nobody can sign in with" });
    const env = await findMemberByEmail(db(), ENV_MEMBER_EMAIL);
    const id = env?.id ?? "";
    expect(await resetPassword(maker, id, "a password of their own")).toMatchObject({
      refusal: { code: "environment_member" },
    });
    expect(await createToken(maker, { memberId: id, name: "another" })).toMatchObject({
      refusal: { code: "environment_member" },
    });
    // As one of a version that allowed it, or of somebody who wrote into the table.
    await updateMember(db(), id, { passwordHash: await hashPassword("a password of their own") });
    const credentials = { email: " API@presswork.local", password: "a password of their own" };
    expect((await checkCredentials({ ...credentials, address: "192.0.2.9" })).ok).toBe(false);
    const claims = { sub: "env", email: ENV_MEMBER_EMAIL, email_verified: true };
    expect(await findMemberByClaims(claims)).toMatchObject({ refusal: { code: "oidc_unknown_member" } });
    await ensureEnvToken({ ADMIN_API_TOKEN: "a token that nobody can sign in with" });
    expect((await findMemberByEmail(db(), ENV_MEMBER_EMAIL))?.passwordHash).toBeNull();
  });

  test("its address is nobody else's before it exists", async () => {
    expect(
      await createMember(maker, { email: "Api@Presswork.local", name: "Me", roles: ["operator"] }),
    ).toMatchObject({ refusal: { code: "email_taken" } });
  });

  test.each([
    ["a mark that turns the reading direction", "Ada\u202Enimda"],
    ["an isolate", "Ada \u2066Admin"],
    ["a line break", "Ada\nAdmin"],
    ["NUL", "Ada\u0000"],
    ["a zero-width space", "Ad\u200Bmin"],
    ["a tag character", "Admin\u{E0041}"],
    ["a filler that shows nothing", "\u3164"],
    ["a blank of another script", "Ad\u2800min"],
  ])("a name with %s is refused, of members and of tokens", async (_, name) => {
    const { id, actor } = await addMember(["operator"]);
    const atName = { refusal: { fields: [{ path: "name", code: "name_not_plain" }] } };
    const email = `${newId()}@example.com`;
    expect(await createMember(maker, { email, name, roles: ["operator"] })).toMatchObject(atName);
    expect(await changeMember(maker, id, { name })).toMatchObject(atName);
    expect(await changeOwnProfile(actor, { name })).toMatchObject(atName);
    expect(await createToken(actor, { memberId: id, name })).toMatchObject(atName);
  });

  test("names of every language are plain", () => {
    for (const name of ["王小明", "Zoë O’Neill-García", "می‌خواهم", "Ада 👩‍💻", "שרה"])
      expect(isPlainName(name)).toBe(true);
  });
});
