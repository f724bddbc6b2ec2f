import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { readFailureGroups } from "#db/queries/batches/failure-groups.ts";
import { readOutputVersions } from "#db/queries/batches/output-versions.ts";
import { auditLog } from "#db/schema/auth.ts";
import { launchBatch } from "#lib/batches/launch/launch-batch.ts";
import { cancelBatch, pauseBatch, resumeBatch, retryBatch } from "#lib/batches/run/control-batch.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { viewItems } from "#lib/batches/view/view-items.ts";
import { compareAmounts } from "#lib/money.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { booksOf, launch, makeMaterials, operator, until, untilState, workHere } from "./batch-fixture.ts";

describeOnDatabase("the control of a batch", () => {
  let provider: TestProvider;
  beforeAll(() => workHere());
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.stop());

  test("a pause stops new calls within a second and keeps what is in flight; resumed, nothing is made twice", async () => {
    provider.latency(300);
    const id = await launch(
      await makeMaterials({ providerUrl: provider.url, rows: 60, limits: { concurrency: 4 } }),
    );
    await until(async () => provider.requests() >= 8);
    expect(await pauseBatch(operator, id)).toMatchObject({ ok: true, value: { status: "paused" } });
    await wait(1_000);
    const calls = provider.requests();
    await wait(1_000);
    expect(provider.requests()).toBe(calls);
    const paused = await booksOf(id);
    expect(paused.batch).toMatchObject({ spent: provider.bill(), reserved: "0", unknown: "0" });
    expect(paused.items).toHaveLength(calls);
    expect(paused.batch.pausedFor).toEqual({ code: "paused_by", params: { name: "Olga" } });
    provider.latency(0);
    await resumeBatch(operator, { id });
    await untilState(id, ["succeeded"]);
    const { batch, items } = await booksOf(id);
    expect(items).toHaveLength(60);
    expect(provider.billedCalls()).toBe(60);
    expect(batch).toMatchObject({ spent: provider.bill(), reserved: "0" });
    const audited = await db().select().from(auditLog).where(eq(auditLog.targetId, id));
    expect(audited.map(({ action }) => action)).toEqual([
      "batches.launch",
      "batches.pause",
      "batches.resume",
    ]);
  });

  test("a batch whose model was closed for a day goes on at once when it is resumed", async () => {
    let isFull = true;
    provider.behave(() =>
      isFull ? { do: "fail", status: 429, headers: { "retry-after": "86400" } } : { do: "answer" },
    );
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 5 }));
    const waitOf = async () => {
      const seen = await viewBatch(operator, id);
      return seen.ok ? seen.value.waitingFor : null;
    };
    const waits = await until(waitOf);
    expect(Date.parse(waits?.until ?? "")).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    isFull = false;
    await pauseBatch(operator, id);
    await wait(1_500);
    await resumeBatch(operator, { id });
    await untilState(id, ["succeeded"]);
  });

  test("a model that was closed for a day meanwhile is tried at once for what failed and is made again", async () => {
    let answer: "refuses" | "is full" | "answers" = "refuses";
    provider.behave(() => {
      if (answer === "answers") return { do: "answer" };
      if (answer === "refuses") return { do: "fail", status: 422 };
      return { do: "fail", status: 429, headers: { "retry-after": "86400" } };
    });
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 2 });
    const failed = await launch(materials);
    await untilState(failed, ["failed"]);
    answer = "is full";
    const other = await launch(materials);
    await until(async () => {
      const seen = await viewBatch(operator, other);
      return seen.ok && seen.value.waitingFor;
    });
    await cancelBatch(operator, other);
    answer = "answers";
    await wait(1_500);
    await retryBatch(operator, { id: failed });
    await untilState(failed, ["succeeded"]);
  });

  test("an answer paid before a pause is repaired after it, and not asked for again", async () => {
    provider.latency(600);
    provider.behave(({ isRepair }) => ({
      do: "answer",
      text: JSON.stringify({ title: isRepair ? "Fine" : "x".repeat(50) }),
    }));
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 3, maxLength: 10 });
    const id = await launch(materials);
    await until(async () => provider.inFlight() === 3);
    await pauseBatch(operator, id);
    await until(async () => (await booksOf(id)).batch.reserved === "0");
    expect((await booksOf(id)).items).toHaveLength(0);
    provider.latency(0);
    await resumeBatch(operator, { id });
    await untilState(id, ["succeeded"]);
    const { batch, items } = await booksOf(id);
    expect(items.map(({ state, attempts }) => [state, attempts])).toEqual(Array(3).fill(["succeeded", 2]));
    expect(items.map(({ checks }) => checks[0]?.verdict)).toEqual(Array(3).fill("warn"));
    expect(provider.billedCalls()).toBe(6);
    expect(batch.spent).toBe(provider.bill());
  });

  test.each(["running", "paused"])(
    "a cancel of a %s batch gives up calls that do not end, and charges them as unknown",
    async (state) => {
      provider.latency(200_000);
      const id = await launch(
        await makeMaterials({ providerUrl: provider.url, rows: 20, limits: { concurrency: 4 } }),
      );
      await until(async () => provider.inFlight() === 4);
      if (state === "paused") await pauseBatch(operator, id);
      const held = (await booksOf(id)).batch.reserved;
      await cancelBatch(operator, id);
      await until(async () => (await booksOf(id)).batch.reserved === "0");
      const { batch, entries } = await booksOf(id);
      expect(batch).toMatchObject({ state: "cancelled", spent: "0" });
      expect(entries.map(({ kind, outcome }) => [kind, outcome])).toEqual(
        Array(4).fill(["unknown", "aborted"]),
      );
      expect(compareAmounts(batch.unknown, held)).toBeLessThanOrEqual(0);
    },
  );

  test("a cancelled batch makes no more calls, pays for those in flight, and never goes on", async () => {
    provider.latency(300);
    const id = await launch(
      await makeMaterials({ providerUrl: provider.url, rows: 60, limits: { concurrency: 4 } }),
    );
    await until(async () => provider.requests() >= 4);
    expect(await cancelBatch(operator, id)).toMatchObject({ ok: true });
    await wait(1_000);
    const calls = provider.requests();
    await wait(800);
    expect(provider.requests()).toBe(calls);
    const { batch, items } = await booksOf(id);
    expect(items).toHaveLength(calls);
    expect(batch).toMatchObject({ state: "cancelled", spent: provider.bill(), reserved: "0" });
    expect(await resumeBatch(operator, { id })).toMatchObject({ refusal: { code: "batch_not_in_state" } });
    const pending = await viewItems(operator, id, { limit: 100, state: "pending" });
    expect(pending.ok && pending.value.items).toHaveLength(60 - calls);
  });

  test("a retry makes the items of one failure group again, and only those", async () => {
    provider.behave(({ prompt }) => {
      if (/Perfume [12]\./.test(prompt)) return { do: "fail", status: 413, body: "too large" };
      if (prompt.includes("Perfume 3.")) return { do: "answer", text: "no json" };
      return { do: "answer" };
    });
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows: 6 }));
    await untilState(id, ["succeeded"]);
    const groups = await readFailureGroups(db(), id);
    expect(groups.map(({ failureGroup, count }) => [failureGroup, count])).toEqual([
      [groups[0]?.failureGroup, 2],
      [groups[1]?.failureGroup, 1],
    ]);
    provider.behave(undefined);
    const failureGroup = groups[0]?.failureGroup ?? "";
    expect(await retryBatch(operator, { id, failureGroup })).toMatchObject({ ok: true, value: { items: 2 } });
    await untilState(id, ["succeeded"]);
    const { batch, items, progress } = await booksOf(id);
    expect(items.map(({ state }) => state)).toEqual([
      "succeeded",
      "succeeded",
      "failed",
      "succeeded",
      "succeeded",
      "succeeded",
    ]);
    expect(items[0]).toMatchObject({ attempts: 2, outputVersion: 1 });
    expect(await readOutputVersions(db(), items)).toEqual([]);
    expect(progress).toMatchObject({ succeeded: 5, failed: 1 });
    expect(batch.spent).toBe(provider.bill());
    expect((await readFailureGroups(db(), id)).map(({ count }) => count)).toEqual([1]);
  });

  test("a retry while the batch still runs makes no item twice", async () => {
    let broken = true;
    provider.behave(({ prompt }) =>
      broken && /Perfume [1-5]\./.test(prompt)
        ? { do: "fail", status: 400, body: "bad" }
        : { do: "answer", afterMs: 60 },
    );
    const id = await launch(
      await makeMaterials({ providerUrl: provider.url, rows: 150, limits: { concurrency: 4 } }),
    );
    await until(async () => (await booksOf(id)).progress?.failed === 5);
    broken = false;
    expect(await retryBatch(operator, { id })).toMatchObject({ ok: true, value: { items: 5 } });
    await pauseBatch(operator, id);
    await wait(700);
    await resumeBatch(operator, { id });
    await untilState(id, ["succeeded"]);
    const { batch, items, progress } = await booksOf(id);
    expect(items).toHaveLength(150);
    expect(progress).toMatchObject({ succeeded: 150, failed: 0 });
    expect(provider.billedCalls()).toBe(150);
    expect(batch).toMatchObject({ spent: provider.bill(), reserved: "0" });
  });

  test("a scheduled batch starts at its time", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 2 });
    const id = await launch(materials, { startAt: new Date(Date.now() + 1_500) });
    await wait(700);
    expect((await booksOf(id)).batch.state).toBe("scheduled");
    expect(provider.requests()).toBe(0);
    await untilState(id, ["succeeded"]);
    expect(provider.billedCalls()).toBe(2);
  });

  test("a launch is refused for what would make it fail", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 2 });
    const base = { name: "x", ...materials, budgetCap: { amount: "1", currency: "USD" } };
    const refusal = async (change: object, actor = operator) => {
      const launched = await launchBatch(actor, { ...base, ...change });
      return launched.ok ? null : launched.refusal.code;
    };
    expect(await refusal({}, { ...operator, roles: ["reviewer"] })).toBe("forbidden");
    expect(await refusal({ budgetCap: { amount: "1", currency: "CNY" } })).toBe("currency_mismatch");
    expect(await refusal({ budgetCap: { amount: "0.00", currency: "USD" } })).toBe("cap_not_positive");
    expect(await refusal({ mode: "provider-batch" })).toBe("batch_price_unknown");
    expect(await refusal({ datasetId: materials.modelId })).toBe("dataset_not_found");
    expect(await refusal({ templateVersionId: "nonsense" })).toBe("template_version_not_found");
    const gaps = await makeMaterials({
      providerUrl: provider.url,
      rows: 3,
      onMissing: "block",
      valuesOf: (rowNumber): Record<string, string> => (rowNumber === 2 ? {} : { name: "a" }),
    });
    expect(await refusal(gaps)).toBe("rows_incomplete");
    expect(await refusal({ ...gaps, rowLimit: 1 })).toBeNull();
  });
});
