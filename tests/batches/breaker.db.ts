import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { resumeBatch, retryBatch } from "#lib/batches/run/control-batch.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { readableFailure } from "#lib/failure-schema.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { type Behaviour, startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { booksOf, launch, makeMaterials, operator, until, untilState, workHere } from "./batch-fixture.ts";

const ROWS = 40;

describeOnDatabase("a batch whose items fail alike", () => {
  let provider: TestProvider;
  beforeAll(() => workHere());
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterEach(() => provider.stop());

  async function paused(behaviour: Behaviour) {
    provider.behave(() => behaviour);
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: ROWS,
      limits: { concurrency: 4 },
    });
    const id = await launch(materials);
    const batch = await untilState(id, ["paused"]);
    return { id, reason: readableFailure(batch.pausedFor, "en") };
  }

  const tooLarge = { do: "fail", status: 413, body: "Request too large" } as const;

  test("is paused with the provider's words before all rows have failed", async () => {
    const { id, reason } = await paused(tooLarge);
    expect(reason?.code).toBe("failing_alike");
    expect(reason?.message).toContain(tooLarge.body);
    expect(provider.requests()).toBeLessThanOrEqual(24);
    // What is in flight when it is paused is still written down.
    await until(async () => (await booksOf(id)).batch.reserved === "0");
    expect((await booksOf(id)).items.length).toBeLessThanOrEqual(24);
  });

  test("in their answers is paused before the cap is spent on them", async () => {
    const { reason } = await paused({ do: "answer", text: '{"title":true}' });
    expect(reason).toMatchObject({ code: "failing_alike", params: { cause: "output_wrong_type" } });
    expect(provider.requests()).toBeLessThanOrEqual(48);
  });

  test("without a readable answer is paused before each has used up its tries", async () => {
    const { reason } = await paused({ do: "garbage" });
    expect(reason).toMatchObject({ code: "failing_alike", params: { what: "calls" } });
    expect(provider.requests()).toBeLessThanOrEqual(48);
  });

  test.each<[string, code: string, status: number, words: string]>([
    ["the account is empty", "provider_exhausted", 403, "user quota is not enough (request id: 20240403)"],
    ["the key is refused", "provider_key_refused", 401, "Incorrect API key provided"],
    ["the model is not there", "provider_model_refused", 404, "The model `m` does not exist"],
  ])("because %s is paused at once, and makes every item once resumed", async (_, code, status, words) => {
    const { id, reason } = await paused({ do: "fail", status, body: words });
    expect(reason).toMatchObject({ code });
    expect(reason?.message).toContain(words);
    expect((await booksOf(id)).items).toEqual([]);
    expect(provider.requests()).toBeLessThanOrEqual(12);
    await until(async () => (await booksOf(id)).batch.reserved === "0");
    provider.behave(undefined);
    await resumeBatch(operator, { id });
    await untilState(id, ["succeeded"]);
    const { batch, items } = await booksOf(id);
    expect(items.map(({ state }) => state)).toEqual(Array(ROWS).fill("succeeded"));
    expect(provider.billedCalls()).toBe(ROWS);
    expect(batch).toMatchObject({ spent: provider.bill(), reserved: "0" });
  });

  test("goes on once the cause is mended, and makes what failed again", async () => {
    const { id } = await paused(tooLarge);
    provider.behave(undefined);
    await resumeBatch(operator, { id });
    await untilState(id, ["succeeded", "failed"]);
    await retryBatch(operator, { id });
    await untilState(id, ["succeeded"]);
    const { items } = await booksOf(id);
    expect(items.map(({ state }) => state)).toEqual(Array(ROWS).fill("succeeded"));
    expect(await viewBatch(operator, id)).toMatchObject({ ok: true, value: { counts: { failed: 0 } } });
  });

  test("in its last items ends: nobody has to let it go on for that", async () => {
    provider.behave(() => tooLarge);
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 10,
      limits: { concurrency: 10 },
    });
    const id = await launch(materials);
    const batch = await untilState(id, ["failed"]);
    expect(batch.pausedFor).toBeNull();
    expect((await booksOf(id)).items).toHaveLength(10);
  });
});
