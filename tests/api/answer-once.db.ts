import { expect, test } from "vitest";
import { answerOnce } from "#lib/api/answer-once.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";

describeOnBothDatabases("the idempotency of creations", () => {
  test("the same key and body gives the same answer and does the work once", async () => {
    const question = { memberId: newId(), key: "k1", body: { name: "a" } };
    let done = 0;
    const work = async () => ({ id: `made-${++done}` });
    const first = await answerOnce(question, work);
    const second = await answerOnce(question, work);
    expect(first).toEqual({ ok: true, value: { id: "made-1" } });
    expect(second).toEqual(first);
    expect(done).toBe(1);
  });

  test("the same key with another body is refused", async () => {
    const memberId = newId();
    await answerOnce({ memberId, key: "k", body: 1 }, async () => "one");
    const other = await answerOnce({ memberId, key: "k", body: 2 }, async () => "two");
    expect(other).toMatchObject({ ok: false, refusal: { code: "idempotency_conflict" } });
  });

  test("of twenty at once one does the work and none does it again", async () => {
    const question = { memberId: newId(), key: "k", body: 1 };
    let done = 0;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => answerOnce(question, async () => ++done)),
    );
    expect(done).toBe(1);
    expect(answers.filter((answer) => answer.ok).length).toBeGreaterThanOrEqual(1);
  });

  test("work that failed may be tried again with its key", async () => {
    const question = { memberId: newId(), key: "k", body: 1 };
    await expect(answerOnce(question, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await answerOnce(question, async () => "yes")).toEqual({ ok: true, value: "yes" });
  });
});
