import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batches } from "#db/schema/batches.ts";
import { prices } from "#db/schema/models.ts";
import { resumeBatch } from "#lib/batches/run/control-batch.ts";
import { compareAmounts, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { booksOf, launch, makeMaterials, operator, until, untilState, workHere } from "./batch-fixture.ts";

describeOnDatabase("a batch whose provider misbehaves", () => {
  let provider: TestProvider;
  beforeAll(() => workHere());
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.stop());

  test("retries what was unavailable, and pays for each item once", async () => {
    provider.behave(({ nth }) => (nth % 3 === 0 ? { do: "fail", status: 503 } : { do: "answer" }));
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 30 }));
    await untilState(id, ["succeeded"]);
    const { batch, items, entries } = await booksOf(id);
    expect(items).toHaveLength(30);
    expect(provider.billedCalls()).toBe(30);
    expect(batch).toMatchObject({ spent: provider.bill(), unknown: "0", reserved: "0" });
    expect(entries.filter(({ kind }) => kind === "released").length).toBe(provider.requests() - 30);
  });

  test("fails an item after five attempts, in one group with its cause", async () => {
    provider.behave(({ prompt }) =>
      prompt.includes("Perfume 3.") ? { do: "fail", status: 500 } : { do: "answer" },
    );
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 5 }));
    await untilState(id, ["succeeded"]);
    const { items, progress } = await booksOf(id);
    expect(items[2]).toMatchObject({
      state: "failed",
      attempts: 5,
      failureGroup: "provider_unavailable:http_500",
      reviewState: "none",
    });
    expect(progress).toMatchObject({ succeeded: 4, failed: 1 });
  });

  test("asks the fallback model after the first one's attempts, and pays each model's own price", async () => {
    const second = await startProvider({ prices: { input: "2", output: "8" } });
    provider.behave(({ prompt }) =>
      prompt.includes("Perfume 3.") ? { do: "fail", status: 500 } : { do: "answer" },
    );
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 5 });
    const { modelId: fallbackModelId } = await makeMaterials({
      providerUrl: second.url,
      prices: { input: "2", output: "8" },
    });
    const id = await launch(materials, { fallbackModelId });
    await untilState(id, ["succeeded"]);
    const { batch, items, entries } = await booksOf(id);
    expect(items.map(({ state, attempts }) => [state, attempts])).toEqual([
      ["succeeded", 1],
      ["succeeded", 1],
      ["succeeded", 6],
      ["succeeded", 1],
      ["succeeded", 1],
    ]);
    expect(second.billedCalls()).toBe(1);
    const ofSecond = entries.filter(({ modelId }) => modelId === fallbackModelId);
    expect(ofSecond).toMatchObject([{ kind: "settled", seq: 2 }]);
    expect(compareAmounts(ofSecond[0]?.cost ?? "0", second.bill())).toBe(0);
    expect(batch).toMatchObject({ spent: sumAmounts([provider.bill(), second.bill()]), reserved: "0" });
    await second.stop();
  });

  test("waits when it is throttled, and burns no attempt", async () => {
    provider.behave(({ nth }) =>
      nth <= 8 ? { do: "fail", status: 429, headers: { "retry-after-ms": "50" } } : { do: "answer" },
    );
    const id = await launch(
      await makeMaterials({ providerUrl: provider.url, rows: 3, limits: { concurrency: 1 } }),
    );
    await untilState(id, ["succeeded"]);
    const { items } = await booksOf(id);
    expect(items.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
  });

  test("charges a cut-off answer as unknown, so that the bill lies between settled and settled + unknown", async () => {
    provider.behave(({ nth }) => (nth % 4 === 1 ? { do: "cut-off" } : { do: "answer" }));
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 20 }));
    await untilState(id, ["succeeded"]);
    const { batch, items, entries } = await booksOf(id);
    expect(items.every(({ state }) => state === "succeeded")).toBe(true);
    expect(compareAmounts(batch.unknown, "0")).toBe(1);
    expect(compareAmounts(batch.spent, provider.bill())).toBeLessThanOrEqual(0);
    expect(compareAmounts(provider.bill(), sumAmounts([batch.spent, batch.unknown]))).toBeLessThanOrEqual(0);
    const unknown = entries.filter(({ kind }) => kind === "unknown");
    expect(sumAmounts(unknown.map(({ cost }) => cost))).toBe(batch.unknown);
    expect(batch.reserved).toBe("0");
  });

  test("repairs an answer that does not fit once, then fails it with the reason; both calls are paid", async () => {
    const tooLong = JSON.stringify({ title: "x".repeat(50) });
    provider.behave(({ prompt, isRepair }) => {
      if (prompt.includes("Perfume 1.")) return { do: "answer", text: tooLong };
      if (prompt.includes("Perfume 2.") && !isRepair) return { do: "answer", text: tooLong };
      return { do: "answer", text: JSON.stringify({ title: "Fine" }) };
    });
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 3, maxLength: 10 }));
    await untilState(id, ["succeeded"]);
    const { batch, items } = await booksOf(id);
    expect(items.map(({ state, attempts }) => [state, attempts])).toEqual([
      ["failed", 2],
      ["succeeded", 2],
      ["succeeded", 1],
    ]);
    expect(items[0]?.failureGroup).toBe("output_too_long:title");
    expect(batch.spent).toBe(provider.bill());
  });

  test("an answer that the usual bound cut off is asked for again with all the room its fields may need", async () => {
    provider.behave(({ maxTokens }) =>
      maxTokens < 50 ? { do: "answer", text: '{"title": "Rose a', outputTokens: 30 } : { do: "answer" },
    );
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 3 }), {
      parameters: {},
      startAt: new Date(Date.now() + 1_000),
    });
    await db().update(batches).set({ usualMaxOutput: 30 }).where(eq(batches.id, id));
    await untilState(id, ["succeeded"]);
    const { batch, items } = await booksOf(id);
    expect(items.map(({ state, attempts }) => [state, attempts])).toEqual(Array(3).fill(["succeeded", 2]));
    expect(batch.spent).toBe(provider.bill());
  });

  test("a refused request is final; a batch of nothing else has failed", async () => {
    provider.behave(() => ({ do: "fail", status: 413, body: "too large" }));
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 4 }));
    await untilState(id, ["failed"]);
    const { batch, items } = await booksOf(id);
    expect(items.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
    expect(batch).toMatchObject({ spent: "0", reserved: "0" });
  });

  test("an exhausted quota pauses the batch and says so; resumed, it makes every item", async () => {
    provider.behave(({ nth }) =>
      nth > 3 ? { do: "fail", status: 429, body: "insufficient_quota" } : { do: "answer" },
    );
    const id = await launch(
      await makeMaterials({ providerUrl: provider.url, rows: 12, limits: { concurrency: 2 } }),
    );
    const paused = await untilState(id, ["paused"]);
    expect(paused.pausedFor).toMatchObject({ code: "provider_exhausted" });
    provider.behave(undefined);
    await resumeBatch(operator, { id });
    await untilState(id, ["succeeded"]);
    const { batch, items } = await booksOf(id);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, seq) => seq));
    expect(batch).toMatchObject({ spent: provider.bill(), reserved: "0" });
  });

  test("leaves out rows without a value, at no cost", async () => {
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 4,
      valuesOf: (rowNumber): Record<string, string> =>
        rowNumber === 2 ? { name: " " } : { name: `Perfume ${rowNumber}` },
    });
    const id = await launch(materials);
    await untilState(id, ["succeeded"]);
    const { items, progress } = await booksOf(id);
    expect(items[1]).toMatchObject({ state: "skipped", attempts: 0, reviewState: "none" });
    expect(Number(items[1]?.cost)).toBe(0);
    expect(progress).toMatchObject({ succeeded: 3, skipped: 1 });
    expect(provider.billedCalls()).toBe(3);
  });

  test("text that the database cannot hold is kept without what it cannot", async () => {
    provider.behave(() => ({ do: "answer", text: JSON.stringify({ title: "a\u0000b\ud800c" }) }));
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 1 }));
    await untilState(id, ["succeeded"]);
    const { items } = await booksOf(id);
    expect(items[0]?.output).toEqual({ title: "ab\ufffdc" });
  });

  test("a call dearer than it was bound to is still told as it was", async () => {
    provider.behave(() => ({ do: "answer", inputTokens: 50_000 }));
    const id = await launch(
      await makeMaterials({ providerUrl: provider.url, rows: 3, limits: { concurrency: 1 } }),
    );
    await untilState(id, ["succeeded"]);
    const { batch } = await booksOf(id);
    expect(batch).toMatchObject({ spent: provider.bill(), reserved: "0" });
  });

  test("a new price holds within two seconds, also for the rest of a slow chunk", async () => {
    await provider.stop();
    provider = await startProvider({ latencyMs: 100 });
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 50,
      limits: { concurrency: 1 },
    });
    const id = await launch(materials);
    await until(async () => provider.requests() > 3);
    const priceId = newId();
    const price = { currency: "USD", inputPerMTok: "2", outputPerMTok: "8" };
    const effectiveFrom = new Date();
    await db()
      .insert(prices)
      .values({ id: priceId, modelId: materials.modelId, effectiveFrom, ...price });
    await untilState(id, ["succeeded"]);
    const { entries } = await booksOf(id);
    const later = entries.filter(({ at }) => at.getTime() > effectiveFrom.getTime() + 2_000);
    expect(later.length).toBeGreaterThan(10);
    expect(later.every((entry) => entry.priceId === priceId)).toBe(true);
  });

  test("never spends more than its cap, and nearly all of it, then pauses; with a higher cap it goes on", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 400 });
    // About 90 micro-dollars an item at most 510 reserved.
    const cap = "0.02";
    const id = await launch(materials, {
      budgetCap: { amount: cap, currency: "USD" },
      parameters: { maxOutputTokens: 25 },
    });
    const paused = await untilState(id, ["paused"]);
    expect(paused.pausedFor).toMatchObject({ code: "over_budget" });
    const { batch } = await booksOf(id);
    expect(compareAmounts(provider.bill(), cap)).toBeLessThanOrEqual(0);
    expect(Number(subtractAmounts(cap, batch.spent)) / Number(cap)).toBeLessThan(0.01);
    expect(batch.spent).toBe(provider.bill());
    await resumeBatch(operator, { id, budgetCap: { amount: "1", currency: "USD" } });
    await untilState(id, ["succeeded"]);
    const after = await booksOf(id);
    expect(after.items).toHaveLength(400);
    expect(after.batch.spent).toBe(provider.bill());
    expect(provider.billedCalls()).toBe(400);
  });
});
