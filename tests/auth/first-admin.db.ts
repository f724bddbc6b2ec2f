import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { findMemberByEmail, updateMember } from "#db/queries/auth/members.ts";
import { checkCredentials } from "#lib/auth/check-credentials.ts";
import { ensureEnvToken } from "#lib/auth/ensure-env-token.ts";
import { ensureFirstAdmin } from "#lib/auth/ensure-first-admin.ts";
import { hashPassword } from "#lib/auth/password.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

describeOnDatabase("the first admin", () => {
  test("is added once, from made-up values, and a restart never resets the password", async () => {
    await ensureEnvToken({ ADMIN_API_TOKEN: "a token from the environment" });
    const first = await ensureFirstAdmin({ ADMIN_EMAIL: undefined, ADMIN_PASSWORD: undefined });
    expect(first?.password).toMatch(/^.{23}$/);
    const email = first?.email ?? "";
    const signIn = (password: string) => checkCredentials({ email, password, address: "127.0.0.1" });
    expect(await signIn(first?.password ?? "")).toMatchObject({
      ok: true,
      value: { roles: ["operator", "reviewer", "manager", "admin"] },
    });

    const member = await findMemberByEmail(db(), email);
    await updateMember(db(), member!.id, { passwordHash: await hashPassword("changed by hand") });
    const again = { ADMIN_EMAIL: email, ADMIN_PASSWORD: "from the variable" };
    expect(await ensureFirstAdmin(again)).toBeNull();
    expect((await signIn("from the variable")).ok).toBe(false);
    expect((await signIn("changed by hand")).ok).toBe(true);
  });
});
