import { text } from "node:stream/consumers";
import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { batchChunks, batches, batchItems, providerBatches } from "#db/schema/batches.ts";
import { decisionBuckets, lotSamples, lots, regenerations } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { ReviewPlan } from "#lib/checks/review-plan.ts";
import { newId } from "#lib/new-id.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { openPublicationFile, previewPublication } from "#lib/publishing/read-publications.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { runFormLots } from "#lib/review/lots/form-lots.ts";
import { holdLot, releaseLot } from "#lib/review/lots/move-lot.ts";
import { runSettleLot } from "#lib/review/lots/settle-lot.ts";
import { type Lot, viewLots } from "#lib/review/lots/view-lots.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { reopenItem } from "#lib/review/reopen-item.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { claim, decide, handedOut, value } from "./as-reviewer.ts";
import { type SeedOptions, seedBatch, seedMember } from "./seed-batch.ts";

const dataDir = temporaryFolder();
// Of 51 to 90 outputs at level II 13 are drawn at this limit, and none of them may be bad (table II-A).
const PLAN: ReviewPlan = { kind: "lots", aql: "1.0", level: "II" };
const CHANNEL = { kind: "file" as const, format: "jsonl" as const };

beforeAll(() => {
  process.env.DATA_DIR = dataDir;
});

describeOnDatabase("lots", () => {
  test("a batch that is over is put into lots by language, and the server draws the sample of each", async () => {
    const { batchId, mei } = await lotsOf({ items: 120, languages: ["en", "de"] });
    const found = value(await viewLots(mei, { batchId, limit: 50 })).items;
    expect(found).toMatchObject([
      {
        number: 1,
        language: "de",
        state: "sampling",
        size: 60,
        sample: 13,
        accept: 0,
        reject: 1,
        decided: 0,
      },
      {
        number: 2,
        language: "en",
        state: "sampling",
        size: 60,
        sample: 13,
        codeLetter: "E",
        severity: "normal",
      },
    ]);
    expect(await statesOf(batchId)).toEqual({ "in-lot": 94, pending: 26 });
    expect(await countersOf(batchId)).toEqual({ pending: 26, approved: 0, rejected: 0, inLot: 94 });
    await runFormLots({ batchId });
    expect(value(await viewLots(mei, { batchId, limit: 50 })).items).toHaveLength(2);
  });

  test("the same seed draws the same sample, and lots of a batch have seeds of their own", async () => {
    const { batchId } = await lotsOf({ items: 120, languages: ["en", "de"] });
    const seeds = await db().select({ seed: lots.seed }).from(lots).where(eq(lots.batchId, batchId));
    expect(new Set(seeds.map(({ seed }) => seed)).size).toBe(2);
    const drawn = await db().select().from(lotSamples).where(eq(lotSamples.batchId, batchId));
    expect(new Set(drawn.map(({ seq }) => seq)).size).toBe(26);
    const of = (number: number) =>
      drawn.filter(({ lot }) => lot === number).map(({ seq }) => (seq - (2 - number)) / 2);
    expect(of(1)).not.toEqual(of(2));
  });

  test("nothing of a lot is published before it is released, not even what was approved of its sample", async () => {
    const { batchId, operator, mei } = await lotsOf({ items: 60 });
    const [first] = await claim(mei, { batchId, limit: 1 });
    await decide(mei, first!, "approve");
    expect(await createPublication(operator, { batchId, channel: CHANNEL })).toMatchObject({
      refusal: { code: "nothing_approved" },
    });
    const lot = await acceptSample(mei, batchId);
    expect(lot).toMatchObject({ state: "accepted", verdict: "accepted", decided: 13, defects: 0 });
    expect(await createPublication(operator, { batchId, channel: CHANNEL })).toMatchObject({ ok: false });
    expect(value(await previewPublication(operator, batchId))).toMatchObject({ newlyApproved: 0 });
  });

  test("a released lot is approved and may be published ten minutes later, its unread outputs by the lot", async () => {
    const { batchId, operator, mei } = await lotsOf({ items: 60 });
    const { id } = await acceptSample(mei, batchId);
    const released = value(await releaseLot(mei, { id, note: "Read and fine" }));
    expect(released).toMatchObject({ state: "released", movedBy: { name: "Mei" }, note: "Read and fine" });
    const waits = new Date(released.publishableAt!).getTime() - new Date(released.movedAt!).getTime();
    expect(waits / 60_000).toBeCloseTo(10, 1);
    await runSettleLot({ lotId: id });
    expect(await statesOf(batchId)).toEqual({ approved: 13, "in-lot": 47 });
    expect(await createPublication(operator, { batchId, channel: CHANNEL })).toMatchObject({ ok: false });
    await tenMinutesLater(id);
    expect(await statesOf(batchId)).toEqual({ approved: 60 });
    const passed = await db()
      .select({
        passedBy: batchItems.passedBy,
        decidedBy: batchItems.decidedBy,
        items: sql<number>`count(*)::int`,
      })
      .from(batchItems)
      .where(eq(batchItems.batchId, batchId))
      .groupBy(batchItems.passedBy, batchItems.decidedBy);
    expect(passed).toEqual(
      expect.arrayContaining([
        { passedBy: "lot", decidedBy: null, items: 47 },
        { passedBy: null, decidedBy: mei.memberId, items: 13 },
      ]),
    );
    expect(await countersOf(batchId)).toEqual({ pending: 0, approved: 60, rejected: 0, inLot: 0 });
    const counted = await db().select().from(decisionBuckets).where(eq(decisionBuckets.batchId, batchId));
    expect(counted.reduce((sum, { approved }) => sum + approved, 0)).toBe(60);
    expect(await publish(operator, batchId)).toBe(60);
  });

  test("what a lot releases later is new to a publication made before, also what was approved of its sample then", async () => {
    const { batchId, operator, mei } = await lotsOf({ items: 120, languages: ["en", "de"] });
    const [german, english] = value(await viewLots(mei, { batchId, limit: 50 })).items;
    await decideSample(mei, batchId, "de", 0);
    await decideSample(mei, batchId, "en", 0);
    value(await releaseLot(mei, { id: german!.id }));
    await tenMinutesLater(german!.id);
    expect(await publish(operator, batchId)).toBe(60);
    const some = await db().select().from(lotSamples).where(eq(lotSamples.lot, 2)).limit(1);
    const sampled = `${batchId}.${some[0]!.seq}`;
    expect(value(await readReviewItem(mei, sampled)).publications).toEqual([]);
    value(await releaseLot(mei, { id: english!.id }));
    await tenMinutesLater(english!.id);
    expect(value(await previewPublication(operator, batchId))).toMatchObject({ newlyApproved: 60 });
    expect(await publish(operator, batchId, "new")).toBe(60);
    expect(value(await readReviewItem(mei, sampled)).publications).toHaveLength(1);
  });

  test("a lot with too many defects is read whole, whatever becomes of its sample later", async () => {
    const { batchId, mei, lin, manager, operator } = await lotsOf({ items: 60 });
    const [bad] = await claim(mei, { batchId, limit: 1 });
    await decide(mei, bad!, "reject");
    const [lot] = value(await viewLots(mei, { batchId, limit: 1 })).items;
    expect(lot).toMatchObject({ state: "rejected", verdict: "rejected", decided: 1, defects: 1 });
    await runSettleLot({ lotId: lot!.id });
    expect(await statesOf(batchId)).toEqual({ rejected: 1, pending: 59 });
    expect(await countersOf(batchId)).toEqual({ pending: 59, approved: 0, rejected: 1, inLot: 0 });
    value(await reopenItem(manager, { itemId: bad!.itemId, note: "Look again" }));
    expect(value(await viewLots(mei, { batchId, limit: 1 })).items[0]).toMatchObject({ state: "rejected" });
    for (const move of [releaseLot, holdLot])
      expect(await move(mei, { id: lot!.id })).toMatchObject({
        refusal: { code: expect.stringMatching(/^lot_/) },
      });
    const [good] = await claim(lin, { batchId, limit: 1 });
    await decide(lin, good!, "approve");
    expect(await publish(operator, batchId)).toBe(1);
  });

  test("an output of the sample that had to be edited is a defect, though it is approved then", async () => {
    const { batchId, mei } = await lotsOf({ items: 60 });
    const [held] = await claim(mei, { batchId, limit: 1 });
    await decide(mei, held!, "edit", { output: { title: "Better" } });
    const [lot] = value(await viewLots(mei, { batchId, limit: 1 })).items;
    expect(lot).toMatchObject({ verdict: "rejected", defects: 1 });
  });

  test("a decision that is taken back opens the verdict again, and ends a release that is not final", async () => {
    const { batchId, mei } = await lotsOf({ items: 60 });
    const last = await decideSample(mei, batchId, "en", 0);
    const lot = value(await viewLots(mei, { batchId, limit: 1 })).items[0]!;
    value(await releaseLot(mei, { id: lot.id }));
    expect((await decide(mei, last, "undo")).status).toBe("accepted");
    const [open] = value(await viewLots(mei, { batchId, limit: 1 })).items;
    expect(open).toMatchObject({ state: "sampling", verdict: null, decided: 12, publishableAt: null });
    await tenMinutesLater(lot.id);
    expect(await statesOf(batchId)).toEqual({ approved: 12, pending: 1, "in-lot": 47 });
  });

  test("a lot whose unread outputs are being approved is settled from the first of them on, however often that is cut off", async () => {
    const { batchId, mei } = await lotsOf({ items: 2_600 });
    let last = await decideSample(mei, batchId, "en", 0);
    for (let sample = 50; sample < 125; sample += 50) last = await decideSample(mei, batchId, "en", 0);
    const { id } = value(await viewLots(mei, { batchId, limit: 1 })).items[0]!;
    value(await releaseLot(mei, { id }));
    await db().execute(
      sql.raw(`create function break_off() returns trigger language plpgsql
      as $$ begin raise exception 'killed'; end $$`),
    );
    await db().execute(
      sql.raw(`create trigger break_off before update on batch_items for each row
        when (new.seq > 2300 and old.review_state = 'in-lot') execute function break_off()`),
    );
    await expect(tenMinutesLater(id)).rejects.toThrow();
    expect(await statesOf(batchId)).toEqual({ approved: 2_125, "in-lot": 475 });
    expect(await holdLot(mei, { id })).toMatchObject({ refusal: { code: "lot_settled" } });
    expect((await decide(mei, last, "undo")).status).toBe("accepted");
    expect(value(await viewLots(mei, { batchId, limit: 1 })).items).toMatchObject([
      { state: "released", verdict: "accepted" },
    ]);
    await db().execute(sql.raw("drop function break_off cascade"));
    await runSettleLot({ lotId: id });
    expect(await statesOf(batchId)).toEqual({ approved: 2_599, pending: 1 });
    expect(await countersOf(batchId)).toEqual({ pending: 1, approved: 2_599, rejected: 0, inLot: 0 });
  });

  test("a lot is settled by the database's clock, by which publications are cut off", async () => {
    const { batchId, mei } = await lotsOf({ items: 60 });
    vi.useFakeTimers({ now: Date.now() - 3_600_000, toFake: ["Date"] });
    try {
      const [bad] = await claim(mei, { batchId, limit: 1 });
      await decide(mei, bad!, "reject");
    } finally {
      vi.useRealTimers();
    }
    const [row] = await db().execute(
      sql`select settled_at > now() - interval '1 minute' as fresh from lots where batch_id = ${batchId}`,
    );
    expect(row).toEqual({ fresh: true });
  });

  test("a release can be held for ten minutes by the database's clock, by which it becomes final", async () => {
    const { batchId, mei } = await lotsOf({ items: 60 });
    const { id } = await acceptSample(mei, batchId);
    vi.useFakeTimers({ now: Date.now() - 3_600_000, toFake: ["Date"] });
    try {
      value(await releaseLot(mei, { id }));
    } finally {
      vi.useRealTimers();
    }
    const [row] = await db().execute(sql`select publishable_at > now() + interval '9 minutes' as waits,
      moved_at > now() - interval '1 minute' as fresh from lots where id = ${id}`);
    expect(row).toEqual({ waits: true, fresh: true });
    await runSettleLot({ lotId: id });
    expect(await statesOf(batchId)).toEqual({ approved: 13, "in-lot": 47 });
  });

  test("what a cancelled batch has with its provider is put into lots when that is over", async () => {
    const operator = await seedMember("Ana", ["operator"]);
    const batchId = await seedBatch({
      ...{ launchedBy: operator, reviewState: "in-lot", reviewPlan: PLAN, items: 60 },
    });
    await db().update(batches).set({ state: "cancelled" }).where(eq(batches.id, batchId));
    const providerBatchId = newId();
    await db().insert(providerBatches).values({ id: providerBatchId, batchId, state: "intended" });
    await db()
      .insert(batchChunks)
      .values({ batchId, number: 0, fromSeq: 0, toSeq: 60, state: "running", providerBatchId });
    await runFormLots({ batchId });
    expect(await statesOf(batchId)).toEqual({ "in-lot": 60 });
    expect(value(await viewLots(operator, { batchId, limit: 1 })).items).toEqual([]);
    const [waiting] = await db().execute(sql`select count(*)::int as jobs from queue.job
      where name = 'batches.form-lots' and data ->> 'batchId' = ${batchId} and start_after > now()`);
    expect(waiting).toEqual({ jobs: 1 });
    await db().update(batchChunks).set({ state: "done" }).where(eq(batchChunks.batchId, batchId));
    await runFormLots({ batchId });
    expect(await statesOf(batchId)).toEqual({ "in-lot": 47, pending: 13 });
  });

  test("a defect of a sample stays one when a later approval of what was made anew is taken back", async () => {
    const { batchId, mei, lin } = await lotsOf({ items: 60 });
    const [bad] = await claim(mei, { batchId, limit: 1 });
    await decide(mei, bad!, "reject", { route: "regenerate" });
    // As a regeneration leaves it.
    await db()
      .update(regenerations)
      .set({ state: "succeeded", toVersion: 2 })
      .where(eq(regenerations.batchId, batchId));
    await db().execute(sql`update batch_items set review_state = 'pending', output_version = 2, decided_by = null,
      route = null, claimed_by = null where batch_id = ${batchId} and seq = ${Number(bad!.itemId.split(".")[1])}`);
    await db().execute(sql`update batch_counters set review_pending = review_pending + 1, rejected = rejected - 1
      where batch_id = ${batchId} and slot = 0`);
    const [anew] = await claim(lin, { batchId, first: bad!.itemId, limit: 1 });
    expect(anew).toMatchObject({ itemId: bad!.itemId, outputVersion: 2 });
    expect(await decide(lin, anew!, "approve")).toMatchObject({ status: "accepted" });
    expect(await decide(lin, anew!, "undo")).toMatchObject({ item: { reviewState: "pending", route: null } });
    expect(value(await viewLots(mei, { batchId, limit: 1 })).items).toMatchObject([
      { verdict: "rejected", decided: 1, defects: 1 },
    ]);
    const defects = await db().select().from(lotSamples).where(eq(lotSamples.batchId, batchId));
    expect(defects.filter(({ defect }) => defect)).toHaveLength(1);
  });

  test("a lot is held before its release is final and not after, and released again", async () => {
    const { batchId, mei, manager } = await lotsOf({ items: 60 });
    const { id } = await acceptSample(mei, batchId);
    value(await releaseLot(mei, { id }));
    expect(value(await holdLot(manager, { id, note: "A recall runs" }))).toMatchObject({
      state: "held",
      publishableAt: null,
    });
    await tenMinutesLater(id);
    expect(await statesOf(batchId)).toEqual({ approved: 13, "in-lot": 47 });
    value(await releaseLot(manager, { id }));
    await tenMinutesLater(id);
    expect(await holdLot(mei, { id })).toMatchObject({ refusal: { code: "lot_settled" } });
    expect(await statesOf(batchId)).toEqual({ approved: 60 });
  });

  test("who launched a batch neither releases nor holds its lots, and nobody does whose sample is not read", async () => {
    const launcher = await seedMember("Ana", ["operator", "reviewer"]);
    const { batchId, mei } = await lotsOf({ items: 60, launchedBy: launcher });
    const [lot] = value(await viewLots(mei, { batchId, limit: 1 })).items;
    for (const move of [releaseLot, holdLot]) {
      expect(await move(mei, { id: lot!.id })).toMatchObject({ refusal: { code: "lot_not_accepted" } });
      expect(await move(launcher, { id: lot!.id })).toMatchObject({ refusal: { code: "four_eyes" } });
      const watcher = await seedMember("Otto", ["operator"]);
      expect(await move(watcher, { id: lot!.id })).toMatchObject({ refusal: { code: "forbidden" } });
    }
    await acceptSample(mei, batchId);
    expect(await releaseLot(launcher, { id: lot!.id })).toMatchObject({ refusal: { code: "four_eyes" } });
  });

  test("two rejected lots of a series tighten the next; another language or template goes on as it did", async () => {
    const first = await lotsOf({ items: 60 });
    const lotOf = async (options: Partial<SeedOptions>) => {
      const { batchId, mei } = await lotsOf({ items: 60, like: first.batchId, ...options });
      const [held] = await claim(mei, { batchId, limit: 1 });
      const lot = value(await viewLots(mei, { batchId, limit: 1 })).items[0]!;
      return { held: held!, mei, lot };
    };
    const [held] = await claim(first.mei, { batchId: first.batchId, limit: 1 });
    await decide(first.mei, held!, "reject");
    const second = await lotOf({});
    expect(second.lot.severity).toBe("normal");
    await decide(second.mei, second.held, "reject");
    expect((await lotOf({})).lot).toMatchObject({ severity: "tightened", sample: 20 });
    expect((await lotOf({ languages: ["de"] })).lot.severity).toBe("normal");
  });

  test("a small lot tells exactly what it may still hold", async () => {
    const { batchId, mei } = await lotsOf({ items: 20 });
    const [lot] = value(await viewLots(mei, { batchId, limit: 1 })).items;
    // 13 of 20 read, none bad: with 2 bad ones it would pass in C(18,13)/C(20,13) = 11 %, with 3 in 3 %.
    expect(lot).toMatchObject({ sample: 13, stillPasses: { badShare: 2 / 20, probability: 0.1 } });
  });

  test("with one critical defect among those read for them all of a lot is read, and without any it is accepted", async () => {
    // Of 60 outputs 13 are drawn at this limit, of which three may be bad.
    const reviewPlan: ReviewPlan = { kind: "lots", aql: "10", level: "II", criticalSample: 30 };
    const { batchId, mei } = await lotsOf({ items: 120, languages: ["en", "de"], reviewPlan });
    expect(await countersOf(batchId)).toMatchObject({ pending: 60, inLot: 60 });
    const lotOf = async (at: number) => value(await viewLots(mei, { batchId, limit: 2 })).items[at];
    const german = await claim(mei, { batchId, language: "de", limit: 50 });
    expect(german).toHaveLength(30);
    for (const held of german.slice(1)) await decide(mei, held, "approve");
    expect(await lotOf(0)).toMatchObject({
      verdict: null,
      critical: { sample: 30, decided: 29, defects: 0 },
    });
    await decide(mei, german[0]!, "reject", { reason: "brand_or_tone", route: "drop" });
    expect(await lotOf(0)).toMatchObject({ sample: 13, accept: 3, verdict: "accepted" });
    const [bad] = await claim(mei, { batchId, language: "en", limit: 1 });
    await decide(mei, bad!, "reject", { reason: "wrong_fact", route: "drop" });
    expect(await lotOf(1)).toMatchObject({ verdict: "rejected", critical: { decided: 1, defects: 1 } });
    expect((await lotOf(1))?.critical?.stillPasses.badShare).toBeLessThan(0.06);
  });

  test("a queue that waits for samples says so", async () => {
    const { batchId, mei } = await lotsOf({ items: 60 });
    await decideSample(mei, batchId, "en", 0);
    expect(await handedOut(mei, { batchId })).toMatchObject({ claims: [], empty: "in-lots" });
  });
});

async function lotsOf(options: Partial<SeedOptions> & { items: number }) {
  const operator = await seedMember("Ana", ["operator"]);
  const batchId = await seedBatch({
    ...{ launchedBy: operator, reviewState: "in-lot", reviewPlan: PLAN },
    ...options,
  });
  await runFormLots({ batchId });
  return {
    batchId,
    operator,
    mei: await seedMember("Mei"),
    lin: await seedMember("Lin"),
    manager: await seedMember("Max", ["manager"]),
  };
}

/** Decides on all of a sample, so many of it rejected. @returns the last that was decided. */
async function decideSample(actor: Actor, batchId: string, language: string, rejected: number) {
  const sample = await claim(actor, { batchId, language, limit: 50 });
  for (const [index, held] of sample.entries())
    await decide(actor, held, index < rejected ? "reject" : "approve");
  return sample.at(-1)!;
}

async function acceptSample(actor: Actor, batchId: string): Promise<Lot> {
  await decideSample(actor, batchId, "en", 0);
  return value(await viewLots(actor, { batchId, limit: 1 })).items[0]!;
}

async function tenMinutesLater(id: string): Promise<void> {
  await db().execute(
    sql`update lots set publishable_at = now() where id = ${id} and publishable_at is not null`,
  );
  await runSettleLot({ lotId: id });
}

async function statesOf(batchId: string): Promise<Record<string, number>> {
  const rows = await db()
    .select({ state: batchItems.reviewState, items: sql<number>`count(*)::int` })
    .from(batchItems)
    .where(eq(batchItems.batchId, batchId))
    .groupBy(batchItems.reviewState);
  return Object.fromEntries(rows.map(({ state, items }) => [state, items]));
}

async function countersOf(batchId: string) {
  const [row] =
    await db().execute(sql`select sum(review_pending)::int as pending, sum(approved)::int as approved,
    sum(rejected)::int as rejected, sum(in_lot)::int as "inLot" from batch_counters where batch_id = ${batchId}`);
  return row;
}

async function publish(operator: Actor, batchId: string, only: "all" | "new" = "all"): Promise<number> {
  const { id } = value(await createPublication(operator, { batchId, channel: CHANNEL, only }));
  await writePublication({ publicationId: id }, new AbortController().signal);
  const { file } = value(await openPublicationFile(operator, id, "file"));
  return (await text(file.content)).trim().split("\n").length;
}
