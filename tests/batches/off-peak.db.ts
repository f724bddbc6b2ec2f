import { setTimeout as wait } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batches } from "#db/schema/batches.ts";
import { models, prices } from "#db/schema/models.ts";
import { cloneBatch } from "#lib/batches/launch/clone-batch.ts";
import { launchBatch } from "#lib/batches/launch/launch-batch.ts";
import type { OffPeak } from "#lib/batches/off-peak.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { booksOf, launch, makeMaterials, operator, until, untilState, workHere } from "./batch-fixture.ts";

const HOUR_MS = 3_600_000;

/** The hours of UTC that begin some hours from now and last six. */
function hoursFrom(hours: number): OffPeak {
  const clock = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);
  return { timeZone: "UTC", windows: [{ from: clock(hours * HOUR_MS), to: clock((hours + 6) * HOUR_MS) }] };
}
const open = () => hoursFrom(-3);
const shut = () => hoursFrom(3);

describeOnDatabase("the hours of a batch", () => {
  let provider: TestProvider;
  beforeAll(() => workHere());
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.stop());

  test("a batch launched outside them makes no call, says until when it waits, and goes on by itself", async () => {
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 5 }), { offPeak: shut() });
    await wait(1_500);
    expect(provider.requests()).toBe(0);
    const view = await viewBatch(operator, id);
    expect(view).toMatchObject({
      value: { status: "running", waitingFor: { code: "waits_for_off_peak", until: expect.any(String) } },
    });
    const until_ = view.ok && view.value.waitingFor?.until;
    expect(Date.parse(until_ || "") - Date.now()).toBeGreaterThan(2.9 * HOUR_MS);
    // As if the hours had come.
    await db().update(batches).set({ offPeak: open() }).where(eq(batches.id, id));
    await db().execute(
      sql`update queue.job set start_after = now() where name = 'batches.feed' and state = 'created'`,
    );
    await untilState(id, ["succeeded"]);
    expect(provider.billedCalls()).toBe(5);
  });

  test("when they end, no call starts after a second; what is in flight is kept, and nothing is made twice", async () => {
    provider.latency(300);
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 60,
      limits: { concurrency: 4 },
    });
    const id = await launch(materials, { offPeak: open() });
    await until(async () => provider.requests() >= 8);
    await db().update(batches).set({ offPeak: shut() }).where(eq(batches.id, id));
    await wait(1_000);
    const calls = provider.requests();
    await wait(1_200);
    expect(provider.requests()).toBe(calls);
    const waiting = await booksOf(id);
    expect(waiting.items).toHaveLength(calls);
    expect(waiting.batch).toMatchObject({ state: "running", spent: provider.bill(), reserved: "0" });
    await db().update(batches).set({ offPeak: open() }).where(eq(batches.id, id));
    await db().execute(
      sql`update queue.job set start_after = now() where name = 'batches.feed' and state = 'created'`,
    );
    provider.latency(0);
    await untilState(id, ["succeeded"]);
    expect(provider.billedCalls()).toBe(60);
  });

  test("a batch whose last calls land after them is over, and does not wait for the next", async () => {
    provider.latency(1_500);
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 4 });
    const id = await launch(materials, { offPeak: open() });
    await until(async () => provider.inFlight() === 4);
    await db().update(batches).set({ offPeak: shut() }).where(eq(batches.id, id));
    await untilState(id, ["succeeded"]);
    expect(provider.billedCalls()).toBe(4);
  });

  test("a clone takes over everything but what it is told", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 5 });
    const offPeak = open();
    const id = await launch(materials, {
      offPeak,
      rowLimit: 2,
      parameters: { maxOutputTokens: 77, temperature: 0.5 },
    });
    const cloned = await cloneBatch(operator, id, { name: "Again" });
    if (!cloned.ok) throw new Error(cloned.refusal.code);
    const [first, second] = await Promise.all([
      viewBatch(operator, id),
      viewBatch(operator, cloned.value.id),
    ]);
    if (!first.ok || !second.ok) throw new Error("A batch cannot be seen.");
    const { dataset, template, model, parameters, languages, mode, rowCount, budgetCap } = first.value;
    expect(second.value).toMatchObject({
      ...{ dataset, template, model, parameters, languages, mode, rowCount, budgetCap, offPeak },
      name: "Again",
    });
    await untilState(cloned.value.id, ["succeeded"]);
  });

  test("a second model is kept, and refused without a price, in another currency, or when it is the first", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 2 });
    const other = await makeMaterials({ providerUrl: provider.url, rows: 2 });
    const id = await launch(materials, { fallbackModelId: other.modelId });
    expect(await viewBatch(operator, id)).toMatchObject({
      value: { fallbackModel: { id: other.modelId, name: "test-model" } },
    });
    const [model] = await db().select().from(models).where(eq(models.id, other.modelId));
    if (!model) throw new Error("No such model.");
    const [unpriced, inYuan] = [newId(), newId()];
    await db()
      .insert(models)
      .values([
        { ...model, id: unpriced, name: "unpriced" },
        { ...model, id: inYuan, name: "in yuan" },
      ]);
    await db()
      .insert(prices)
      .values({
        id: newId(),
        modelId: inYuan,
        effectiveFrom: new Date(0),
        currency: "CNY",
        inputPerMTok: "1",
        outputPerMTok: "2",
      });
    const refusalOf = async (fallbackModelId: string) => {
      const launched = await launchBatch(operator, {
        name: "Test batch",
        ...materials,
        budgetCap: { amount: "1", currency: "USD" },
        fallbackModelId,
      });
      return launched.ok ? null : launched.refusal.code;
    };
    expect(await refusalOf(unpriced)).toBe("unknown_price");
    expect(await refusalOf(inYuan)).toBe("fallback_currency_differs");
    expect(await refusalOf(materials.modelId)).toBe("fallback_is_model");
    expect(await refusalOf(newId())).toBe("model_not_found");
  });
});
