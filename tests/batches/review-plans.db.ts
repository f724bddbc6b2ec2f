import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { decisionBuckets, lots } from "#db/schema/review.ts";
import { cloneBatch } from "#lib/batches/launch/clone-batch.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { isDrawn } from "#lib/checks/drawn-by-seed.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import {
  booksOf,
  launch,
  type Materials,
  makeMaterials,
  operator,
  until,
  untilState,
  workHere,
} from "./batch-fixture.ts";

describeOnDatabase("a batch's review plan", () => {
  let provider: TestProvider;
  let materials: Materials;
  beforeAll(async () => {
    provider = await startProvider();
    await workHere();
    materials = await makeMaterials({ providerUrl: provider.url, rows: 150 });
  });
  afterEach(() => provider.behave(undefined));
  afterAll(() => provider.stop());

  test("a share of the clean outputs is drawn by the kept seed, and the others are approved by the plan", async () => {
    const reviewPlan = { kind: "risk" as const, share: 0.3, doubleShare: 0.05, assignBy: "name" };
    const id = await launch(materials, { reviewPlan });
    await untilState(id, ["succeeded"]);
    const { items, progress } = await booksOf(id);
    const { reviewSeed } = (await findBatch(db(), id))!;
    expect(reviewSeed).toBeGreaterThan(0);
    for (const item of items) {
      const isRead = isDrawn(reviewSeed, item.seq, "read", 0.3);
      expect(item).toMatchObject(
        isRead
          ? { reviewState: "pending", passedBy: null, decidedAt: null }
          : { reviewState: "approved", passedBy: "plan", decidedBy: null, decidedAt: expect.any(Date) },
      );
    }
    expect(items[1]).toMatchObject({ category: "perfume 2 > " });
    const passed = items.filter((item) => item.reviewState === "approved").length;
    expect(progress).toMatchObject({ reviewPending: 150 - passed, approved: passed });
    const counted = await db().select().from(decisionBuckets).where(eq(decisionBuckets.batchId, id));
    expect(counted.reduce((sum, { approved }) => sum + approved, 0)).toBe(passed);
    const viewed = await viewBatch(operator, id);
    expect(viewed).toMatchObject({ value: { reviewPlan: { ...reviewPlan, seed: reviewSeed } } });
    const channel = { kind: "file" as const, format: "jsonl" as const };
    expect(await createPublication(operator, { batchId: id, channel })).toMatchObject({ ok: true });
  });

  test("outputs are not assigned by a column that is not there", async () => {
    const reviewPlan = { kind: "every" as const, assignBy: "colour" };
    await expect(launch(materials, { reviewPlan })).rejects.toThrow("assign_column_unknown");
  });

  test("what a check warns of is read though no share of the rest is", async () => {
    // An answer that has to be mended is warned of.
    const id = await launch(materials, { reviewPlan: { kind: "risk", share: 0 } });
    await untilState(id, ["succeeded"]);
    const { items } = await booksOf(id);
    for (const { checks, reviewState } of items)
      expect(reviewState).toBe(checks.some(({ verdict }) => verdict !== "pass") ? "pending" : "approved");
  });

  test("a batch by lots has them formed when it is over, and a launch like it draws anew", async () => {
    const id = await launch(materials, { reviewPlan: { kind: "lots", aql: "1.0", level: "II" } });
    await untilState(id, ["succeeded"]);
    const [lot] = await until(async () => {
      const found = await db().select().from(lots).where(eq(lots.batchId, id));
      return found.length > 0 && found;
    });
    expect(lot).toMatchObject({ size: 150, sample: 13, accept: 0, state: "sampling", number: 1 });
    const { items, progress } = await booksOf(id);
    expect(items.filter((item) => item.reviewState === "in-lot")).toHaveLength(137);
    expect(progress).toMatchObject({ inLot: 137, reviewPending: 13 });
    const again = await cloneBatch(operator, id, {});
    const clone = again.ok ? await findBatch(db(), again.value.id) : null;
    expect(clone).toMatchObject({ reviewPlan: { kind: "lots", aql: "1.0", level: "II" } });
    expect(clone?.reviewSeed).not.toBe((await findBatch(db(), id))!.reviewSeed);
    if (again.ok) await untilState(again.value.id, ["succeeded"]);
  });
});
