import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { pauseBatch, resumeBatch, retryBatch } from "#lib/batches/run/control-batch.ts";
import { responseKey, usesResponseCache } from "#lib/calls/response-cache.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { callable } from "#tests/models/callable.ts";
import { booksOf, launch, makeMaterials, operator, until, untilState, workHere } from "./batch-fixture.ts";

const ALIKE = { maxOutputTokens: 100, temperature: 0 };

describeOnDatabase("answers used again", () => {
  let provider: TestProvider;
  beforeAll(() => workHere());
  beforeEach(async () => {
    provider = await startProvider({ latencyMs: 40 });
  });
  afterAll(() => provider.stop());

  const materials = (rows: number, kinds: number) =>
    makeMaterials({
      providerUrl: provider.url,
      rows,
      valuesOf: (row) => ({ name: `Perfume ${row % kinds}` }),
      limits: { concurrency: 8 },
    });

  test("at temperature 0, each prompt is paid once in a batch, and not again in the next", async () => {
    const made = await materials(40, 4);
    const first = await launch(made, { parameters: ALIKE });
    await untilState(first, ["succeeded"]);
    expect(provider.billedCalls()).toBe(4);
    const books = await booksOf(first);
    expect(books.items).toHaveLength(40);
    expect(books.batch).toMatchObject({ spent: provider.bill(), reserved: "0", unknown: "0" });
    expect(books.progress?.cacheHits).toBe(36);
    const cached = books.entries.filter(({ outcome }) => outcome === "cached");
    expect(cached).toHaveLength(36);
    expect(cached.every(({ kind, cost }) => kind === "released" && Number(cost) === 0)).toBe(true);
    // What was answered is kept a moment after the batch has ended.
    await wait(600);
    const second = await launch(made, { parameters: ALIKE });
    await untilState(second, ["succeeded"]);
    expect(provider.billedCalls()).toBe(4);
    const again = await booksOf(second);
    expect(again.batch).toMatchObject({ spent: "0", reserved: "0" });
    expect(again.items.map(({ output }) => output)).toEqual(books.items.map(({ output }) => output));
    expect(again.items.every(({ attempts }) => attempts === 0)).toBe(true);
  });

  test("items that wait for an identical call which fails make the next one together", async () => {
    provider.behave(({ nth }) =>
      nth === 1
        ? { do: "fail", status: 503 }
        : nth === 2
          ? { do: "fail", status: 429, headers: { "retry-after-ms": "100" } }
          : { do: "answer" },
    );
    const id = await launch(await materials(20, 1), { parameters: ALIKE });
    await untilState(id, ["succeeded"]);
    expect(provider.requests()).toBe(3);
    const { batch, entries } = await booksOf(id);
    expect(batch).toMatchObject({ spent: provider.bill(), reserved: "0", unknown: "0" });
    expect(entries.filter(({ outcome }) => outcome === "http_503")).toHaveLength(1);
  });

  test("after a pause none of them makes it", async () => {
    provider.behave(({ nth }) =>
      nth === 1 ? { do: "fail", status: 503, afterMs: 1_500 } : { do: "answer" },
    );
    const id = await launch(await materials(20, 1), { parameters: ALIKE });
    await until(async () => provider.requests() > 0);
    await pauseBatch(operator, id);
    await until(async () => (await booksOf(id)).batch.reserved === "0");
    expect(provider.requests()).toBe(1);
    await resumeBatch(operator, { id });
    await untilState(id, ["succeeded"]);
    expect(provider.billedCalls()).toBe(1);
  });

  test("answers that have expired are asked for again", async () => {
    const made = await materials(4, 4);
    await untilState(await launch(made, { parameters: ALIKE }), ["succeeded"]);
    await wait(600);
    await db().execute(sql`update response_cache set expires_at = now()`);
    const calls = provider.billedCalls();
    await untilState(await launch(made, { parameters: ALIKE }), ["succeeded"]);
    expect(provider.billedCalls()).toBe(2 * calls);
  });

  test("without temperature 0 or a seed every item has its own call, unless the launch says otherwise", async () => {
    const made = await materials(8, 1);
    await untilState(await launch(made), ["succeeded"]);
    expect(provider.billedCalls()).toBe(8);
    await untilState(await launch(made, { cache: true }), ["succeeded"]);
    expect(provider.billedCalls()).toBe(9);
    await untilState(await launch(made, { cache: false, parameters: ALIKE }), ["succeeded"]);
    expect(provider.billedCalls()).toBe(17);
  });

  test("an answer that did not fit is not kept: a retry asks anew", async () => {
    provider.behave(() => ({ do: "answer", text: JSON.stringify({ wrong: 1 }) }));
    const id = await launch(await materials(1, 1), { parameters: ALIKE });
    await untilState(id, ["failed"]);
    provider.behave(undefined);
    await wait(600);
    await retryBatch(operator, { id });
    await untilState(id, ["succeeded"]);
    expect(provider.billedCalls()).toBe(3);
    expect((await booksOf(id)).batch.spent).toBe(provider.bill());
  });
});

describe("the rule of a batch's cache", () => {
  test("follows what the parameters promise, unless the launch says otherwise", () => {
    expect(usesResponseCache(null, { temperature: 0 })).toBe(true);
    expect(usesResponseCache(null, { seed: 7 })).toBe(true);
    expect(usesResponseCache(null, { temperature: 0.7 })).toBe(false);
    expect(usesResponseCache(null, {})).toBe(false);
    expect(usesResponseCache(true, {})).toBe(true);
    expect(usesResponseCache(false, { temperature: 0 })).toBe(false);
  });

  test("knows calls apart by all that the provider is told", () => {
    const call = {
      model: callable({}),
      messages: [{ role: "user" as const, content: "a" }],
      maxOutputTokens: 5,
    };
    const others = [
      { ...call, model: callable({ baseUrl: "https://other.example" }) },
      { ...call, model: callable({ name: "other" }) },
      { ...call, messages: [{ role: "user" as const, content: "b" }] },
      { ...call, maxOutputTokens: 6 },
      { ...call, parameters: { temperature: 0 } },
      { ...call, outputSchema: { type: "object" } },
    ];
    expect(new Set([call, ...others].map(responseKey)).size).toBe(7);
    expect(responseKey({ ...call, model: callable({ apiKey: "another" }) })).toBe(responseKey(call));
  });
});
