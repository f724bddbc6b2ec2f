import { expect, test } from "vitest";
import type { Actor } from "#lib/auth/actor.ts";
import { changeMember } from "#lib/auth/change-member.ts";
import { createMember } from "#lib/auth/create-member.ts";
import { ensureEnvToken } from "#lib/auth/ensure-env-token.ts";
import { listMembers } from "#lib/auth/list-members.ts";
import { findMemberByClaims } from "#lib/auth/oidc.ts";
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
    expect(await findMemberByClaims(claims)).toMatchObject({ ok: true, value: { id } });
    for (const unverified of [false, "false", undefined, null])
      expect(await findMemberByClaims({ ...claims, email_verified: unverified })).toMatchObject({
        refusal: { code: "oidc_unverified_email" },
      });
    expect(await findMemberByClaims({ ...claims, email: "stranger@example.com" })).toMatchObject({
      refusal: { code: "oidc_unknown_member" },
    });
    await changeMember(maker, id, { state: "disabled" });
    expect(await findMemberByClaims(claims)).toMatchObject({ refusal: { code: "oidc_unknown_member" } });
  });
});
