import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { models } from "#db/schema/models.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { databaseUrl } from "#tests/fixtures/database-url.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { startWorkerProcess, type WorkerProcess } from "#tests/fixtures/start-worker-process.ts";
import { booksOf, launch, makeMaterials, operator, until, untilState, workHere } from "./batch-fixture.ts";

const PATIENCE_MS = 100_000;

describeOnDatabase("a batch under a rate limit", (database) => {
  let provider: TestProvider;
  const waitOf = async (id: string) => {
    const view = await viewBatch(operator, id);
    return view.ok ? view.value.waitingFor : null;
  };
  beforeAll(workHere);
  beforeEach(async () => {
    provider = await startProvider({ latencyMs: 20 });
  });
  afterEach(() => provider.stop());

  test("keeps to it without a 429, and says that it is what it waits for", {
    timeout: PATIENCE_MS,
  }, async () => {
    const rpm = 1_200;
    const limited = await startProvider({ limit: { kind: "bucket", perMinute: rpm, burst: rpm / 60 } });
    const id = await launch(await makeMaterials({ providerUrl: limited.url, rows: 200, limits: { rpm } }));
    const wait = await until(() => waitOf(id));
    expect(wait).toEqual({ code: "waits_for_rate_limit", params: { limit: rpm }, until: null });
    await untilState(id, ["succeeded"], PATIENCE_MS);
    expect(limited.throttledCalls()).toBe(0);
    const startedAt = limited.startedAt();
    const seconds = ((startedAt.at(-1) ?? 0) - (startedAt[0] ?? 0)) / 1_000;
    // That it uses what it may is measured by `npm run bench -- rate-limit`.
    expect(199 / seconds).toBeLessThan(20);
    await limited.stop();
  });

  test("minds within two seconds that it was lowered, or set where there was none", {
    timeout: PATIENCE_MS,
  }, async () => {
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 1_500,
      limits: { concurrency: 2 },
    });
    const id = await launch(materials);
    const callsIn = async (ms: number) => {
      const before = provider.requests();
      await new Promise((resolve) => setTimeout(resolve, ms));
      return provider.requests() - before;
    };
    await until(async () => provider.requests() > 20);
    const change = (limits: { rpm?: number; concurrency?: number }) =>
      database().db.update(models).set(limits).where(eq(models.id, materials.modelId));
    await change({ rpm: 300 });
    await callsIn(2_000);
    expect(await callsIn(2_000)).toBeLessThanOrEqual(11);
    await change({ rpm: 60 });
    await callsIn(2_000);
    expect(await callsIn(3_000)).toBeLessThanOrEqual(4);
    await change({ rpm: 60_000, concurrency: 1 });
    await callsIn(2_000);
    // As many as the limit before would have let through in a minute.
    const atRise = provider.requests();
    await until(async () => provider.requests() > atRise + 60);
    expect(provider.inFlight()).toBeLessThanOrEqual(1);
    await change({ concurrency: 64 });
    await until(async () => provider.inFlight() > 1);
    await untilState(id, ["succeeded"], PATIENCE_MS);
  });

  test("waits when the provider says that it is full, and says so", { timeout: PATIENCE_MS }, async () => {
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 60,
      limits: { concurrency: 8 },
    });
    let isFull = true;
    provider.behave(() =>
      isFull ? { do: "fail", status: 429, headers: { "retry-after": "2" } } : { do: "answer" },
    );
    const id = await launch(materials);
    const wait = await until(() => waitOf(id));
    expect(wait?.code).toBe("waits_for_throttle");
    expect(Date.parse(wait?.until ?? "")).toBeGreaterThan(Date.now());
    isFull = false;
    await untilState(id, ["succeeded"], PATIENCE_MS);
    const { items } = await booksOf(id);
    expect(items.every(({ attempts }) => attempts === 1)).toBe(true);
  });

  test("waits out an outage with hardly an attempt burnt, and says so", {
    timeout: PATIENCE_MS,
  }, async () => {
    const materials = await makeMaterials({
      providerUrl: provider.url,
      rows: 150,
      limits: { concurrency: 16 },
    });
    let isOut = true;
    provider.behave(() =>
      isOut ? { do: "fail", status: 503, body: "Down for maintenance" } : { do: "answer" },
    );
    const id = await launch(materials);
    const wait = await until(() => waitOf(id));
    expect(wait).toMatchObject({
      code: "waits_for_outage",
      params: { reason: "http_503", detail: "Down for maintenance" },
    });
    const atOnset = provider.requests();
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(provider.requests() - atOnset).toBeLessThanOrEqual(24);
    isOut = false;
    await untilState(id, ["succeeded"], PATIENCE_MS);
    const { progress } = await booksOf(id);
    expect(progress).toMatchObject({ succeeded: 150, failed: 0 });
    await until(async () => (await waitOf(id)) === null);
  });

  test("turns to the fallback model in an outage, without five attempts for each item", {
    timeout: PATIENCE_MS,
  }, async () => {
    const second = await startProvider();
    provider.behave(() => ({ do: "fail", status: 503 }));
    const rows = 120;
    const materials = await makeMaterials({ providerUrl: provider.url, rows });
    const { modelId: fallbackModelId } = await makeMaterials({ providerUrl: second.url });
    const id = await launch(materials, { fallbackModelId });
    await untilState(id, ["succeeded"], PATIENCE_MS);
    expect(second.billedCalls()).toBe(rows);
    expect(provider.requests()).toBeLessThan(rows + 60);
    await second.stop();
  });
});

describeOnDatabase("worker processes under one rate limit", (database) => {
  const workers: WorkerProcess[] = [];
  beforeEach(({ skip }) => {
    skip(database().kind === "embedded", "the embedded database serves one process");
  });
  afterAll(() => Promise.all(workers.map((worker) => worker.kill())));

  // How much of it they use is measured by `npm run bench -- rate-limit`.
  test("keep to it together and are not told off", { timeout: PATIENCE_MS }, async () => {
    const rpm = 3_000;
    const provider = await startProvider({
      latencyMs: 100,
      limit: { kind: "bucket", perMinute: rpm, burst: rpm / 60 },
    });
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 500, limits: { rpm } });
    const id = await launch(materials);
    for (let count = 0; count < 3; count++)
      workers.push(startWorkerProcess({ DATABASE_URL: databaseUrl(database()) }));
    await untilState(id, ["succeeded"], PATIENCE_MS);
    expect(provider.throttledCalls()).toBeLessThanOrEqual(1);
    await provider.stop();
  });
});
