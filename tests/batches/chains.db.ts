import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { takeChunk } from "#db/queries/batches/chunks.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { reserveCalls } from "#db/queries/batches/reserve-calls.ts";
import { readCells } from "#db/queries/trials/cells.ts";
import { attempts } from "#db/schema/spend.ts";
import { launchBatch } from "#lib/batches/launch/launch-batch.ts";
import { resumeBatch } from "#lib/batches/run/control-batch.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { HeldChunk } from "#lib/batches/run/held-chunks.ts";
import { makeItem, prepareItem } from "#lib/batches/run/make-item.ts";
import { openChunk } from "#lib/batches/run/open-chunk.ts";
import { readOpenItems } from "#lib/batches/run/read-open-items.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { writeCallKey } from "#lib/calls/call-key.ts";
import { explainCell } from "#lib/explanations/explain-cell.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { expectedCost } from "#lib/trials/preview-run.ts";
import { runTrial } from "#lib/trials/run-trial.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { chain } from "#tests/items/play-item.ts";
import { booksOf, launch, makeMaterials, operator } from "./batch-fixture.ts";

const facts = { name: "facts", instruction: "List facts of {{ name }}.", field: "facts" };
const copy = { name: "copy", instruction: "Write copy from {{ steps.facts.facts }}.", field: "title" };
const recipe = chain(facts, copy);

describeOnBothDatabases("an item of a chain", () => {
  let provider: TestProvider;
  const stop = new AbortController();
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.stop());
  beforeEach(() =>
    provider.behave(({ prompt }) => ({
      do: "answer",
      text: prompt.includes("List facts") ? '{"facts":"a round fig"}' : '{"title":"Round"}',
    })),
  );

  async function launched() {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 1 });
    const batchId = await launch(materials);
    await db().transaction((tx) => feedBatch(tx, batchId));
    return batchId;
  }

  /** Takes the chunk up as a worker does and makes its item by the chain. @returns whether it ended. */
  async function work(batchId: string): Promise<boolean> {
    const row = await takeChunk(db(), batchId, 0);
    if (!row) throw new Error("The chunk was not taken.");
    const opened = await openChunk(row, new HeldChunk(batchId), stop.signal);
    if (!opened.ok) throw new Error(opened.refusal.code);
    const chunk = { ...opened.value, recipe, recipeIn: () => recipe };
    const [item] = await readOpenItems(chunk, row);
    const prepared = item && (await prepareItem(chunk, item));
    if (prepared?.kind !== "ready") throw new Error("The item is not ready.");
    const ended = await makeItem(chunk, prepared, null);
    await chunk.buffer.written(row);
    chunk.close();
    return ended;
  }

  const stepsOf = async (batchId: string) => (await readSteps(db(), batchId, [0])).get(0) ?? [];
  const ledgerOf = (batchId: string) =>
    db()
      .select({ step: attempts.step, purpose: attempts.purpose, kind: attempts.kind })
      .from(attempts)
      .where(and(eq(attempts.runKind, "batch"), eq(attempts.runId, batchId)))
      .orderBy(asc(attempts.at), asc(attempts.step));

  test("keeps each step's end with its cost, and names the step in the ledger", async () => {
    const batchId = await launched();
    expect(await work(batchId)).toBe(true);
    const { items, batch } = await booksOf(batchId);
    expect(items).toMatchObject([{ state: "succeeded", output: { title: "Round" }, attempts: 2 }]);
    const steps = await stepsOf(batchId);
    expect(steps).toMatchObject([
      { step: 0, name: "facts", output: { facts: "a round fig" }, attempts: 1 },
      { step: 1, name: "copy", output: { title: "Round" }, attempts: 1 },
    ]);
    expect(steps.map(({ cost }) => Number(cost)).reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(
      Number(batch.spent),
      12,
    );
    expect(await ledgerOf(batchId)).toEqual([
      { step: 0, purpose: "generate", kind: "settled" },
      { step: 1, purpose: "generate", kind: "settled" },
    ]);
  });

  test("that was left after a step goes on at the next, and pays for no step twice", async () => {
    const batchId = await launched();
    const before = provider.billedCalls();
    provider.behave(({ prompt }) =>
      prompt.includes("List facts")
        ? { do: "answer", text: '{"facts":"a round fig"}' }
        : { do: "fail", status: 402, body: "insufficient balance" },
    );
    expect(await work(batchId)).toBe(false);
    expect(await stepsOf(batchId)).toMatchObject([{ step: 0, output: { facts: "a round fig" } }]);
    expect((await booksOf(batchId)).batch).toMatchObject({ state: "paused", reserved: "0" });

    provider.behave(() => ({ do: "answer", text: '{"title":"Round"}' }));
    await resumeBatch(operator, { id: batchId });
    expect(await work(batchId)).toBe(true);
    expect(provider.billedCalls() - before).toBe(2);
    expect((await stepsOf(batchId)).map(({ step, attempts: calls }) => [step, calls])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect((await booksOf(batchId)).items).toMatchObject([{ state: "succeeded", attempts: 3 }]);
  });

  describe("of a template", () => {
    const steps = (modelId?: string) => [
      {
        name: "facts",
        sections: { instruction: "List facts of {{ name }}." },
        outputs: [{ name: "facts", type: "text" }],
        ...(modelId && { modelId, parameters: { maxOutputTokens: 40 } }),
      },
      {
        name: "copy",
        sections: { instruction: "Write copy from {{ steps.facts.facts }}." },
        outputs: [{ name: "title", type: "text" }],
      },
    ];
    const prices = { input: "10", output: "20" };
    const other = async () => (await makeMaterials({ providerUrl: provider.url, rows: 1, prices })).modelId;

    async function chained(modelId?: string) {
      const materials = await makeMaterials({
        providerUrl: provider.url,
        rows: 2,
        steps: steps(modelId),
        result: ["facts.facts", "copy.title"],
      });
      const batchId = await launch(materials);
      await db().transaction((tx) => feedBatch(tx, batchId));
      return { materials, batchId };
    }

    test("asks each step's own model at its own price", async () => {
      const modelId = await other();
      const { materials, batchId } = await chained(modelId);
      await runChunk({ batchId, number: 0 }, stop.signal);
      const { items, batch, entries } = await booksOf(batchId);
      expect(items.map(({ output }) => output)).toEqual([
        { facts: "a round fig", title: "Round" },
        { facts: "a round fig", title: "Round" },
      ]);
      const asked = entries.map(({ step, modelId: asks }) => `${step} ${asks}`).sort();
      const own = [`0 ${modelId}`, `1 ${materials.modelId}`];
      expect(asked).toEqual([own[0], own[0], own[1], own[1]]);
      const costs = (step: number) => entries.filter((entry) => entry.step === step).map(({ cost }) => cost);
      expect(sumAmounts([...costs(0), ...costs(1)])).toBe(batch.spent);
      expect(Number(costs(0)[0])).toBeGreaterThan(Number(costs(1)[0]) * 5);
      const kept = await readSteps(db(), batchId, [0]);
      expect(kept.get(0)?.map(({ cost }) => Number(cost))).toEqual([costs(0)[0], costs(1)[0]].map(Number));
    });

    test("charges a call that was lost with its worker at its step's price, and goes on there", async () => {
      const modelId = await other();
      const { materials, batchId } = await chained(modelId);
      const before = provider.billedCalls();
      provider.behave(({ prompt }) =>
        prompt.includes("List facts")
          ? { do: "answer", text: '{"facts":"a round fig"}' }
          : { do: "fail", status: 402, body: "insufficient balance" },
      );
      await runChunk({ batchId, number: 0 }, stop.signal);
      await resumeBatch(operator, { id: batchId });
      // A worker reserves for both second steps, and is gone.
      const chunk = await takeChunk(db(), batchId, 0);
      if (!chunk) throw new Error("The chunk was not taken.");
      const calls = [0, 1].map((seq) => ({
        key: writeCallKey({ seq, step: 1, call: 0, purpose: "generate", fallback: false }),
        amount: "0.001",
      }));
      await reserveCalls(db(), batchId, [{ chunk: { batchId, number: 0, fence: chunk.fence }, calls }]);
      provider.behave(() => ({ do: "answer", text: '{"title":"Round"}' }));
      await runChunk({ batchId, number: 0 }, stop.signal);
      const { batch, items, entries } = await booksOf(batchId);
      expect(batch).toMatchObject({ state: "succeeded", unknown: "0.002", reserved: "0" });
      expect(items).toMatchObject([{ state: "succeeded" }, { state: "succeeded" }]);
      expect(provider.billedCalls() - before).toBe(4);
      const lost = entries.filter(({ kind }) => kind === "unknown");
      expect(lost.map(({ step, modelId: asks }) => [step, asks])).toEqual([
        [1, materials.modelId],
        [1, materials.modelId],
      ]);
    });

    test("goes to no provider's batch where its steps ask several models, and says so", async () => {
      const materials = await makeMaterials({
        providerUrl: provider.url,
        rows: 1,
        steps: steps(await other()),
      });
      const terms = { ...materials, budgetCap: { amount: "1", currency: "USD" } };
      const batched = { name: "b", ...terms, mode: "provider-batch" as const };
      expect(await launchBatch(operator, batched)).toMatchObject({
        refusal: { code: "step_models_not_batched" },
      });
      const missing = await makeMaterials({ providerUrl: provider.url, rows: 1, steps: steps(newId()) });
      expect(await launchBatch(operator, { name: "b", ...terms, ...missing })).toMatchObject({
        refusal: { code: "step_model_not_found", params: { step: "facts" } },
      });
    });

    test("in a trial costs what all its steps cost, and tells what each was sent", async () => {
      const modelId = await other();
      const { materials } = await chained(modelId);
      const { datasetId, templateVersionId } = materials;
      const before = provider.bill();
      const trial = await launchTrial(operator, {
        datasetId,
        variants: [{ templateVersionId, modelId: materials.modelId }],
        sample: { size: 2, method: "first" },
      });
      if (!trial.ok) throw new Error(trial.refusal.code);
      await runTrial({ trialId: trial.value.id }, stop.signal);
      const [cell] = await readCells(db(), trial.value.id);
      expect(cell).toMatchObject({
        status: "succeeded",
        output: { facts: "a round fig", title: "Round" },
        calls: 2,
      });
      expect(Number(cell?.cost)).toBeGreaterThan((Number(provider.bill()) - Number(before)) / 2);
      const why = await explainCell(operator, trial.value.id, 0);
      if (!why.ok) throw new Error(why.refusal.code);
      const { calls, steps: told, total } = why.value;
      expect(calls).toMatchObject([
        { step: { name: "facts" }, sentAs: "as-sent", model: { id: modelId } },
        { step: { name: "copy" }, sentAs: "as-sent", model: { id: materials.modelId } },
      ]);
      expect(calls[1]?.messages?.at(-1)?.content).toBe("Write copy from a round fig.");
      expect(told).toMatchObject([
        { name: "facts", isLeftOut: false, calls: 1, cost: calls[0]?.cost },
        { name: "copy", isLeftOut: false, calls: 1, cost: calls[1]?.cost },
      ]);
      expect(total.settled.amount).toBe(sumAmounts(calls.map(({ cost }) => cost.amount)));
      const cost = await expectedCost(db(), { ...materials, languages: ["en"], rowCount: 2 });
      expect(Number(cost?.expected.amount)).toBeCloseTo(2 * Number(cell?.cost), 9);
    });
  });

  test("of one step leaves no step behind", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 1 });
    const batchId = await launch(materials);
    await db().transaction((tx) => feedBatch(tx, batchId));
    await runChunk({ batchId, number: 0 }, stop.signal);
    expect((await booksOf(batchId)).items).toHaveLength(1);
    expect(await stepsOf(batchId)).toEqual([]);
  });
});
