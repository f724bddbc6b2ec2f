import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { removeOutputs } from "#db/queries/retention/outputs.ts";
import { batchItems } from "#db/schema/batches.ts";
import { datasetRows } from "#db/schema/datasets.ts";
import { practiceAnswers, practiceItems } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { changeMember } from "#lib/auth/change-member.ts";
import { askBulkAction } from "#lib/outputs/ask-bulk-action.ts";
import { answerPractice } from "#lib/review/practice/answer-practice.ts";
import {
  addAgreedItems,
  addPracticeItem,
  retirePractice,
  viewPracticeItems,
} from "#lib/review/practice/keep-practice-items.ts";
import { viewPractice } from "#lib/review/practice/view-practice.ts";
import { rejectItems } from "#lib/review/reject-items.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { claim, decide, handedOut, value } from "./as-reviewer.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

describeOnBothDatabases("practice", () => {
  beforeEach(async () => {
    await db().delete(practiceAnswers);
    await db().delete(practiceItems);
  });

  test("a decided item is practised on as it was, whatever becomes of its row and text", async () => {
    const { batchId, lin, manager, decided } = await decidedBatch(2);
    for (const { itemId } of decided)
      expect(value(await addPracticeItem(manager, { itemId, why: " It says silk. " }))).toEqual({ added: 1 });
    await db()
      .update(batchItems)
      .set({ output: { title: "Other" } })
      .where(eq(batchItems.batchId, batchId));
    await db()
      .update(datasetRows)
      .set({ values: { sku: "x" } });
    const { next, items } = value(await viewPractice(lin));
    expect(items).toBe(2);
    expect(next?.claim.source).toMatchObject({ name: expect.stringContaining("Perfume") });
    expect(next?.claim.output).not.toHaveProperty("title", "Other");
    const told = value(
      await answerPractice(lin, { id: next!.claim.itemId, decision: "reject", reason: "3" }),
    );
    const known = decided.find(({ rowNumber }) => rowNumber === next!.claim.rowNumber)!;
    expect(told).toMatchObject({
      ...{ answer: known.decision, isRight: known.decision === "reject", why: "It says silk." },
      answerReason: known.decision === "reject" ? "wrong_fact" : null,
    });
    const states = await db()
      .select({ state: batchItems.reviewState, by: batchItems.decidedBy })
      .from(batchItems)
      .where(eq(batchItems.batchId, batchId));
    expect(states.every(({ by }) => by !== lin.memberId)).toBe(true);
  });

  test("those never answered come first, then the one longest ago; one's own and taken out ones never", async () => {
    const { mei, lin, manager, decided } = await decidedBatch(3);
    for (const { itemId } of decided) value(await addPracticeItem(manager, { itemId, why: "" }));
    expect(value(await viewPractice(mei))).toMatchObject({ items: 0, next: null });
    const seen: string[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const id = value(await viewPractice(lin)).next!.claim.itemId;
      seen.push(id);
      value(await answerPractice(lin, { id, decision: "approve" }));
    }
    expect(new Set(seen.slice(0, 3)).size).toBe(3);
    expect(seen.slice(3)).toEqual(seen.slice(0, 3));
    value(await retirePractice(manager, seen[0]!));
    expect(await answerPractice(lin, { id: seen[0]!, decision: "approve" })).toMatchObject({
      refusal: { code: "not_found" },
    });
    expect(value(await viewPractice(lin)).items).toBe(2);
    expect(await retirePractice(manager, seen[0]!)).toMatchObject({ refusal: { code: "not_found" } });
    // Used again it is the same one, with what was answered on it.
    const back = decided.map(({ itemId }) => addPracticeItem(manager, { itemId, why: "" }));
    expect((await Promise.all(back)).map((one) => value(one).added).sort()).toEqual([0, 0, 1]);
  });

  test("who has to practise first is handed nothing and rejects nothing until eighteen of twenty are right", async () => {
    const { batchId, lin, manager, admin, decided } = await decidedBatch(4, 2);
    for (const { itemId } of decided) value(await addPracticeItem(manager, { itemId, why: "" }));
    value(await changeMember(admin, lin.memberId, { practisesFirst: true }));
    expect(await handedOut(lin, { batchId })).toMatchObject({ claims: [], empty: "practice-first" });
    expect(await handedOut(lin, { batchId, state: "escalated" })).toMatchObject({ empty: "practice-first" });
    const named = { items: [{ itemId: decided[0]!.itemId, outputVersion: 1 }], reason: "1" };
    expect(await rejectItems(lin, named)).toMatchObject({ refusal: { code: "practice_first" } });
    const many = { do: "reject" as const, reason: "1", filter: { batchId } };
    expect(await askBulkAction(lin, many)).toMatchObject({ refusal: { code: "practice_first" } });
    for (let turn = 0; turn < 20; turn++) {
      const before = value(await viewPractice(lin));
      expect(before.progress.isEnough).toBe(false);
      const { rowNumber, itemId: id } = before.next!.claim;
      const known = decided.find((one) => one.rowNumber === rowNumber)!.decision;
      const wrong = known === "approve" ? "reject" : "approve";
      value(await answerPractice(lin, { id, decision: turn < 2 ? wrong : known, reason: "1" }));
    }
    expect(value(await viewPractice(lin)).progress).toEqual({
      ...{ answered: 20, right: 18, isRequired: true, isEnough: true },
    });
    expect(await claim(lin, { batchId })).not.toEqual([]);
    // Asked for anew, what was practised before counts no more than it does.
    value(await changeMember(admin, lin.memberId, { practisesFirst: false }));
    value(await changeMember(admin, lin.memberId, { practisesFirst: true }));
    expect(await handedOut(lin, { batchId })).toMatchObject({ empty: "practice-first" });
  });

  test("what two people agreed on can be taken over at once, and only once", async () => {
    const launcher = await seedMember("Ana", ["operator"]);
    const reviewPlan = { kind: "every" as const, doubleShare: 1 };
    const batchId = await seedBatch({ launchedBy: launcher, items: 4, reviewPlan });
    const [mei, lin] = [await seedMember("Mei"), await seedMember("Lin")];
    for (const held of await claim(mei, { batchId }))
      await decide(mei, held, held.rowNumber % 2 === 0 ? "approve" : "reject");
    for (const held of await claim(lin, { batchId }))
      await decide(lin, held, held.rowNumber === 4 || held.rowNumber % 2 === 1 ? "reject" : "approve");
    const manager = await seedMember("Max", ["manager"]);
    expect(value(await addAgreedItems(manager))).toEqual({ added: 3 });
    expect(value(await addAgreedItems(manager))).toEqual({ added: 0 });
    const kept = value(await viewPracticeItems(manager));
    expect(kept.map(({ rowNumber, answer }) => [rowNumber, answer]).sort()).toEqual([
      [1, "reject"],
      [2, "approve"],
      [3, "reject"],
    ]);
    expect(value(await viewPractice(await seedMember("Zoe")))).toMatchObject({ items: 3 });
  });

  test("what nobody has decided, and what a reviewer asks for, is refused", async () => {
    const { batchId, lin, manager } = await decidedBatch(1, 1);
    const open = `${batchId}.1`;
    expect(await addPracticeItem(manager, { itemId: open, why: "" })).toMatchObject({
      refusal: { code: "item_not_decided" },
    });
    await db().execute(
      sql`update batch_items set review_state = 'approved' where batch_id = ${batchId} and seq = 1`,
    );
    expect(await addPracticeItem(manager, { itemId: open, why: "" })).toMatchObject({
      refusal: { code: "item_not_decided" },
    });
    expect(await addPracticeItem(manager, { itemId: "nothing", why: "" })).toMatchObject({
      refusal: { code: "not_found" },
    });
    for (const refused of [
      addPracticeItem(lin, { itemId: open, why: "" }),
      addAgreedItems(lin),
      viewPracticeItems(lin),
      viewPractice(manager),
      answerPractice(manager, { id: batchId, decision: "approve" }),
    ])
      expect(await refused).toMatchObject({ refusal: { code: "forbidden" } });
    expect(await answerPractice(lin, { id: batchId, decision: "reject" })).toMatchObject({
      refusal: { code: "invalid_input", fields: [{ path: "reason", code: "reason_unknown" }] },
    });
  });

  test("nobody practises in a language that is not theirs, and copies go with the outputs of their batch", async () => {
    const { lin, manager, admin, decided } = await decidedBatch(1);
    value(await addPracticeItem(manager, { itemId: decided[0]!.itemId, why: "" }));
    value(await changeMember(admin, lin.memberId, { reviewLanguages: ["de"] }));
    expect(value(await viewPractice(lin))).toMatchObject({ items: 0, next: null });
    value(await changeMember(admin, lin.memberId, { reviewLanguages: ["en-GB", "en"] }));
    const { next } = value(await viewPractice(lin));
    value(await answerPractice(lin, { id: next!.claim.itemId, decision: "approve" }));
    while ((await db().transaction((tx) => removeOutputs(tx, new Date(Date.now() + 3_600_000)))).more);
    expect(await db().select().from(practiceItems)).toEqual([]);
    expect(await db().select().from(practiceAnswers)).toEqual([]);
  });
});

interface Decided {
  itemId: string;
  batchId: string;
  rowNumber: number;
  decision: "approve" | "reject";
}

/** A batch of which Mei has decided so many, every other one rejected, and so many wait. */
async function decidedBatch(count: number, open = 0) {
  const launcher = await seedMember("Ana", ["operator"]);
  const batchId = await seedBatch({ launchedBy: launcher, items: count + open });
  const mei = await seedMember("Mei");
  const decided: Decided[] = [];
  for (const held of await claim(mei, { batchId, limit: count })) {
    const decision = held.rowNumber % 2 === 0 ? "approve" : "reject";
    await decide(mei, held, decision, decision === "reject" ? { route: "drop" } : {});
    decided.push({ itemId: held.itemId, batchId, rowNumber: held.rowNumber, decision });
  }
  const others: [Actor, Actor, Actor] = [
    await seedMember("Lin"),
    await seedMember("Max", ["manager"]),
    await seedMember("Ada", ["admin"]),
  ];
  const [lin, manager, admin] = others;
  return { batchId, mei, lin, manager, admin, decided };
}
