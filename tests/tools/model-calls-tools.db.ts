import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { takeChunk } from "#db/queries/batches/chunks.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { readCells } from "#db/queries/trials/cells.ts";
import { regenerations } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { previewBatch } from "#lib/batches/launch/preview-batch.ts";
import { resumeBatch } from "#lib/batches/run/control-batch.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { pushProducts } from "#lib/catalogue/push-products.ts";
import { explainCell } from "#lib/explanations/explain-cell.ts";
import { explainItem } from "#lib/explanations/explain-item.ts";
import { changeModel } from "#lib/models/change-model.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { runRegeneration } from "#lib/review/regeneration/run-regeneration.ts";
import { rejectItems } from "#lib/review/reject-items.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { createTool } from "#lib/tools/save-tool.ts";
import { inputSchemaSchema } from "#lib/tools/tool.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { runTrial } from "#lib/trials/run-trial.ts";
import { given } from "#tests/auth/people.ts";
import {
  booksOf,
  launch,
  type MaterialOptions,
  makeMaterials,
  operator,
  until,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { type Receiver, startReceiver } from "#tests/fixtures/receiver.ts";
import { seedMember } from "../review/seed-batch.ts";

vi.setConfig({ testTimeout: 60_000 });

const SECRET = "Bearer 3a7f9c21d4e85b60aa11";
const stop = new AbortController();

describeOnBothDatabases("a model that calls tools", () => {
  let sandbox: RunningSandbox;
  let tool: Receiver;
  let admin: Actor;
  beforeAll(async () => {
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    admin = await seedMember("Ada", ["admin"]);
    sandbox = await startSandbox();
    tool = await startReceiver();
  });
  afterAll(async () => {
    await sandbox.close();
    await tool.stop();
  });
  beforeEach(async () => {
    tool.received.length = 0;
    tool.answer(({ url }) => ({ status: 200, body: `{"stock":"In stock: ${url.split("/").at(-1)}"}` }));
    await fetch(`${sandbox.url}/bill`, { method: "DELETE" });
  });

  const inputSchema = inputSchemaSchema.parse({
    properties: { name: { type: "string" } },
    required: ["name"],
  });

  async function stepWith(more: { limit?: number } = {}, others: object[] = []) {
    const name = `Stock ${newId()}`;
    const made = await createTool(admin, {
      ...{ name, method: "GET", url: `${tool.url}/stock/{name}`, headers: { authorization: SECRET } },
      ...{ inputSchema, resultPath: null, timeoutMs: 5_000, maxBytes: 10_000, allowPrivateNetwork: true },
    });
    if (!made.ok) throw new Error(JSON.stringify(made.refusal));
    const offered = [{ kind: "http", toolId: made.value.id, name, inputSchema }, ...others];
    return {
      name: "copy",
      sections: { instruction: "Write of it.\nname: {{ name }}" },
      outputs: [{ name: "stock", type: "text", maxLength: 100 }],
      tools: { offered, ...more },
    };
  }

  const materialsOf = (steps: object[], names: string[], more: Partial<MaterialOptions> = {}) =>
    makeMaterials({
      ...{ providerUrl: `${sandbox.url}/v1`, rows: names.length, steps },
      provider: { kind: "sandbox", model: "sandbox-fast", headers: { "x-sandbox-latency-ms": "0" } },
      valuesOf: (rowNumber) => ({ name: names[rowNumber - 1] ?? "" }),
      ...more,
    });

  async function fed(materials: Awaited<ReturnType<typeof materialsOf>>, more: object = {}) {
    const batchId = await launch(materials, more);
    await db().transaction((tx) => feedBatch(tx, batchId));
    return batchId;
  }

  const billedCalls = async () => {
    const { total, batched } = (await (await fetch(`${sandbox.url}/bill`)).json()) as {
      total: { calls: number };
      batched: { total: { calls: number } };
    };
    return total.calls + batched.total.calls;
  };

  async function expectOwn(batchId: string, items: number) {
    const { batch, entries, items: made } = await booksOf(batchId);
    expect(made.map(({ state, failure }) => failure?.code ?? state)).toEqual(Array(items).fill("succeeded"));
    expect(batch).toMatchObject({
      unknown: "0",
      reserved: "0",
      spent: sumAmounts(entries.map(({ cost }) => cost)),
    });
    expect(sumAmounts(made.map(({ cost }) => cost))).toBe(batch.spent);
    expect(await billedCalls()).toBe(entries.length);
    return { entries, items: made };
  }

  test("pays each of its calls once, and writes from what the tool said; the page of the item tells all of it", async () => {
    tool.answer(({ url, headers }) => ({
      status: 200,
      body: JSON.stringify({
        stock: `In stock: ${url.split("/").at(-1)}`,
        echo: headers.authorization,
        odd: '"}]\u0001',
      }),
    }));
    const batchId = await fed(await materialsOf([await stepWith()], ["fig", "plum"]));
    await runChunk({ batchId, number: 0 }, stop.signal);
    const { entries, items } = await expectOwn(batchId, 2);
    expect(entries.map(({ outcome }) => outcome).sort()).toEqual([
      "answered",
      "answered",
      "tools_called",
      "tools_called",
    ]);
    expect(items.map(({ output, attempts }) => [output?.stock, attempts])).toEqual([
      [expect.stringContaining("In stock: fig"), 2],
      [expect.stringContaining("In stock: plum"), 2],
    ]);
    expect(tool.received.map(({ url }) => url).sort()).toEqual(["/stock/fig", "/stock/plum"]);
    // A template of one step keeps no rows of its steps, with tools or without.
    expect((await readSteps(db(), batchId, [0, 1])).size).toBe(0);
    const told = await explainItem(operator, batchId, 0);
    if (!told.ok) throw new Error(told.refusal.code);
    const [asked, wrote] = told.value.calls;
    expect(asked).toMatchObject({
      ...{ outcome: "tools_called", sentAs: "as-sent", answer: null, misfits: [] },
      called: [{ arguments: '{"name":"fig"}', result: expect.stringContaining("In stock: fig") }],
    });
    expect(wrote).toMatchObject({
      ...{ outcome: "answered", sentAs: "as-sent", called: null },
      messages: [
        { role: "user" },
        { role: "assistant", calls: [{ result: expect.stringContaining("fig") }] },
      ],
    });
    expect(JSON.stringify([told.value, entries, items])).not.toContain("3a7f9c21");
  });

  test("asks its tools anew for an output that was rejected, and a worker that is lost meanwhile costs nothing twice", async () => {
    const batchId = await fed(await materialsOf([await stepWith()], ["fig"]));
    await runChunk({ batchId, number: 0 }, stop.signal);
    const mei = await seedMember("Mei");
    const rejection = { reason: "wrong_fact" as const, note: "Look again" };
    const items = [{ itemId: `${batchId}.0`, outputVersion: 1 }];
    expect(await rejectItems(mei, { items, ...rejection })).toMatchObject({
      value: [{ status: "accepted" }],
    });
    const [asked] = await db().select().from(regenerations).where(eq(regenerations.batchId, batchId));
    const id = asked?.id ?? "";
    const another = Promise.withResolvers<void>();
    tool.answer(async () => {
      if (tool.received.length > 2) return { status: 200, body: '{"stock":"Sold out"}' };
      await until(async () => (await booksOf(batchId)).entries.length === 3);
      void runRegeneration({ id }, stop.signal).then(another.resolve, another.reject);
      await until(async () => tool.received.length > 2);
      return { status: 200, body: '{"stock":"Lost"}' };
    });
    await Promise.all([runRegeneration({ id }, stop.signal), another.promise]);
    const { entries } = await expectOwn(batchId, 1);
    expect(entries.map(({ outcome }) => outcome).sort()).toEqual([
      ...["answered", "answered"],
      ...["tools_called", "tools_called"],
    ]);
    const told = given(await explainItem(operator, batchId, 0));
    expect(told.calls.map(({ outcome, sentAs }) => [outcome, sentAs])).toEqual([
      ["tools_called", "as-sent"],
      ["answered", "as-sent"],
      ["tools_called", "as-sent"],
      ["answered", "as-sent"],
    ]);
    expect(told.calls[2]?.called).toMatchObject([{ result: expect.stringContaining("Sold out") }]);
    expect(given(await readReviewItem(mei, `${batchId}.0`))).toMatchObject({
      ...{ outputVersion: 2, output: { stock: expect.stringContaining("Sold out") } },
      regenerations: [{ state: "succeeded", toVersion: 2 }],
    });
  });

  test("goes on where its worker was lost between two calls: nothing is paid twice", async () => {
    const batchId = await fed(await materialsOf([await stepWith()], ["fig"]));
    const [first] = await Promise.all([
      new Promise<void>((resolve) => {
        tool.answer(async () => {
          if (tool.received.length > 1) return { status: 200, body: '{"stock":"Once more"}' };
          // What was paid is written while the tool is asked; then another worker takes the chunk.
          await until(async () => (await booksOf(batchId)).entries.length === 1);
          await takeChunk(db(), batchId, 0);
          resolve();
          return { status: 200, body: '{"stock":"Lost"}' };
        });
      }),
      runChunk({ batchId, number: 0 }, stop.signal),
    ]);
    expect(first).toBeUndefined();
    expect((await booksOf(batchId)).entries).toHaveLength(1);
    await runChunk({ batchId, number: 0 }, stop.signal);
    const { items, entries } = await expectOwn(batchId, 1);
    expect(entries).toHaveLength(2);
    expect(items[0]?.output?.stock).toContain("Once more");
    const told = await explainItem(operator, batchId, 0);
    expect(told.ok && told.value.calls[0]?.called).toMatchObject([
      { result: expect.stringContaining("Once more") },
    ]);
  });

  test("in a trial that was killed between two calls pays nothing twice either", async () => {
    const { datasetId, templateVersionId, modelId } = await materialsOf([await stepWith()], ["fig"]);
    const trial = await launchTrial(operator, {
      datasetId,
      variants: [{ templateVersionId, modelId }],
      sample: { size: 1, method: "first" },
    });
    if (!trial.ok) throw new Error(JSON.stringify(trial.refusal));
    const { id } = trial.value;
    tool.answer(async () => {
      if (tool.received.length === 1)
        await db().execute(sql`update trials set fence = fence + 1 where id = ${id}`);
      return { status: 200, body: '{"stock":"In stock"}' };
    });
    await runTrial({ trialId: id }, stop.signal);
    expect((await readCells(db(), id))[0]).toMatchObject({ status: "running", carried: { attempts: 1 } });
    await runTrial({ trialId: id }, stop.signal);
    const [cell] = await readCells(db(), id);
    expect(cell).toMatchObject({ status: "succeeded", calls: 2, carried: null, steps: null, inFlight: null });
    expect(await billedCalls()).toBe(2);
    const told = await explainCell(operator, id, 0);
    if (!told.ok) throw new Error(told.refusal.code);
    expect(told.value.calls.map(({ outcome, sentAs }) => [outcome, sentAs])).toEqual([
      ["tools_called", "as-sent"],
      ["answered", "as-sent"],
    ]);
    expect(told.value.calls[0]?.called).toMatchObject([{ result: '{"stock":"In stock"}' }]);
    expect(told.value.total.settled.amount).toBe(sumAmounts([cell?.cost ?? "0"]));
  });

  test("reads the catalogue as a step does; what it lacks is told", async () => {
    await pushProducts(operator, { products: [{ key: "fig", title: "A fig of the catalogue" }] });
    const lookUp = {
      ...{ name: "copy", sections: { instruction: "Write of it.\nkey: {{ name }}" } },
      outputs: [{ name: "title", type: "text", maxLength: 100 }],
      tools: { offered: [{ kind: "look-up", by: "key" }] },
    };
    const batchId = await fed(await materialsOf([lookUp], ["fig", "nowhere"]));
    await runChunk({ batchId, number: 0 }, stop.signal);
    const { items } = await expectOwn(batchId, 2);
    expect(items[0]?.output?.title).toContain("A fig of the catalogue");
    const told = await explainItem(operator, batchId, 1);
    expect(told.ok && told.value.calls[0]?.called).toMatchObject([{ result: "{}" }]);
  });

  test("waits where its cap bears no further call, and goes on from what it was told", async () => {
    const materials = await materialsOf([await stepWith()], ["fig"]);
    const preview = await previewBatch(operator, materials);
    if (!preview.ok) throw new Error(JSON.stringify(preview.refusal));
    const { low, expected, high } = preview.value.cost?.perItem ?? {};
    if (!low || !expected || !high) throw new Error("There is no preview.");
    expect(Number(high.amount)).toBeGreaterThan(Number(expected.amount));
    expect(Number(expected.amount)).toBeGreaterThan(Number(low.amount));
    const batchId = await fed(materials);
    tool.answer(async () => {
      await until(async () => (await booksOf(batchId)).entries.length === 1);
      await db().execute(sql`update batches set cap = spent + reserved where id = ${batchId}`);
      return { status: 200, body: '{"stock":"In stock"}' };
    });
    await runChunk({ batchId, number: 0 }, stop.signal);
    const { batch, entries } = await booksOf(batchId);
    expect(batch).toMatchObject({ state: "paused", reserved: "0", pausedFor: { code: "over_budget" } });
    expect(Number(batch.spent)).toBeLessThanOrEqual(Number(batch.cap));
    expect(entries).toHaveLength(1);
    await db().execute(sql`update batches set cap = 1 where id = ${batchId}`);
    await resumeBatch(operator, { id: batchId });
    await runChunk({ batchId, number: 0 }, stop.signal);
    expect((await expectOwn(batchId, 1)).entries).toHaveLength(2);
    expect(tool.received).toHaveLength(1);
  });

  test("runs in a provider's batch step by step: a file for each time it asks", async () => {
    const materials = await materialsOf([await stepWith()], ["fig", "plum", "pear"], {
      batchDiscount: "0.5",
      provider: {
        kind: "sandbox",
        model: "sandbox-fast",
        headers: { "x-sandbox-latency-ms": "0", "x-sandbox-batch-seconds": "0.2" },
      },
    });
    await workHere();
    const batchId = await launch(materials, { mode: "provider-batch" });
    await untilState(batchId, ["succeeded", "failed", "paused"]);
    const { entries, items } = await expectOwn(batchId, 3);
    expect(entries).toHaveLength(6);
    expect(items.every(({ output }) => String(output?.stock).includes("In stock"))).toBe(true);
    const told = await explainItem(operator, batchId, 2);
    expect(told.ok && told.value.calls.map(({ called }) => called?.[0]?.result ?? null)).toEqual([
      expect.stringContaining("pear"),
      null,
    ]);
  });

  test("is refused by name where it is known to call none", async () => {
    const materials = await materialsOf([await stepWith()], ["fig"]);
    await changeModel(admin, materials.modelId, { capabilities: { functions: false } });
    const refused = {
      ok: false,
      refusal: { code: "model_calls_no_tools", params: { model: "sandbox-fast" } },
    };
    expect(await previewBatch(operator, materials)).toMatchObject(refused);
    const { datasetId, templateVersionId, modelId } = materials;
    const variants = [{ templateVersionId, modelId }];
    expect(
      await launchTrial(operator, { datasetId, variants, sample: { size: 1, method: "first" } }),
    ).toMatchObject(refused);
  });
});
