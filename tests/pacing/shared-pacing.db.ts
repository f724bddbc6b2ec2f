import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { openModels, readPressure } from "#db/queries/pacing.ts";
import { modelPacing, models, providers } from "#db/schema/models.ts";
import { newId } from "#lib/new-id.ts";
import { sharedPacing } from "#lib/pacing/pacing-store.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { partGiven } from "./fake-pacing.ts";

const REACH_MS = 1_500;

describeOnBothDatabases("the pace that processes share", (database) => {
  const db = () => database().db;

  async function makeModel(limits: { rpm?: number; tpm?: number; concurrency?: number }): Promise<string> {
    const [providerId, id] = [newId(), newId()];
    await db().insert(providers).values({ id: providerId, name: "Test", kind: "openai-compatible" });
    await db()
      .insert(models)
      .values({ id, providerId, name: "m", kind: "text", ...limits });
    return id;
  }

  test.for([
    { limits: { rpm: 600 }, calls: 5, tokens: 1_000 },
    { limits: { tpm: 60_000 }, calls: 5, tokens: 1_000 },
    { limits: { rpm: 600, tpm: 600_000 }, calls: 500, tokens: 90_000 },
    { limits: { rpm: 6 }, calls: 40, tokens: 1 },
    { limits: {}, calls: 40, tokens: 1 },
  ])("is the one that the simulations reckon with: %j", async ({ limits, calls, tokens }) => {
    const shared = sharedPacing(await makeModel(limits));
    const ask = { calls, tokens, leastPart: 1 / calls, reachMs: REACH_MS, keptBackMs: 0 };
    let aheadMs = 0;
    let before = { askedMs: performance.now(), givenMs: performance.now() };
    for (let round = 0; round < 4; round++) {
      const askedMs = performance.now();
      const { part, delayMs, spanMs, requestMs, tokenMs } = await shared.lease(ask);
      const givenMs = performance.now();
      const span = Math.max(calls * requestMs, tokens * tokenMs);
      expect(part).toBeCloseTo(partGiven({ leastPart: 1 / calls, reachMs: REACH_MS, delayMs, span }), 4);
      expect(spanMs).toBeCloseTo(part * span, 4);
      // It was given somewhere between the question and the answer.
      expect(delayMs).toBeLessThan(Math.max(0, aheadMs - (askedMs - before.givenMs)) + 1);
      expect(delayMs).toBeGreaterThan(aheadMs - (givenMs - before.askedMs) - 1);
      aheadMs = delayMs + spanMs;
      before = { askedMs, givenMs };
    }
  });

  test("gives no two processes the same stretch", async () => {
    const shared = sharedPacing(await makeModel({ rpm: 60_000 }));
    await shared.lease({ calls: 1, tokens: 1, leastPart: 1, reachMs: REACH_MS, keptBackMs: 0 });
    const startedAtMs = performance.now();
    const leases = await Promise.all(
      Array.from({ length: 20 }, () =>
        shared.lease({ calls: 30, tokens: 30, leastPart: 1, reachMs: REACH_MS, keptBackMs: 0 }),
      ),
    );
    const { delayMs } = await shared.lease({
      calls: 1,
      tokens: 1,
      leastPart: 1,
      reachMs: REACH_MS,
      keptBackMs: 0,
    });
    const tookMs = performance.now() - startedAtMs;
    const given = leases.reduce((sum, { spanMs }) => sum + spanMs, 0);
    expect(delayMs).toBeGreaterThan(given - tookMs - 1);
    expect(delayMs).toBeLessThan(given + 2);
  });

  test("reads the limits of the moment", async () => {
    const id = await makeModel({ rpm: 600 });
    const shared = sharedPacing(id);
    const ask = { calls: 1, tokens: 1, leastPart: 1, reachMs: REACH_MS, keptBackMs: 0 };
    expect((await shared.lease(ask)).requestMs).toBeCloseTo(60_000 / (600 * 0.99));
    await db().update(models).set({ rpm: 60, concurrency: 3 }).where(eq(models.id, id));
    expect(await shared.lease(ask)).toMatchObject({ rpm: 60, concurrency: 3 });
    await shared.reported({ rpm: 30, tpm: 1_000 });
    expect(await shared.state()).toMatchObject({ rpm: 30, tpm: 1_000 });
    await db().update(models).set({ rpm: null }).where(eq(models.id, id));
    await shared.reported({ rpm: null, tpm: null });
    expect(await shared.lease(ask)).toMatchObject({ part: 1, requestMs: 0, rpm: null });
  });

  describe("after a 429", () => {
    test("holds everybody, and lowers the used part once a second at most", async () => {
      const id = await makeModel({ rpm: 600 });
      const shared = sharedPacing(id);
      const shareOf = async () => {
        const [row] = await db().select().from(modelPacing).where(eq(modelPacing.modelId, id));
        return row?.share;
      };
      await shared.throttled(2_000, 2_000);
      await shared.throttled(3_000, 3_000);
      await shared.throttled(1_000, 1_000);
      expect(await shareOf()).toBeCloseTo(0.99 * 0.97, 6);
      const { closedMs } = (await shared.state()) ?? {};
      expect(closedMs).toBeGreaterThan(2_000);
      expect(
        await shared.lease({ calls: 1, tokens: 1, leastPart: 1, reachMs: REACH_MS, keptBackMs: 0 }),
      ).toMatchObject({
        part: 0,
      });
      expect((await readPressure(db(), [id])).get(id)).toMatchObject({
        closedUntil: expect.any(Date),
        outage: 0,
      });
      const earlier = new Date(Date.now() - 2_000);
      await db().update(modelPacing).set({ shareAt: earlier }).where(eq(modelPacing.modelId, id));
      await shared.throttled(1_000, 1_000);
      expect(await shareOf()).toBeCloseTo(0.99 * 0.97 * 0.97, 2);
    });
  });

  describe("closed for long", () => {
    const DAY_MS = 24 * 3_600_000;
    const untilOf = async (id: string) => (await readPressure(db(), [id])).get(id)?.closedUntil ?? null;

    test("tells the provider's own end, while no process calls before it is tried again", async () => {
      const id = await makeModel({ rpm: 600 });
      const shared = sharedPacing(id);
      await shared.throttled(900_000, DAY_MS);
      const { closedMs, fullMs } = (await shared.state()) ?? {};
      expect(closedMs).toBeGreaterThan(890_000);
      expect(closedMs).toBeLessThanOrEqual(900_000);
      expect(fullMs).toBeGreaterThan(DAY_MS - 10_000);
      const ask = { calls: 1, tokens: 1, leastPart: 1, reachMs: REACH_MS, keptBackMs: 0 };
      const leased = await shared.lease(ask);
      expect(leased.part).toBe(0);
      expect(leased.fullMs).toBeGreaterThan(DAY_MS - 10_000);
      expect((await untilOf(id))?.getTime()).toBeGreaterThan(Date.now() + DAY_MS - 10_000);
    });

    test("tells no end of an earlier day", async () => {
      const id = await makeModel({});
      const shared = sharedPacing(id);
      await shared.throttled(1, DAY_MS);
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await untilOf(id)).toBeNull();
      expect(await shared.state()).toMatchObject({ closedMs: 0, fullMs: 0 });
      await shared.throttled(5_000, 5_000);
      expect((await untilOf(id))?.getTime()).toBeLessThan(Date.now() + 10_000);
      await shared.outage(1, 2_000);
      expect((await untilOf(id))?.getTime()).toBeLessThan(Date.now() + 3_000);
      expect(await shared.state()).toMatchObject({ fullMs: 0 });
    });

    test("is called at once when it was opened, or tried at once in an outage, and no other is", async () => {
      const [opened, other, out] = await Promise.all([makeModel({}), makeModel({}), makeModel({})]);
      for (const id of [opened, other]) await sharedPacing(id).throttled(900_000, DAY_MS);
      await sharedPacing(out).outage(3, 60_000);
      await openModels(db(), []);
      await openModels(db(), [opened, out]);
      expect(await untilOf(opened)).toBeNull();
      expect(await untilOf(other)).not.toBeNull();
      expect(await sharedPacing(opened).state()).toMatchObject({ closedMs: 0, fullMs: 0 });
      expect(await sharedPacing(out).state()).toMatchObject({ outage: 3 });
      expect(await sharedPacing(out).probe(5_000)).toBe(true);
    });
  });

  describe("in an outage", () => {
    test("lets one process try at a time, and everybody once it is over", async () => {
      const shared = sharedPacing(await makeModel({}));
      await shared.outage(1, 1_000);
      expect(await shared.probe(5_000)).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 1_050));
      const claims = await Promise.all(Array.from({ length: 8 }, () => shared.probe(5_000)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      await shared.outage(2, 2_000);
      expect(await shared.state()).toMatchObject({ outage: 2 });
      await shared.recovered();
      expect(await shared.state()).toMatchObject({ outage: 0, closedMs: 0 });
    });

    test("tells what the last probe came to, and nothing of it once it is over", async () => {
      const id = await makeModel({});
      const shared = sharedPacing(id);
      const causeOf = async () => (await readPressure(db(), [id])).get(id)?.outageCause;
      await shared.outage(1, 1_000, { reason: "http_503", words: "Down for maintenance." });
      await shared.outage(1, 0);
      expect(await causeOf()).toEqual({ reason: "http_503", words: "Down for maintenance." });
      await shared.outage(2, 2_000, { reason: "connection_refused", words: null });
      expect(await causeOf()).toEqual({ reason: "connection_refused", words: null });
      await shared.recovered();
      expect(await causeOf()).toBeNull();
    });
  });

  test("says which limit keeps calls waiting, and nothing where none does", async () => {
    const [many, slow, calm] = await Promise.all([
      makeModel({ rpm: 600, tpm: 6_000 }),
      makeModel({ rpm: 60 }),
      makeModel({ rpm: 600 }),
    ]);
    const ask = { calls: 50, tokens: 5_000, leastPart: 0.02, reachMs: REACH_MS, keptBackMs: 0 };
    await sharedPacing(many).lease(ask);
    await sharedPacing(slow).lease({ ...ask, calls: 1, leastPart: 1, keptBackMs: 800 });
    await sharedPacing(calm).lease({ ...ask, calls: 1, leastPart: 1 });
    const pressures = await readPressure(db(), [many, slow, calm]);
    expect(pressures.get(many)).toMatchObject({ pressedBy: "tokens", limit: 6_000, closedUntil: null });
    expect(pressures.get(slow)).toMatchObject({ pressedBy: "requests", limit: 60 });
    expect(pressures.get(calm)).toMatchObject({ pressedBy: null });
  });
});
