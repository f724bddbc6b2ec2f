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

  test.each<[string, Behaviour]>([
    ["refuses the key", { do: "fail", status: 401, body: "Incorrect API key provided" }],
    ["does not know the model", { do: "fail", status: 404, body: "The model `m` does not exist" }],
  ])(
    "because its provider %s is paused with the provider's words before all rows have failed",
    async (_, behaviour) => {
      const { id, reason } = await paused(behaviour);
      expect(reason?.code).toBe("failing_alike");
      expect(reason?.message).toContain("body" in behaviour ? behaviour.body : "");
      expect(provider.requests()).toBeLessThanOrEqual(24);
      // What is in flight when it is paused is still written down.
      await until(async () => (await booksOf(id)).batch.reserved === "0");
      expect((await booksOf(id)).items.length).toBeLessThanOrEqual(24);
    },
  );

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

  test("because the account is empty is paused at once, and no item has failed", async () => {
    const words = "user quota is not enough (request id: 20240403)";
    const { id, reason } = await paused({ do: "fail", status: 403, body: words });
    expect(reason).toMatchObject({ code: "provider_exhausted" });
    expect(reason?.message).toContain(words);
    expect((await booksOf(id)).items).toEqual([]);
    expect(provider.requests()).toBeLessThanOrEqual(12);
  });

  test("goes on once the cause is mended, and makes what failed again", async () => {
    const { id } = await paused({ do: "fail", status: 401, body: "Incorrect API key provided" });
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
    provider.behave(() => ({ do: "fail", status: 404, body: "The model `m` does not exist" }));
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
