import { db } from "#db/client.ts";
import { findMember, insertMember } from "#db/queries/auth/members.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { createToken } from "#lib/auth/create-token.ts";
import { hashPassword } from "#lib/auth/password.ts";
import { ROLES, type Role } from "#lib/auth/role.ts";
import { startSession } from "#lib/auth/start-session.ts";
import { newId } from "#lib/new-id.ts";
import type { Result } from "#lib/result.ts";

let people = 0;

/** Somebody who may do everything and stands in no table; only for making others. */
export const maker: Actor = {
  memberId: "00000000-0000-7000-8000-000000000001",
  name: "Tests",
  roles: ROLES,
  via: "token",
};

/** The value of a result that must be a success. */
export function given<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

const PASSWORD = "long enough password";
// Dozens of sign-ins a file at the real cost would be most of the test run.
const cheapHash = hashPassword(PASSWORD, { log2N: 4, r: 8, p: 1 });

/** A fresh member with these roles, signed in. */
export async function addMember(roles: readonly Role[]) {
  const id = newId();
  const email = `person-${++people}-${crypto.randomUUID()}@example.com`;
  const name = `Person ${people}`;
  await insertMember(db(), { id, email, name, roles: [...roles], passwordHash: await cheapHash });
  const sessionId = await signIn(id);
  const actor: Actor = { memberId: id, name, roles, via: "session", sessionId };
  return { id, email, password: PASSWORD, sessionId, actor };
}

/** A new session of a member. */
export async function signIn(memberId: string): Promise<string> {
  const member = await findMember(db(), memberId);
  if (!member) throw new Error("no such member");
  return startSession(member, { address: "127.0.0.1", userAgent: "tests", by: "password" });
}

/** A token of a member. */
export async function addToken(memberId: string, expiresAt?: Date) {
  return given(await createToken(maker, { memberId, name: "tests", expiresAt }));
}
