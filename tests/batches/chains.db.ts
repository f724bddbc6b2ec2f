import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { takeChunk } from "#db/queries/batches/chunks.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { attempts } from "#db/schema/spend.ts";
import { resumeBatch } from "#lib/batches/run/control-batch.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { HeldChunk } from "#lib/batches/run/held-chunks.ts";
import { makeItem, prepareItem } from "#lib/batches/run/make-item.ts";
import { openChunk } from "#lib/batches/run/open-chunk.ts";
import { readOpenItems } from "#lib/batches/run/read-open-items.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
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

  test("of one step leaves no step behind", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 1 });
    const batchId = await launch(materials);
    await db().transaction((tx) => feedBatch(tx, batchId));
    await runChunk({ batchId, number: 0 }, stop.signal);
    expect((await booksOf(batchId)).items).toHaveLength(1);
    expect(await stepsOf(batchId)).toEqual([]);
  });
});
