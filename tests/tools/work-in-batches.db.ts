import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { readCells } from "#db/queries/trials/cells.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { resumeBatch } from "#lib/batches/run/control-batch.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { pushProducts } from "#lib/catalogue/push-products.ts";
import { explainCell } from "#lib/explanations/explain-cell.ts";
import { explainItem } from "#lib/explanations/explain-item.ts";
import { newId } from "#lib/new-id.ts";
import { archiveTool, createTool, type NewTool } from "#lib/tools/save-tool.ts";
import { inputSchemaSchema } from "#lib/tools/tool.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { runTrial } from "#lib/trials/run-trial.ts";
import { booksOf, launch, makeMaterials, operator } from "#tests/batches/batch-fixture.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { type Receiver, startReceiver } from "#tests/fixtures/receiver.ts";
import { seedMember } from "../review/seed-batch.ts";

vi.setConfig({ testTimeout: 60_000 });

const SECRET = "Bearer 3a7f9c21d4e85b60aa11";
const stop = new AbortController();

describeOnBothDatabases("a step that asks no model", () => {
  let provider: TestProvider;
  let tool: Receiver;
  let admin: Actor;
  beforeAll(async () => {
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    admin = await seedMember("Ada", ["admin"]);
    provider = await startProvider();
    tool = await startReceiver();
  });
  afterAll(async () => {
    await provider.stop();
    await tool.stop();
  });
  beforeEach(() => {
    tool.received.length = 0;
    tool.answer(() => ({ status: 200, body: '{"data":{"price":"9.90"}}' }));
    provider.behave(() => ({ do: "answer", text: '{"title":"Round"}' }));
  });

  async function addTool(more: Partial<NewTool> = {}): Promise<string> {
    const made = await createTool(admin, {
      name: `PIM ${newId()}`,
      method: "GET",
      url: `${tool.url}/p/{name}`,
      headers: { authorization: SECRET },
      inputSchema: inputSchemaSchema.parse({ properties: { name: { type: "string" } } }),
      resultPath: "data",
      timeoutMs: 700,
      maxBytes: 10_000,
      allowPrivateNetwork: true,
      ...more,
    });
    if (!made.ok) throw new Error(JSON.stringify(made.refusal));
    return made.value.id;
  }

  const copy = {
    name: "copy",
    sections: { instruction: "Write {{ name }} at {{ steps.facts.price }}." },
    outputs: [{ name: "title", type: "text" }],
  };
  const asks = (toolId: string) => ({ name: "facts", kind: "http", toolId, inputs: { name: "name" } });

  async function launched(steps: object[], names: string[]) {
    const materials = await makeMaterials({
      ...{ providerUrl: provider.url, rows: names.length, steps },
      valuesOf: (rowNumber) => ({ name: names[rowNumber - 1] ?? "" }),
    });
    const batchId = await launch(materials);
    await db().transaction((tx) => feedBatch(tx, batchId));
    return { materials, batchId };
  }

  const promptsSent = () => [...provider.billedPrompts().keys()];
  const calledFor = (name: string) => tool.received.filter(({ url }) => url === `/p/${name}`).length;

  test("meets every fault of a tool, and each item ends as that deserves", async () => {
    const asked = new Map<string, number>();
    tool.answer(async ({ url, headers }) => {
      const name = url.slice("/p/".length);
      const times = (asked.get(name) ?? 0) + 1;
      asked.set(name, times);
      const fine = { status: 200, body: `{"data":{"price":"9.90","echo":"${headers.authorization}"}}` };
      if (name === "flaky" && times === 1) return { status: 500, body: "Oops" };
      if (name === "busy" && times === 1) return { status: 429, headers: { "retry-after": "1" } };
      if (name === "late") await new Promise((resolve) => setTimeout(resolve, 300));
      if (name === "never" && times === 1) return new Promise(() => {});
      if (name === "huge") return { status: 200, body: "x".repeat(5_000_000) };
      if (name === "gone") return { status: 404, body: `No product for ${headers.authorization}\0` };
      if (name === "moved") return { status: 302, headers: { location: "http://169.254.169.254/" } };
      if (name === "odd") return { status: 200, body: "<html>" };
      return fine;
    });
    const names = ["fine", "flaky", "busy", "late", "never", "huge", "gone", "moved", "odd"];
    const { batchId } = await launched([asks(await addTool()), copy], names);
    await runChunk({ batchId, number: 0 }, stop.signal);
    const { items, batch, entries } = await booksOf(batchId);
    const ends = Object.fromEntries(
      items.map(({ rowNumber, state, failure }) => [names[rowNumber - 1], failure?.code ?? state]),
    );
    expect(ends).toEqual({
      ...{ fine: "succeeded", flaky: "succeeded", busy: "succeeded", late: "succeeded", never: "succeeded" },
      ...{ huge: "tool_answer_too_large", gone: "tool_refused", moved: "tool_redirected" },
      odd: "tool_answer_unreadable",
    });
    expect(batch).toMatchObject({ state: "succeeded", reserved: "0", unknown: "0" });
    expect(entries).toHaveLength(5);
    const gone = items.find(({ failure }) => failure?.code === "tool_refused");
    expect(gone?.failure?.params).toMatchObject({ reason: "http_404" });
    expect(String(gone?.failure?.params?.detail)).toMatch(/^No product for/);
    const kept = await readSteps(
      db(),
      batchId,
      items.map(({ seq }) => seq),
    );
    // What the tool says again of what it was told in confidence is kept nowhere, and sent to no model.
    expect(JSON.stringify([items, [...kept.values()]])).not.toContain("3a7f9c21");
    expect(promptsSent().join()).not.toContain("3a7f9c21");
    expect(kept.get(0)?.[0]).toMatchObject({
      ...{ step: 0, name: "facts", attempts: 0, output: { price: "9.90" } },
      evidence: { status: 200, request: `GET ${tool.url}/p/fine` },
    });
  });

  test("is not done again once it has ended: a run that was left goes on at the step that failed", async () => {
    const { batchId } = await launched([asks(await addTool()), copy], ["a", "b"]);
    provider.behave(() => ({ do: "fail", status: 402, body: "insufficient balance" }));
    await runChunk({ batchId, number: 0 }, stop.signal);
    expect((await booksOf(batchId)).batch).toMatchObject({ state: "paused", reserved: "0" });
    expect([calledFor("a"), calledFor("b")]).toEqual([1, 1]);
    provider.behave(() => ({ do: "answer", text: '{"title":"Round"}' }));
    await resumeBatch(operator, { id: batchId });
    await runChunk({ batchId, number: 0 }, stop.signal);
    expect((await booksOf(batchId)).batch).toMatchObject({ state: "succeeded" });
    expect([calledFor("a"), calledFor("b")]).toEqual([1, 1]);
  });

  test("under way when its worker stops is left, and done by the next", async () => {
    const { batchId } = await launched([asks(await addTool({ timeoutMs: 60_000 })), copy], ["slow"]);
    const asked = new Promise<void>((resolve) =>
      tool.answer(() => {
        resolve();
        return new Promise(() => {});
      }),
    );
    const first = new AbortController();
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const running = runChunk({ batchId, number: 0 }, first.signal);
    await asked;
    first.abort();
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    await running;
    expect((await booksOf(batchId)).items).toEqual([]);
    tool.answer(() => ({ status: 200, body: '{"data":{"price":"9.90"}}' }));
    await runChunk({ batchId, number: 0 }, stop.signal);
    expect((await booksOf(batchId)).items).toMatchObject([{ state: "succeeded", attempts: 1 }]);
  });

  test("whose tool was archived pauses the batch, and keeps it from being launched again", async () => {
    const toolId = await addTool();
    const { batchId, materials } = await launched([asks(toolId), copy], ["a"]);
    await archiveTool(admin, toolId);
    await runChunk({ batchId, number: 0 }, stop.signal);
    expect((await booksOf(batchId)).batch).toMatchObject({
      state: "paused",
      pausedFor: { code: "tool_archived" },
    });
    await expect(launch(materials)).rejects.toThrow("tool_archived");
    expect(tool.received).toEqual([]);
  });

  test("of one step writes no step, and asks no tool", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 1 });
    const batchId = await launch(materials);
    await db().transaction((tx) => feedBatch(tx, batchId));
    await runChunk({ batchId, number: 0 }, stop.signal);
    expect((await booksOf(batchId)).items).toHaveLength(1);
    expect((await readSteps(db(), batchId, [0])).size).toBe(0);
  });

  test("reads the catalogue: a parent by its key, and its siblings without itself", async () => {
    await pushProducts(operator, {
      products: [
        { key: "P-1", title: "A fig tree", attributes: { brand: "Acme" } },
        { key: "P-2", title: "An apple tree", attributes: { brand: "ACME " } },
        { key: "P-3", title: "A spade", attributes: { brand: "Other" } },
      ],
    });
    const steps = [
      { name: "parent", kind: "look-up", query: "{{ name }}" },
      {
        ...{ name: "siblings", kind: "look-up", by: "attributes.brand", limit: 3 },
        ...{ query: "{{ steps.parent.brand }}", except: "{{ steps.parent.key }}" },
      },
      {
        ...copy,
        sections: {
          instruction:
            "Write {{ steps.parent.title }}{{ steps.parent.colour }}, unlike {{ steps.siblings.count }}:{% for p in steps.siblings.products %} {{ p.title }}{{ p.colour }}{% endfor %}.",
        },
      },
    ];
    const { batchId } = await launched(steps, ["P-1", "none"]);
    await runChunk({ batchId, number: 0 }, stop.signal);
    expect((await booksOf(batchId)).items).toMatchObject([{ state: "succeeded" }, { state: "succeeded" }]);
    expect(promptsSent()).toEqual(
      expect.arrayContaining([
        expect.stringContaining("Write A fig tree, unlike 1: An apple tree."),
        expect.stringContaining("Write , unlike 0:."),
      ]),
    );
    const kept = await readSteps(db(), batchId, [0, 1]);
    expect(kept.get(0)).toMatchObject([
      { name: "parent", evidence: { by: "key", query: "P-1", keys: ["P-1"] } },
      { name: "siblings", evidence: { keys: ["P-2"] } },
      { name: "copy" },
    ]);
    expect(kept.get(1)).toMatchObject([{ output: {} }, { output: { products: [], count: 0 } }, {}]);
    const why = await explainItem(operator, batchId, 0);
    if (!why.ok) throw new Error(why.refusal.code);
    expect(why.value.calls).toMatchObject([{ step: { name: "copy" }, sentAs: "as-sent" }]);
    expect(why.value.steps).toMatchObject([
      { kind: "look-up", isLeftOut: false, calls: 0, gave: { title: "A fig tree" } },
      { kind: "look-up", isLeftOut: false, gave: { count: 1 } },
      { kind: "generate", isLeftOut: false, calls: 1, gave: null },
    ]);
  });

  test("in a trial is done for each cell, and kept so that its prompt can be told", async () => {
    const { materials } = await launched([asks(await addTool()), copy], ["a", "b"]);
    tool.answer(({ url }) =>
      url.endsWith("b") ? { status: 400, body: "no" } : { status: 200, body: '{"data":{"price":"9.90"}}' },
    );
    const { datasetId, templateVersionId, modelId } = materials;
    const trial = await launchTrial(operator, {
      ...{ datasetId, variants: [{ templateVersionId, modelId }] },
      sample: { size: 2, method: "first" },
    });
    if (!trial.ok) throw new Error(trial.refusal.code);
    await runTrial({ trialId: trial.value.id }, stop.signal);
    expect(await readCells(db(), trial.value.id)).toMatchObject([
      {
        status: "succeeded",
        output: { title: "Round" },
        calls: 1,
        steps: [{ output: { price: "9.90" } }, {}],
      },
      { status: "failed", failure: { code: "tool_refused", params: { detail: "no" } }, calls: 0 },
    ]);
    const why = await explainCell(operator, trial.value.id, 0);
    if (!why.ok) throw new Error(why.refusal.code);
    expect(why.value.calls).toMatchObject([{ sentAs: "as-sent" }]);
    expect(why.value.steps).toMatchObject([{ kind: "http", gave: { price: "9.90" } }, { calls: 1 }]);
  });
});
