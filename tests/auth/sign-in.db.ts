import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { signInFailures } from "#db/schema/auth.ts";
import { changeMember } from "#lib/auth/change-member.ts";
import { checkCredentials } from "#lib/auth/check-credentials.ts";
import { SIGN_IN_LIMITS, WINDOW_MS } from "#lib/auth/throttle.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { addMember, maker } from "./people.ts";

let addresses = 0;
const freshAddress = () => `198.51.${100 + Math.floor(++addresses / 250)}.${addresses % 250}`;
const accountSubject = (email: string) =>
  `account:${createHash("sha256").update(email).digest("hex").slice(0, 32)}`;
const later = (ms: number) => new Date(Date.now() + ms);

describeOnDatabase("signing in", () => {
  test("e-mail and password let their member in, however the e-mail is written", async () => {
    const { id, email, password } = await addMember(["operator"]);
    const address = freshAddress();
    const checked = await checkCredentials({ email: ` ${email.toUpperCase()} `, password, address });
    expect(checked).toMatchObject({ ok: true, value: { id } });
  });

  test("wrong password, unknown e-mail, disabled member: one refusal, word for word", async () => {
    const known = await addMember(["operator"]);
    const disabled = await addMember(["operator"]);
    await changeMember(maker, disabled.id, { state: "disabled" });
    const address = freshAddress();
    const answers = await Promise.all([
      checkCredentials({ email: known.email, password: "wrong password", address }),
      checkCredentials({ email: "nobody@example.com", password: "wrong password", address }),
      checkCredentials({ email: disabled.email, password: disabled.password, address }),
    ]);
    for (const answer of answers) expect(answer).toEqual({ ok: false, refusal: { code: "sign_in_refused" } });
  });

  test("after five failures from one address it waits there, right password or not, and then goes on", async () => {
    const { email, password } = await addMember(["operator"]);
    const address = freshAddress();
    for (let attempt = 0; attempt < SIGN_IN_LIMITS.accountAtAddress; attempt++)
      await checkCredentials({ email, password: "wrong password", address });
    const held = await checkCredentials({ email, password, address });
    expect(held).toMatchObject({
      ok: false,
      refusal: { code: "sign_in_throttled", params: { minutes: 15 } },
    });
    const seconds = held.ok ? 0 : Number(held.refusal.params?.seconds);
    expect(seconds).toBeGreaterThan(WINDOW_MS / 1000 - 60);
    const afterwards = await checkCredentials({ email, password, address }, later(WINDOW_MS + 1000));
    expect(afterwards.ok).toBe(true);
  });

  test("whoever hammers an account holds up its owner nowhere else, and nobody else at their own address", async () => {
    const victim = await addMember(["admin"]);
    const neighbour = await addMember(["operator"]);
    const address = freshAddress();
    for (let guess = 0; guess < 4 * SIGN_IN_LIMITS.address; guess++)
      await checkCredentials({ email: victim.email, password: "wrong password", address });
    expect((await checkCredentials({ ...victim, address: freshAddress() })).ok).toBe(true);
    expect((await checkCredentials({ ...neighbour, address })).ok).toBe(true);
  });

  test("strangers everywhere together have a hundred guesses at an account, and its known browser none fewer", async () => {
    const { id, email, password } = await addMember(["operator"]);
    const device = { id: crypto.randomUUID(), memberId: id };
    await db()
      .insert(signInFailures)
      .values({
        subject: accountSubject(email),
        failures: SIGN_IN_LIMITS.account,
        windowStartedAt: new Date(),
      });
    expect(await checkCredentials({ email, password, address: freshAddress() })).toMatchObject({
      refusal: { code: "sign_in_throttled" },
    });
    expect((await checkCredentials({ email, password, address: freshAddress(), device })).ok).toBe(true);
  });

  test("a known browser has ten guesses, and is known for its own member alone", async () => {
    const { id, email, password } = await addMember(["operator"]);
    const other = await addMember(["operator"]);
    const device = { id: crypto.randomUUID(), memberId: id };
    for (let guess = 0; guess < SIGN_IN_LIMITS.device; guess++)
      await checkCredentials({ email, password: "wrong password", address: freshAddress(), device });
    expect(await checkCredentials({ email, password, address: freshAddress(), device })).toMatchObject({
      refusal: { code: "sign_in_throttled" },
    });
    const address = freshAddress();
    for (let guess = 0; guess < SIGN_IN_LIMITS.accountAtAddress; guess++)
      await checkCredentials({ email: other.email, password: "wrong password", address, device });
    expect(await checkCredentials({ ...other, address, device })).toMatchObject({
      refusal: { code: "sign_in_throttled" },
    });
  });

  test("an unknown e-mail is throttled like a known one", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const address = freshAddress();
    for (let attempt = 0; attempt < SIGN_IN_LIMITS.accountAtAddress; attempt++)
      await checkCredentials({ email, password: "wrong password", address });
    const held = await checkCredentials({ email, password: "wrong password", address });
    expect(held).toMatchObject({ ok: false, refusal: { code: "sign_in_throttled" } });
  });

  test("an e-mail that no database takes is wrong like any other", async () => {
    for (const email of ["nobody\0@example.com", "\ud800@example.com", "\0"])
      expect(await checkCredentials({ email, password: "x\0y", address: freshAddress() })).toEqual({
        ok: false,
        refusal: { code: "sign_in_refused" },
      });
  });

  test("success forgets the account's failures", async () => {
    const { email, password } = await addMember(["operator"]);
    const address = freshAddress();
    for (let round = 0; round < 3; round++) {
      for (let attempt = 0; attempt < SIGN_IN_LIMITS.accountAtAddress - 1; attempt++)
        await checkCredentials({ email, password: "wrong password", address });
      expect((await checkCredentials({ email, password, address })).ok).toBe(true);
    }
  });

  test("twenty failures from one address hold it for every account, and nobody elsewhere", async () => {
    const { email, password } = await addMember(["operator"]);
    const address = freshAddress();
    for (let guess = 0; guess < SIGN_IN_LIMITS.address; guess++) {
      const guessed = await addMember(["operator"]);
      await checkCredentials({ email: guessed.email, password: "wrong password", address });
    }
    expect(await checkCredentials({ email, password, address })).toMatchObject({
      ok: false,
      refusal: { code: "sign_in_throttled" },
    });
    expect((await checkCredentials({ email, password, address: freshAddress() })).ok).toBe(true);
  });

  test("many people signing in from one office are not held", async () => {
    const { email, password } = await addMember(["operator"]);
    const address = freshAddress();
    for (let n = 0; n < SIGN_IN_LIMITS.address + 3; n++)
      expect((await checkCredentials({ email, password, address })).ok).toBe(true);
  });

  test("of thirty guesses at once at most five reach the password", async () => {
    const { email } = await addMember(["operator"]);
    const address = freshAddress();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => checkCredentials({ email, password: "wrong password", address })),
    );
    const tried = answers.filter((answer) => !answer.ok && answer.refusal.code === "sign_in_refused");
    expect(tried).toHaveLength(SIGN_IN_LIMITS.accountAtAddress);
  });
});
