import { readdirSync } from "node:fs";
import { join } from "node:path";
import Big from "big.js";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { findProvider } from "#db/queries/models.ts";
import { providerBatches } from "#db/schema/batches.ts";
import { models } from "#db/schema/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { cloneBatch } from "#lib/batches/launch/clone-batch.ts";
import { previewBatch } from "#lib/batches/launch/preview-batch.ts";
import { suggestCap } from "#lib/batches/launch/suggest-cap.ts";
import { isSmallRest } from "#lib/batches/provider-batches/when-to.ts";
import { cancelBatch, pauseBatch, resumeBatch, retryBatch } from "#lib/batches/run/control-batch.ts";
import { archiveProvider } from "#lib/models/archive-provider.ts";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { createTool } from "#lib/tools/save-tool.ts";
import { inputSchemaSchema } from "#lib/tools/tool.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { TEST_PRICES } from "#tests/fixtures/provider.ts";
import { startReceiver } from "#tests/fixtures/receiver.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import {
  booksOf,
  launch,
  type MaterialOptions,
  makeMaterials,
  operator,
  until,
  untilState,
  workHere,
} from "./batch-fixture.ts";

vi.setConfig({ testTimeout: 60_000 });

/** What the sandbox bills, priced here so that the product's own arithmetic is not trusted. */
async function billOf(sandbox: RunningSandbox): Promise<string> {
  interface Tokens {
    total: { inputTokens: number; cachedInputTokens: number; outputTokens: number };
  }
  const bill = (await (await fetch(`${sandbox.url}/bill`)).json()) as Tokens & { batched: Tokens };
  const priced = ({ total }: Tokens) =>
    new Big(total.inputTokens)
      .times(TEST_PRICES.input)
      .plus(new Big(total.outputTokens).times(TEST_PRICES.output));
  return priced(bill).plus(priced(bill.batched).times("0.5")).times("0.000001").toFixed();
}

async function batchedCalls(sandbox: RunningSandbox): Promise<number> {
  const bill = await (await fetch(`${sandbox.url}/bill`)).json();
  return (bill as { batched: { total: { calls: number } } }).batched.total.calls;
}

const manager: Actor = { ...operator, roles: ["operator", "manager", "admin"] };

type Options = Partial<MaterialOptions> & { model?: string };

const filesOf = (id: string) =>
  db().select().from(providerBatches).where(eq(providerBatches.batchId, id)).orderBy(providerBatches.id);

describeOnDatabase("a batch in its provider's batches", () => {
  let sandbox: RunningSandbox;
  const folder = temporaryFolder();
  beforeAll(() => {
    process.env.DATA_DIR = folder;
    return workHere();
  });
  beforeEach(async () => {
    await sandbox?.close();
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const materials = (settings: Record<string, string> = {}, options: Options = {}) =>
    makeMaterials({
      providerUrl: `${sandbox.url}/v1`,
      batchDiscount: "0.5",
      ...options,
      provider: {
        kind: "sandbox",
        model: options.model ?? "sandbox-fast",
        headers: { "x-sandbox-latency-ms": "0", "x-sandbox-batch-seconds": "0.2", ...settings },
      },
    });
  const launchBatched = async (
    settings: Record<string, string> = {},
    options: Options = {},
    more: Parameters<typeof launch>[1] = {},
  ) => launch(await materials(settings, options), { mode: "provider-batch", ...more });

  async function expectWhole(id: string, rows: number) {
    const { batch, items, entries, progress } = await booksOf(id);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: rows }, (_, seq) => seq));
    expect(batch).toMatchObject({ spent: await billOf(sandbox), unknown: "0", reserved: "0" });
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(batch.spent);
    expect(sumAmounts(items.map(({ cost }) => cost))).toBe(batch.spent);
    expect(progress?.running).toBe(0);
    return { batch, items, entries };
  }

  test("makes every item at half the price, and its ledger equals the provider's bill", async () => {
    const id = await launchBatched({}, { rows: 250, languages: ["en"] });
    await untilState(id, ["succeeded"]);
    const { entries } = await expectWhole(id, 250);
    expect(await batchedCalls(sandbox)).toBe(250);
    expect(
      entries.every(({ kind, batchDiscount }) => kind === "settled" && Number(batchDiscount) === 0.5),
    ).toBe(true);
    const [file, ...more] = await filesOf(id);
    expect(more).toEqual([]);
    expect(file).toMatchObject({ state: "done", ending: "completed", requests: 250, takenIn: 250 });
    expect(readdirSync(join(folder, "provider-batches"))).toEqual([]);
  });

  test("makes a chain step by step, each in a batch of its own", async () => {
    const output = (name: string) => [{ name, type: "text", maxLength: 60 }];
    const steps = [
      { name: "facts", sections: { instruction: "Facts of {{ name }}." }, outputs: output("facts") },
      {
        name: "copy",
        sections: { instruction: "Copy from {{ steps.facts.facts }}." },
        outputs: output("title"),
      },
    ];
    const id = await launchBatched({}, { rows: 20, languages: ["en"], steps });
    await untilState(id, ["succeeded"]);
    const { items, entries } = await expectWhole(id, 20);
    expect(items.every(({ state, output }) => state === "succeeded" && output?.title)).toBe(true);
    expect(Map.groupBy(entries, ({ step }) => step).get(1)?.length).toBeGreaterThanOrEqual(20);
    expect((await filesOf(id)).length).toBeGreaterThanOrEqual(2);
  });

  test("does what asks no model between its batches, once an item, and ends those it says no of", async () => {
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    const tool = await startReceiver();
    tool.answer(({ url }) =>
      url === "/p/Facts%20of%203" ? { status: 404, body: "none" } : { status: 200, body: '{"price":"9.90"}' },
    );
    const toolId = given(
      await createTool(manager, {
        ...{
          name: `Prices ${newId()}`,
          method: "GET",
          url: `${tool.url}/p/{key}`,
          allowPrivateNetwork: true,
        },
        inputSchema: inputSchemaSchema.parse({ properties: { key: { type: "string" } } }),
      }),
    ).id;
    const output = (name: string) => [{ name, type: "text", maxLength: 60 }];
    const steps = [
      { name: "before", kind: "http", toolId, inputs: { key: "name" } },
      {
        name: "facts",
        sections: { instruction: "Facts at {{ steps.before.price }}." },
        outputs: output("facts"),
      },
      { name: "between", kind: "http", toolId, inputs: { key: "name" } },
      {
        name: "copy",
        sections: { instruction: "Copy at {{ steps.between.price }}." },
        outputs: output("title"),
      },
    ];
    const valuesOf = (row: number) => ({ name: `Facts of ${row}` });
    const id = await launchBatched({}, { rows: 40, languages: ["en"], steps, valuesOf });
    await untilState(id, ["succeeded"]);
    await tool.stop();
    const { items, entries } = await expectWhole(id, 40);
    const failed = items.filter(({ state }) => state !== "succeeded");
    expect(failed).toMatchObject([{ rowNumber: 3, failure: { code: "tool_refused" }, attempts: 0 }]);
    expect(entries.some(({ step }) => step === 0 || step === 2)).toBe(false);
    const asked = Map.groupBy(tool.received, ({ url }) => url);
    expect(asked.get("/p/Facts%20of%203")).toHaveLength(1);
    expect([...asked.values()].filter((calls) => calls.length === 2)).toHaveLength(39);
  });

  test("keeps to the provider's limits with several files, some at a time", async () => {
    const id = await launchBatched({ "x-sandbox-batch-requests": "130" }, { rows: 600 });
    await untilState(id, ["succeeded"]);
    await expectWhole(id, 600);
    const files = await filesOf(id);
    expect(files.every(({ requests }) => requests <= 130)).toBe(true);
    expect(files.length).toBeGreaterThanOrEqual(5);
  });

  test("goes to the provider all together under the cap that the wizard suggests", async () => {
    const made = await materials({}, { rows: 300 });
    const preview = await previewBatch(operator, { ...made, mode: "provider-batch" });
    if (!preview.ok) throw new Error(preview.refusal.code);
    const { cost, callBound, itemCount, mode } = preview.value;
    expect(mode.runsAs).toBe("provider-batch");
    const cap = suggestCap({
      high: cost?.total.high.amount ?? "0",
      callBound: callBound?.amount ?? "0",
      items: itemCount,
      together: true,
    });
    const id = await launch(made, {
      mode: "provider-batch",
      budgetCap: { amount: cap, currency: "USD" },
      parameters: {},
    });
    await untilState(id, ["succeeded"]);
    await expectWhole(id, 300);
    expect(await filesOf(id)).toHaveLength(1);
  });

  test("takes in doubled lines once", async () => {
    const id = await launchBatched({ "x-sandbox-batch-duplicates": "0.5" }, { rows: 120 });
    await untilState(id, ["succeeded"]);
    const { entries } = await expectWhole(id, 120);
    expect(entries).toHaveLength(120);
  });

  test("pays what an expired batch gave, and gives the rest to another", async () => {
    const id = await launchBatched({ "x-sandbox-batch-finished": "0.6" }, { rows: 150 });
    await untilState(id, ["succeeded"]);
    await expectWhole(id, 150);
    const files = await filesOf(id);
    expect(files[0]).toMatchObject({ ending: "expired", requests: 150, takenIn: 150 });
    expect(files[1]?.requests).toBe(60);
    // The last few are not worth another day.
    expect(await batchedCalls(sandbox)).toBeGreaterThan(130);
    expect(isSmallRest(150 - (await batchedCalls(sandbox)), 150)).toBe(true);
  });

  test("sends no more files once one came back with every item failed alike", async () => {
    const faults = { "x-sandbox-fault-rate": "1", "x-sandbox-fault-kinds": "content-filter" };
    const id = await launchBatched({ ...faults, "x-sandbox-batch-requests": "30" }, { rows: 300 });
    const batch = await untilState(id, ["paused"]);
    expect(batch.pausedFor).toMatchObject({ code: "failing_alike", params: { cause: "provider_refused" } });
    await until(async () => (await filesOf(id)).every(({ state }) => state === "done"));
    const asked = (await filesOf(id)).reduce((sum, { requests }) => sum + requests, 0);
    expect(asked).toBeLessThan(300);
    expect((await booksOf(id)).batch.reserved).toBe("0");
  });

  test("makes again what came back as an error, and costs nothing for it", async () => {
    const id = await launchBatched(
      { "x-sandbox-fault-rate": "0.2", "x-sandbox-fault-kinds": "500" },
      { rows: 100 },
    );
    await untilState(id, ["succeeded"]);
    const { entries } = await expectWhole(id, 100);
    expect(entries.filter(({ kind }) => kind === "released").length).toBeGreaterThan(5);
  });

  test("mends answers that do not fit, once each", async () => {
    const id = await launchBatched(
      { "x-sandbox-fault-rate": "0.3", "x-sandbox-fault-kinds": "misfit invalid-json" },
      { rows: 60 },
    );
    await untilState(id, ["succeeded"]);
    const { items, entries } = await expectWhole(id, 60);
    expect(entries.filter(({ purpose }) => purpose === "repair").length).toBeGreaterThan(5);
    expect(Math.max(...items.map(({ attempts }) => attempts))).toBe(2);
  });

  test("leaves out rows without a value, at no cost", async () => {
    const id = await launchBatched(
      {},
      { rows: 20, valuesOf: (row): Record<string, string> => ({ name: row % 2 ? `Perfume ${row}` : " " }) },
    );
    await untilState(id, ["succeeded"]);
    await expectWhole(id, 20);
    expect(await batchedCalls(sandbox)).toBe(10);
  });

  test("never passes its cap: it takes what fits, goes on with what comes back, then pauses", async () => {
    const cap = "0.003";
    const id = await launchBatched(
      {},
      { rows: 200 },
      { budgetCap: { amount: cap, currency: "USD" }, parameters: { maxOutputTokens: 60 } },
    );
    const watched: string[] = [];
    await until(async () => {
      const { batch } = await booksOf(id);
      watched.push(sumAmounts([batch.spent, batch.reserved, batch.unknown]));
      return batch.state !== "running";
    }, 60_000);
    expect(watched.every((held) => compareAmounts(held, cap) <= 0)).toBe(true);
    const { batch, items } = await booksOf(id);
    expect(batch).toMatchObject({ state: "paused", pausedFor: { code: "over_budget" } });
    expect(batch).toMatchObject({ spent: await billOf(sandbox), reserved: "0" });
    expect(Number(batch.spent) / Number(cap)).toBeGreaterThan(0.9);
    expect(items.length).toBeLessThan(200);
    await resumeBatch(operator, { id, budgetCap: { amount: "1", currency: "USD" } });
    await untilState(id, ["succeeded"]);
    await expectWhole(id, 200);
  });

  test("a pause submits nothing more and takes in what is at the provider; resumed, it goes on", async () => {
    const id = await launchBatched(
      { "x-sandbox-batch-requests": "100", "x-sandbox-batch-seconds": "2" },
      { rows: 900 },
    );
    await until(async () => (await filesOf(id)).some(({ state }) => state === "submitted"));
    await pauseBatch(operator, id);
    await until(async () => (await filesOf(id)).every(({ state }) => state === "done"));
    const { batch, items } = await booksOf(id);
    expect(items.length).toBeGreaterThan(0);
    expect(items.length).toBeLessThan(900);
    expect(batch).toMatchObject({ state: "paused", reserved: "0", spent: await billOf(sandbox) });
    await resumeBatch(operator, { id });
    await untilState(id, ["succeeded"], 50_000);
    await expectWhole(id, 900);
  });

  test("a cancel ends it at the provider, and what was billed there is kept and paid", async () => {
    const id = await launchBatched({ "x-sandbox-batch-seconds": "6" }, { rows: 100 });
    await until(async () => (await filesOf(id)).some(({ answered }) => answered > 10));
    await cancelBatch(operator, id);
    const [file] = await until(async () => {
      const files = await filesOf(id);
      return files[0]?.state === "done" ? files : null;
    });
    // Cancelled, not completed: it did not wait for what the provider still had to make.
    expect(file?.ending).toBe("cancelled");
    const { batch, items } = await booksOf(id);
    expect(items.length).toBe(await batchedCalls(sandbox));
    expect(items.length).toBeGreaterThan(0);
    expect(items.length).toBeLessThan(100);
    expect(batch).toMatchObject({ state: "cancelled", spent: await billOf(sandbox), reserved: "0" });
  });

  test("near the deadline it cancels, and makes the rest in real time", async () => {
    const id = await launchBatched(
      { "x-sandbox-batch-seconds": "60" },
      { rows: 80 },
      { deadline: new Date(Date.now() + 6_000) },
    );
    const ended = await untilState(id, ["succeeded"]);
    expect(ended).toMatchObject({ runsAs: "realtime", runsAsFor: { code: "mode_moved_for_deadline" } });
    await expectWhole(id, 80);
    expect(await batchedCalls(sandbox)).toBeLessThan(80);
  });

  test("failed items are made again by a retry", async () => {
    const id = await launchBatched(
      { "x-sandbox-fault-rate": "0.3", "x-sandbox-fault-kinds": "content-filter" },
      { rows: 40 },
    );
    await untilState(id, ["succeeded"]);
    const failed = (await booksOf(id)).progress?.failed ?? 0;
    expect(failed).toBeGreaterThan(3);
    await retryBatch(operator, { id });
    await untilState(id, ["succeeded"]);
    const { batch, items, progress } = await booksOf(id);
    expect(progress?.failed).toBeLessThan(failed);
    expect(items).toHaveLength(40);
    expect(batch).toMatchObject({ spent: await billOf(sandbox), reserved: "0" });
  });

  test("an item that is made again has all of its attempts", async () => {
    const faulty = { "x-sandbox-fault-rate": "1", "x-sandbox-fault-kinds": "500" };
    const made = await materials(faulty, { rows: 10 });
    const id = await launch(made, { mode: "provider-batch" });
    await untilState(id, ["failed"]);
    const before = (await booksOf(id)).entries.length;
    await retryBatch(operator, { id });
    await untilState(id, ["failed"]);
    expect((await booksOf(id)).entries.length).toBe(2 * before);
  });

  test("a batch the provider has lost is charged as unknown, and made again once somebody says so", async () => {
    const made = await materials({ "x-sandbox-batch-seconds": "3" }, { rows: 30 });
    const id = await launch(made, { mode: "provider-batch" });
    await until(async () => (await filesOf(id)).some(({ state }) => state === "submitted"));
    const held = (await booksOf(id)).batch.reserved;
    const port = Number(new URL(sandbox.url).port);
    await sandbox.close();
    sandbox = await startSandbox({ port });
    // For a minute it may only be out of sight; it has been for two.
    await until(async () => (await filesOf(id)).some(({ troubledSince }) => troubledSince !== null));
    expect((await booksOf(id)).batch.state).toBe("running");
    await db()
      .update(providerBatches)
      .set({ troubledSince: new Date(Date.now() - 120_000) })
      .where(eq(providerBatches.batchId, id));
    await untilState(id, ["paused"]);
    const lost = await booksOf(id);
    expect(lost.batch).toMatchObject({
      pausedFor: { code: "provider_batch_lost" },
      unknown: held,
      reserved: "0",
      spent: "0",
    });
    expect(lost.entries.every(({ kind, outcome }) => kind === "unknown" && outcome === "batch_lost")).toBe(
      true,
    );
    await resumeBatch(operator, { id });
    await untilState(id, ["succeeded"]);
    const { batch, items } = await booksOf(id);
    expect(items).toHaveLength(30);
    expect(batch).toMatchObject({ spent: await billOf(sandbox), unknown: held, reserved: "0" });
  });

  test("what is at the provider is taken in and paid though its model is archived meanwhile", async () => {
    const made = await materials({ "x-sandbox-batch-seconds": "1.5" }, { rows: 30 });
    const id = await launch(made, { mode: "provider-batch" });
    await until(async () => (await filesOf(id)).some(({ state }) => state === "submitted"));
    await db().update(models).set({ archivedAt: new Date() }).where(eq(models.id, made.modelId));
    await untilState(id, ["succeeded"]);
    await expectWhole(id, 30);
  });

  test("its provider cannot be archived before the last results are in, which need its key", async () => {
    const made = await materials({ "x-sandbox-batch-seconds": "60" }, { rows: 20 });
    const [model] = await db().select().from(models).where(eq(models.id, made.modelId));
    const providerId = model?.providerId ?? "";
    const id = await launch(made, { mode: "provider-batch", name: "Spring" });
    await until(async () => (await filesOf(id)).some(({ state }) => state === "submitted"));
    expect(await archiveProvider(manager, providerId)).toMatchObject({
      ok: false,
      refusal: { code: "provider_has_open_batches", params: { count: 1, batches: "“Spring”" } },
    });
    expect((await findProvider(db(), providerId))?.archivedAt).toBeNull();
    await cancelBatch(operator, id);
    await until(async () => (await filesOf(id)).every(({ state }) => state === "done"));
    expect((await booksOf(id)).batch).toMatchObject({ spent: await billOf(sandbox), reserved: "0" });
    expect(await archiveProvider(manager, providerId)).toMatchObject({ ok: true });
  });

  test("a clone has as long as the first had, and so waits for the lower price like it", async () => {
    const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
    const made = await materials({}, { rows: 10 });
    const id = await launch(made, { mode: "auto", deadline: hours(30) });
    const [now, later] = [hours(0), hours(100)];
    const clones = [await cloneBatch(operator, id, {}), await cloneBatch(operator, id, { startAt: later })];
    const [soon, scheduled] = await Promise.all(
      clones.map((cloned) => findBatch(db(), cloned.ok ? cloned.value.id : "")),
    );
    expect(soon).toMatchObject({ mode: "auto", runsAs: "provider-batch" });
    expect(scheduled).toMatchObject({ mode: "auto", runsAs: "provider-batch", startAt: later });
    const spanOf = (deadline: Date | null | undefined, from: Date) =>
      ((deadline?.getTime() ?? 0) - from.getTime()) / 3_600_000;
    expect(spanOf(soon?.deadline, now)).toBeCloseTo(30, 1);
    expect(spanOf(scheduled?.deadline, later)).toBeCloseTo(30, 1);
    if (scheduled) await cancelBatch(operator, scheduled.id);
    await untilState(soon?.id ?? "", ["succeeded"]);
    await untilState(id, ["succeeded"]);
  });

  test("a file the provider does not accept pauses the batch with its words, and holds no money", async () => {
    const id = await launchBatched({}, { rows: 30, model: "sandbox-unheard-of" });
    await untilState(id, ["paused"]);
    const { batch, items } = await booksOf(id);
    expect(batch).toMatchObject({
      pausedFor: { code: "provider_batch_failed", params: { reason: "model_not_found" } },
      reserved: "0",
      spent: "0",
    });
    expect(items).toEqual([]);
  });
});

describe("what provider batches leave over", () => {
  test("goes to real time only where it is little", () => {
    expect(isSmallRest(5, 20)).toBe(true);
    expect(isSmallRest(6, 20)).toBe(false);
    expect(isSmallRest(200, 10_000)).toBe(true);
    expect(isSmallRest(201, 10_000)).toBe(false);
  });
});
