import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { changeMember } from "#lib/auth/change-member.ts";
import { categoryKey } from "#lib/checks/category-key.ts";
import { readQueue } from "#lib/review/read-queue.ts";
import { viewProgress } from "#lib/review/view-progress.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { claim, decide, handedOut, value } from "./as-reviewer.ts";
import { type SeedOptions, seedBatch, seedMember } from "./seed-batch.ts";

const verdict = (kind: "block" | "warn") =>
  `[{"kind":"links","verdict":"${kind}","field":null,"spans":[],"message":{"code":"x","params":{}},"version":"1"}]`;
/** Of ten outputs the fifth is warned of and the eighth blocked. */
const SOME_FLAGGED = sql`case n % 10 when 5 then ${verdict("warn")} when 8 then ${verdict("block")} else '[]' end::jsonb`;

describeOnBothDatabases("review queues", () => {
  test("blocks are handed out before warnings, and those before the rest", async () => {
    const { batchId, mei } = await queueOf({ items: 10, verdicts: SOME_FLAGGED });
    const rows = (await claim(mei, { batchId })).map(({ rowNumber }) => rowNumber);
    expect(rows).toEqual([8, 5, 1, 2, 3, 4, 6, 7, 9, 10]);
  });

  test("blocks and warnings of any batch come first, then what is new, then the oldest", async () => {
    await finishAll();
    const { batchId: old, launcher, mei } = await queueOf({ items: 1 });
    const again = await seedBatch({ launchedBy: launcher, items: 10, like: old, verdicts: SOME_FLAGGED });
    // The first is as new as a template with its model can be; the one like it is not.
    const fresh = await seedBatch({ launchedBy: launcher, items: 1 });
    const handed = (await claim(mei, { limit: 12 })).map(({ batchId, rowNumber }) => [batchId, rowNumber]);
    expect(handed.slice(0, 4)).toEqual([
      [again, 8],
      [again, 5],
      [old, 1],
      [fresh, 1],
    ]);
    expect(handed).toHaveLength(12);
  });

  test("a part of the queue is one language, template, batch or risk, or several at once", async () => {
    const { batchId, launcher, mei } = await queueOf({
      items: 20,
      languages: ["en", "zh-CN"],
      verdicts: SOME_FLAGGED,
    });
    const other = await seedBatch({ launchedBy: launcher, items: 3 });
    const [queued] = value(await readQueue(mei, { batchId: other }));
    const languages = (await claim(mei, { batchId, language: "zh-CN", limit: 50 })).map(
      (one) => one.language,
    );
    expect(languages).toEqual(Array.from({ length: 10 }, () => "zh-CN"));
    const ofTemplate = await claim(mei, { templateId: queued!.templateId, limit: 50 });
    expect(ofTemplate.map((one) => one.batchId)).toEqual([other, other, other]);
    const lin = await seedMember("Lin");
    expect(await claim(lin, { batchId, risk: "block", limit: 50 })).toEqual([]);
    expect((await claim(lin, { batchId, risk: "warn", limit: 50 })).map((one) => one.rowNumber)).toEqual([
      3, 8,
    ]);
  });

  test("the queue lists the batches of that part, told as new and for whom they are", async () => {
    await finishAll();
    const { batchId, launcher, mei } = await queueOf({ items: 10, verdicts: SOME_FLAGGED });
    const clean = await seedBatch({ launchedBy: launcher, items: 2, languages: ["de"], like: batchId });
    const ids = async (filter: Parameters<typeof readQueue>[1]) =>
      value(await readQueue(mei, filter)).map((one) => one.batchId);
    expect(await ids({})).toEqual([batchId, clean]);
    expect(await ids({ risk: "block" })).toEqual([batchId]);
    expect(await ids({ language: "de" })).toEqual([clean]);
    expect(value(await readQueue(mei, {}))).toMatchObject([
      { isNew: true, isForMe: true, launchedByMe: false },
      { isNew: false, isForMe: true },
    ]);
    expect(value(await readQueue(launcher, {}))).toMatchObject([{ isForMe: false, launchedByMe: true }, {}]);
  });

  test("who is assigned languages is handed only those, and told when others wait", async () => {
    await finishAll();
    const { batchId, mei } = await queueOf({ items: 6, languages: ["en", "zh-CN", "de"] });
    const admin = await seedMember("Ada", ["admin"]);
    const change = { reviewLanguages: ["zh", "fr"] };
    expect(value(await changeMember(admin, mei.memberId, change))).toMatchObject(change);
    expect((await claim(mei, { batchId })).map(({ language }) => language)).toEqual(["zh-CN", "zh-CN"]);
    expect(value(await readQueue(mei, { batchId }))).toMatchObject([{ isForMe: true, pendingForMe: 2 }]);
    expect(await claim(mei, { first: `${batchId}.0` })).toEqual([]);
    const german = await seedMember("Jo");
    await changeMember(admin, german.memberId, { reviewLanguages: ["it"] });
    expect(await handedOut(german)).toMatchObject({ claims: [], empty: "not-assigned" });
    expect(value(await readQueue(german, { batchId }))).toMatchObject([{ isForMe: false }]);
  });

  test("who is assigned categories is handed those with all below them, and what has none, and told when others wait", async () => {
    await finishAll();
    const { batchId, launcher, mei } = await queueOf({
      ...{ items: 8, reviewPlan: { kind: "every", assignBy: "category" }, verdicts: SOME_FLAGGED },
    });
    const paths = [
      "Perfume > Women",
      "Perfume",
      "Perfumes",
      "",
      "Soap > Bars",
      "Soap",
      "ｐｅｒｆｕｍｅ>men",
      "Soap",
    ];
    const keys = JSON.stringify(paths.map(categoryKey));
    await db().execute(
      sql`update batch_items set category = ${keys}::jsonb ->> seq where batch_id = ${batchId}`,
    );
    const admin = await seedMember("Ada", ["admin"]);
    const change = { reviewCategories: [" perfume ", "Soap > Bars"] };
    const changed = value(await changeMember(admin, mei.memberId, change));
    expect(changed.reviewCategories).toEqual(["perfume", "Soap > Bars"]);
    // What is warned of first, as ever; then category by category.
    const rows = (await claim(mei, { batchId })).map(({ rowNumber }) => rowNumber);
    expect(rows[0]).toBe(5);
    expect(rows.toSorted()).toEqual([1, 2, 4, 5, 7]);
    const [forMei] = value(await readQueue(mei, { batchId }));
    expect(forMei).toMatchObject({ isForMe: true, pending: 8, pendingForMe: 5 });
    const lin = await seedMember("Lin");
    await changeMember(admin, lin.memberId, { reviewCategories: ["Candles"] });
    expect(await claim(lin, { first: `${batchId}.5` })).toEqual([]);
    expect(await handedOut(lin)).toMatchObject({ claims: [], empty: "held-by-others" });
    for (const held of await claim(mei, { batchId, resume: true })) await decide(mei, held, "approve");
    expect(await handedOut(lin)).toMatchObject({ claims: [], empty: "not-assigned" });
    const forLin = value(await readQueue(lin, { batchId }));
    expect(forLin).toMatchObject([{ isForMe: false, pending: 3, pendingForMe: 0 }]);
    // A batch without categories is everybody's.
    const plain = await seedBatch({ launchedBy: launcher, items: 1 });
    expect((await claim(lin)).map((one) => one.batchId)).toEqual([plain]);
  });

  test("an empty queue says why", async () => {
    await finishAll();
    const { batchId, launcher, mei } = await queueOf({ items: 2 });
    expect(await handedOut(launcher)).toMatchObject({ claims: [], empty: "own-launches" });
    expect(await handedOut(mei, { language: "fr" })).toMatchObject({ empty: "filtered-out" });
    expect(await handedOut(mei, { risk: "block" })).toMatchObject({ empty: "filtered-out" });
    const [one, two] = await claim(mei, { batchId });
    const lin = await seedMember("Lin");
    expect(await handedOut(lin)).toMatchObject({ empty: "held-by-others" });
    for (const held of [one!, two!]) await decide(mei, held, "edit", { output: { title: "Mine" } });
    expect(await handedOut(mei)).toMatchObject({ empty: "own-work" });
    for (const held of await claim(lin)) await decide(lin, held, "approve");
    expect(await handedOut(lin)).toMatchObject({ empty: "all-decided" });
    const empty = await seedBatch({ launchedBy: launcher, items: 0 });
    expect(await handedOut(lin, { batchId: empty })).toMatchObject({ empty: "nothing-made" });
  });

  test("a person sees what they have decided, who leads them everybody's, and what was taken back does not count", async () => {
    const { batchId, mei } = await queueOf({ items: 5 });
    const before = new Date(Date.now() - 60_000);
    const [one, two, three] = await claim(mei, { batchId });
    await decide(mei, one!, "approve");
    await decide(mei, two!, "reject");
    await decide(mei, three!, "approve");
    await decide(mei, three!, "undo");
    const mine = { memberId: mei.memberId, name: "Mei", decided: 2, approved: 1, rejected: 1, edited: 0 };
    expect(value(await viewProgress(mei, before))).toMatchObject([mine]);
    const manager = await seedMember("Max", ["manager"]);
    expect(value(await viewProgress(manager, before))).toEqual(
      expect.arrayContaining([expect.objectContaining(mine)]),
    );
    expect(value(await viewProgress(mei, new Date(Date.now() + 60_000)))).toMatchObject([{ decided: 0 }]);
    const lin = await seedMember("Lin");
    expect(value(await viewProgress(lin, before))).toMatchObject([{ memberId: lin.memberId, decided: 0 }]);
  });
});

async function queueOf(options: Partial<SeedOptions> & { items: number }) {
  const launcher = await seedMember("Ana", ["operator", "reviewer"]);
  const batchId = await seedBatch({ launchedBy: launcher, ...options });
  return { batchId, launcher, mei: await seedMember("Mei") };
}

/** Leaves nothing of earlier tests in the queue. */
async function finishAll(): Promise<void> {
  await db().execute(sql`update batch_items set review_state = 'rejected' where review_state <> 'rejected'`);
  await db().execute(sql`update batch_counters set review_pending = 0, escalated = 0, in_lot = 0`);
}
