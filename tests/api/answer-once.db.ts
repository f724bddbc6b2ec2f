import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { idempotencyKeys } from "#db/schema/auth.ts";
import { answerOnce } from "#lib/api/answer-once.ts";
import { handleApi } from "#lib/api/handler.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { addMember } from "#tests/auth/people.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

vi.stubEnv("ENCRYPTION_KEY", randomBytes(32).toString("base64"));

async function post(path: string, actor: Actor, idempotencyKey: string, body: object) {
  const request = new Request(`http://console/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const response = await handleApi(request, { actor, locale: "en", idempotencyKey });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const somebody = (): Actor => ({ memberId: newId(), name: "Somebody", roles: ["operator"], via: "token" });

const keptFor = (memberId: string) =>
  db().select().from(idempotencyKeys).where(eq(idempotencyKeys.memberId, memberId));

describeOnBothDatabases("the idempotency of creations", () => {
  test("the same key and body gives the same answer and does the work once", async () => {
    const question = { actor: somebody(), key: "k1", body: { name: "a" } };
    let done = 0;
    const work = async () => ({ id: `made-${++done}` });
    const first = await answerOnce(question, work);
    const second = await answerOnce(question, work);
    expect(first).toEqual({ ok: true, value: { id: "made-1" } });
    expect(second).toEqual(first);
    expect(done).toBe(1);
  });

  test("the same key with another body is refused", async () => {
    const actor = somebody();
    await answerOnce({ actor, key: "k", body: 1 }, async () => "one");
    const other = await answerOnce({ actor, key: "k", body: 2 }, async () => "two");
    expect(other).toMatchObject({ ok: false, refusal: { code: "idempotency_conflict" } });
  });

  test("of twenty at once one does the work and none does it again", async () => {
    const question = { actor: somebody(), key: "k", body: 1 };
    let done = 0;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => answerOnce(question, async () => ++done)),
    );
    expect(done).toBe(1);
    expect(answers.filter((answer) => answer.ok).length).toBeGreaterThanOrEqual(1);
  });

  test("work that takes longer than a minute is not begun a second time", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const question = { actor: somebody(), key: "k", body: 1 };
    const ended = Promise.withResolvers<string>();
    const first = answerOnce(question, () => ended.promise);
    const { memberId } = question.actor;
    await vi.waitFor(async () => expect(await keptFor(memberId)).toHaveLength(1));
    const longAgo = new Date(Date.now() - 2 * 60_000);
    await db()
      .update(idempotencyKeys)
      .set({ createdAt: longAgo })
      .where(eq(idempotencyKeys.memberId, memberId));
    vi.advanceTimersByTime(20_000);
    vi.useRealTimers();
    await vi.waitFor(async () => {
      const [kept] = await keptFor(memberId);
      expect(kept?.createdAt.getTime()).toBeGreaterThan(longAgo.getTime());
    });
    const again = await answerOnce(question, async () => "twice");
    expect(again).toMatchObject({ refusal: { code: "idempotency_conflict" } });
    ended.resolve("once");
    expect(await first).toEqual({ ok: true, value: "once" });
  });

  test("work that failed may be tried again with its key", async () => {
    const question = { actor: somebody(), key: "k", body: 1 };
    await expect(answerOnce(question, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await answerOnce(question, async () => "yes")).toEqual({ ok: true, value: "yes" });
  });

  test("an answer a day old is forgotten, whoever comes next", async () => {
    const old = { actor: somebody(), key: "k", body: 1 };
    await answerOnce(old, async () => "old");
    const yesterday = new Date(Date.now() - 24 * 60 * 60_000 - 1);
    await db()
      .update(idempotencyKeys)
      .set({ createdAt: yesterday })
      .where(eq(idempotencyKeys.memberId, old.actor.memberId));
    await answerOnce({ actor: somebody(), key: "k", body: 1 }, async () => "new");
    expect(await keptFor(old.actor.memberId)).toEqual([]);
  });

  test("a token is made once, comes back with its key, and is nowhere in the table in clear", async () => {
    const { actor, id } = await addMember(["admin"]);
    const body = { memberId: id, name: "script" };
    const first = await post("/tokens", actor, "k", body);
    expect(first).toMatchObject({ status: 201, body: { token: expect.stringMatching(/^pw_/) } });
    expect(await post("/tokens", actor, "k", body)).toEqual(first);
    expect(await post("/tokens", actor, "k", { ...body, name: "other" })).toMatchObject({ status: 409 });
    const kept = await keptFor(id);
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain(first.body.token?.slice(3));
    expect(JSON.stringify(kept)).not.toContain(first.body.id);
  });

  test("an answer is given again only to who may still do what they did then", async () => {
    const { actor, id } = await addMember(["admin", "operator"]);
    const body = { memberId: id, name: "script" };
    expect(await post("/tokens", actor, "k", body)).toMatchObject({ status: 201 });
    const demoted = { ...actor, roles: ["operator"] as const };
    expect(await post("/tokens", demoted, "k", body)).toMatchObject({ status: 403 });
    // A token may not make itself another, and so is not given one that a browser made.
    const asToken: Actor = { ...actor, via: "token" };
    expect(await post("/tokens", asToken, "k", body)).toMatchObject({ status: 403 });
    const promoted: Actor = { ...actor, roles: ["admin", "operator", "manager"] };
    expect(await post("/tokens", promoted, "k", body)).toMatchObject({ status: 201 });
  });

  test("so is a member, with the password that was made up, or the one that was sent", async () => {
    const { actor, id } = await addMember(["admin"]);
    const body = { email: `${newId()}@example.com`, name: "New", roles: ["operator"] };
    const madeUp = await post("/members", actor, "made up", body);
    expect(madeUp).toMatchObject({ status: 201, body: { password: expect.any(String) } });
    expect(await post("/members", actor, "made up", body)).toEqual(madeUp);

    const sent = { ...body, email: `${newId()}@example.com`, password: "a password of their own" };
    expect(await post("/members", actor, "sent", sent)).toMatchObject({ status: 201 });
    expect(
      await post("/members", actor, "sent", { ...sent, password: "yet another password" }),
    ).toMatchObject({ status: 409, body: { code: "idempotency_conflict" } });
    const kept = JSON.stringify(await keptFor(id));
    expect(kept).not.toContain(madeUp.body.password);
    expect(kept).not.toContain(sent.password);
    // Nor what a password could be guessed from: a bare hash of the request.
    expect(kept).not.toMatch(/[0-9a-f]{64}/);
  });
});
