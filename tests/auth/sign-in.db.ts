import { expect, test } from "vitest";
import { changeMember } from "#lib/auth/change-member.ts";
import { checkCredentials } from "#lib/auth/check-credentials.ts";
import { SIGN_IN_LIMITS, WINDOW_MS } from "#lib/auth/throttle.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { addMember, maker } from "./people.ts";

let addresses = 0;
const freshAddress = () => `198.51.100.${++addresses}`;
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

  test("after five failures the account waits, right password or not, and then goes on", async () => {
    const { email, password } = await addMember(["operator"]);
    for (let attempt = 0; attempt < SIGN_IN_LIMITS.account; attempt++)
      await checkCredentials({ email, password: "wrong password", address: freshAddress() });
    const held = await checkCredentials({ email, password, address: freshAddress() });
    expect(held).toMatchObject({
      ok: false,
      refusal: { code: "sign_in_throttled", params: { minutes: 15 } },
    });
    const seconds = held.ok ? 0 : Number(held.refusal.params?.seconds);
    expect(seconds).toBeGreaterThan(WINDOW_MS / 1000 - 60);
    const afterwards = await checkCredentials(
      { email, password, address: freshAddress() },
      later(WINDOW_MS + 1000),
    );
    expect(afterwards.ok).toBe(true);
  });

  test("an unknown e-mail is throttled like a known one", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    for (let attempt = 0; attempt < SIGN_IN_LIMITS.account; attempt++)
      await checkCredentials({ email, password: "wrong password", address: freshAddress() });
    const held = await checkCredentials({ email, password: "wrong password", address: freshAddress() });
    expect(held).toMatchObject({ ok: false, refusal: { code: "sign_in_throttled" } });
  });

  test("success forgets the account's failures", async () => {
    const { email, password } = await addMember(["operator"]);
    for (let round = 0; round < 3; round++) {
      for (let attempt = 0; attempt < SIGN_IN_LIMITS.account - 1; attempt++)
        await checkCredentials({ email, password: "wrong password", address: freshAddress() });
      expect((await checkCredentials({ email, password, address: freshAddress() })).ok).toBe(true);
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
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        checkCredentials({ email, password: "wrong password", address: freshAddress() }),
      ),
    );
    const tried = answers.filter((answer) => !answer.ok && answer.refusal.code === "sign_in_refused");
    expect(tried).toHaveLength(SIGN_IN_LIMITS.account);
  });
});
