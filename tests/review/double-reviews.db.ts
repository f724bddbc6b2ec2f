import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { doubleReviews, regenerations } from "#db/schema/review.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { rejectItems } from "#lib/review/reject-items.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { claim, decide, value } from "./as-reviewer.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

describeOnDatabase("double reviews", () => {
  test("the first decision leaves the output to a second reviewer, who is not told of it", async () => {
    const { batchId, mei, lin } = await doublesOf(1);
    const [held] = await claim(mei, { batchId });
    expect(await decide(mei, held!, "approve")).toMatchObject({
      status: "accepted",
      item: { reviewState: "pending", decidedBy: null },
    });
    const [second] = await claim(lin, { batchId });
    expect(second).toMatchObject({ itemId: held!.itemId });
    const seen = value(await readReviewItem(lin, held!.itemId));
    expect(seen).toMatchObject({ reviewState: "pending", history: [] });
    expect(value(await readReviewItem(mei, held!.itemId)).history).toMatchObject([{ decision: "approve" }]);
  });

  test("two who agree settle it, and their agreement is kept", async () => {
    const { batchId, mei, lin } = await doublesOf(1);
    await decide(mei, (await claim(mei, { batchId }))[0]!, "reject");
    const [second] = await claim(lin, { batchId });
    const settled = await decide(lin, second!, "reject");
    expect(settled.item).toMatchObject({ reviewState: "rejected", decidedBy: { name: "Lin" } });
    expect(await doublesIn(batchId)).toMatchObject([
      { first: "reject", firstBy: mei.memberId, second: "reject", secondBy: lin.memberId, outcome: "agreed" },
    ]);
    expect(value(await readReviewItem(lin, second!.itemId)).history).toHaveLength(2);
  });

  test("two who differ leave it to a third, never to one of them or to who launched it", async () => {
    const { batchId, mei, lin, zoe, launcher } = await doublesOf(1);
    await decide(mei, (await claim(mei, { batchId }))[0]!, "approve");
    const [second] = await claim(lin, { batchId });
    expect((await decide(lin, second!, "reject")).item).toMatchObject({ reviewState: "escalated" });
    for (const barred of [mei, lin, launcher])
      expect(await claim(barred, { batchId, state: "escalated" })).toEqual([]);
    const [third] = await claim(zoe, { batchId, state: "escalated" });
    for (const barred of [mei, lin, launcher])
      expect(await decide(barred, third!, "approve")).toMatchObject({ code: "four_eyes" });
    expect((await decide(zoe, third!, "approve")).item).toMatchObject({ reviewState: "approved" });
    expect(await doublesIn(batchId)).toMatchObject([{ outcome: "differed" }]);
  });

  test("the same person is never asked twice, nor let decide with a claim of before", async () => {
    const { batchId, mei, lin } = await doublesOf(1);
    const [held] = await claim(mei, { batchId });
    await decide(mei, held!, "approve");
    expect(await claim(mei, { batchId })).toEqual([]);
    expect(await claim(mei, { batchId, first: held!.itemId })).toEqual([]);
    const [second] = await claim(lin, { batchId });
    expect(await decide(mei, { ...held!, token: second!.token }, "approve")).toMatchObject({
      code: "four_eyes",
    });
  });

  test("the same first decision sent twice is made once", async () => {
    const { batchId, mei } = await doublesOf(1);
    const [held] = await claim(mei, { batchId });
    for (const _ of [1, 2]) expect(await decide(mei, held!, "approve")).toMatchObject({ status: "accepted" });
    expect(await doublesIn(batchId)).toHaveLength(1);
  });

  test("a first decision that is taken back never was, and a second one opens the question again", async () => {
    const { batchId, mei, lin, zoe } = await doublesOf(1);
    const [held] = await claim(mei, { batchId });
    await decide(mei, held!, "approve");
    const undone = (await decide(mei, held!, "undo")).item!;
    expect(undone).toMatchObject({ reviewState: "pending" });
    await decide(mei, { ...held!, token: undone.token }, "reject");
    const [second] = await claim(lin, { batchId });
    expect((await decide(lin, second!, "reject")).item).toMatchObject({ reviewState: "rejected" });
    expect((await decide(lin, second!, "undo")).item).toMatchObject({ reviewState: "pending" });
    expect(await claim(mei, { batchId })).toEqual([]);
    const outcomes = (await doublesIn(batchId)).map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(["open", "void"]);
    const own = await claim(lin, { batchId, resume: true });
    expect((await decide(lin, own[0]!, "approve")).item).toMatchObject({ reviewState: "escalated" });
    expect(await claim(zoe, { batchId, state: "escalated" })).toHaveLength(1);
  });

  test("who edits an output as the second has differed, and another approves what they wrote", async () => {
    const { batchId, mei, lin, zoe } = await doublesOf(1);
    await decide(mei, (await claim(mei, { batchId }))[0]!, "approve");
    const [second] = await claim(lin, { batchId });
    await decide(lin, second!, "edit", { output: { title: "Better" } });
    expect(await doublesIn(batchId)).toMatchObject([{ second: "edit", outcome: "differed" }]);
    expect(await claim(lin, { batchId })).toEqual([]);
    const [third] = await claim(zoe, { batchId });
    expect((await decide(zoe, third!, "approve")).item).toMatchObject({ reviewState: "approved" });
  });

  test("an edit ends what was decided on the text before it, so that who read that may read this, until it is taken back", async () => {
    const { batchId, mei, lin } = await doublesOf(1);
    await decide(mei, (await claim(mei, { batchId }))[0]!, "approve");
    const [second] = await claim(lin, { batchId });
    await decide(lin, second!, "edit", { output: { title: "Better" } });
    expect((await decide(lin, second!, "undo")).item).toMatchObject({ reviewState: "pending" });
    expect(await doublesIn(batchId)).toMatchObject([{ second: null, outcome: "open" }]);
    expect(await claim(mei, { batchId })).toEqual([]);
    const [again] = await claim(lin, { batchId, resume: true });
    await decide(lin, again!, "edit", { output: { title: "Better yet" } });
    const [edited] = await claim(mei, { batchId });
    expect((await decide(mei, edited!, "approve")).item).toMatchObject({
      reviewState: "approved",
      output: { title: "Better yet" },
    });
  });

  test("two who reject take the second's route, and only then is the output made anew", async () => {
    const { batchId, mei, lin } = await doublesOf(1);
    await decide(mei, (await claim(mei, { batchId }))[0]!, "reject", { route: "regenerate" });
    expect(await regenerationsIn(batchId)).toEqual([]);
    const [second] = await claim(lin, { batchId });
    expect(value(await readReviewItem(lin, second!.itemId))).toMatchObject({ regenerations: [] });
    const settled = await decide(lin, second!, "reject", { route: "regenerate", note: "Too loud" });
    expect(settled.item).toMatchObject({ reviewState: "rejected", route: "regenerate" });
    expect(await regenerationsIn(batchId)).toMatchObject([{ askedBy: lin.memberId, note: "Too loud" }]);
  });

  test("two who reject for a source to be mended or to drop it leave it there, and one of two who differ asks for nothing", async () => {
    for (const route of ["fix-source", "drop"] as const) {
      const { batchId, mei, lin } = await doublesOf(1);
      await decide(mei, (await claim(mei, { batchId }))[0]!, "reject", { route: "regenerate" });
      const settled = await decide(lin, (await claim(lin, { batchId }))[0]!, "reject", { route });
      expect(settled.item).toMatchObject({ reviewState: "rejected", route });
      expect(await regenerationsIn(batchId)).toEqual([]);
    }
    const { batchId, mei, lin } = await doublesOf(1);
    await decide(mei, (await claim(mei, { batchId }))[0]!, "approve");
    const differed = await decide(lin, (await claim(lin, { batchId }))[0]!, "reject", {
      route: "regenerate",
    });
    expect(differed.item).toMatchObject({ reviewState: "escalated", route: null });
    expect(await regenerationsIn(batchId)).toEqual([]);
  });

  test.each(["an escalation", "a rejection from a list"])(
    "%s ends what one has begun, and the question is open again when it is taken back",
    async (by) => {
      const { batchId, mei, lin } = await doublesOf(1);
      await decide(mei, (await claim(mei, { batchId }))[0]!, "approve");
      const [held] = await claim(lin, { batchId });
      const { itemId, outputVersion } = held!;
      if (by === "an escalation") await decide(lin, held!, "escalate");
      else value(await rejectItems(lin, { items: [{ itemId, outputVersion }], reason: "1", route: "drop" }));
      expect(await doublesIn(batchId)).toMatchObject([{ outcome: "void" }]);
      expect((await decide(lin, held!, "undo")).item).toMatchObject({ reviewState: "pending" });
      expect(await doublesIn(batchId)).toMatchObject([{ outcome: "open", first: "approve" }]);
      expect(await claim(mei, { batchId })).toEqual([]);
      const [again] = await claim(lin, { batchId, resume: true });
      expect((await decide(lin, again!, "approve")).item).toMatchObject({ reviewState: "approved" });
      expect(await doublesIn(batchId)).toMatchObject([{ outcome: "agreed", secondBy: lin.memberId }]);
    },
  );

  test("what one of two escalates needs no third: who decided on it before may, as on any other", async () => {
    const { batchId, mei, lin } = await doublesOf(1);
    await decide(mei, (await claim(mei, { batchId }))[0]!, "approve");
    await decide(lin, (await claim(lin, { batchId }))[0]!, "escalate");
    const [asked] = await claim(mei, { batchId, state: "escalated" });
    expect((await decide(mei, asked!, "reject")).item).toMatchObject({ reviewState: "rejected" });
    expect((await decide(mei, asked!, "undo")).item).toMatchObject({ reviewState: "escalated" });
    expect(await doublesIn(batchId)).toMatchObject([{ outcome: "void", second: null }]);
  });

  test("only the drawn part is decided twice", async () => {
    const { batchId, mei, lin } = await doublesOf(200, 0.2);
    for (let round = 0; round < 4; round++) {
      const held = await claim(mei, { batchId, limit: 50 });
      const asked = held.map(({ itemId, token, outputVersion }) => ({
        ...{ itemId, token, outputVersion, decision: "approve" as const },
      }));
      value(await decideItems(mei, asked));
    }
    const left = await claim(lin, { batchId, limit: 100 });
    expect(left.length).toBeGreaterThan(20);
    expect(left.length).toBeLessThan(65);
    expect(await doublesIn(batchId)).toHaveLength(left.length);
  });
});

async function doublesOf(items: number, doubleShare = 1) {
  const launcher = await seedMember("Ana", ["operator", "reviewer"]);
  const batchId = await seedBatch({
    launchedBy: launcher,
    items,
    reviewPlan: { kind: "every", doubleShare },
  });
  const [mei, lin, zoe] = [await seedMember("Mei"), await seedMember("Lin"), await seedMember("Zoe")];
  return { batchId, launcher, mei, lin, zoe };
}

function doublesIn(batchId: string) {
  return db()
    .select()
    .from(doubleReviews)
    .where(eq(doubleReviews.batchId, batchId))
    .orderBy(doubleReviews.id);
}

function regenerationsIn(batchId: string) {
  return db().select().from(regenerations).where(eq(regenerations.batchId, batchId));
}
