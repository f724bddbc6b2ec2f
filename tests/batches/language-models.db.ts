import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { takeChunk } from "#db/queries/batches/chunks.ts";
import { reserveCalls } from "#db/queries/batches/reserve-calls.ts";
import { archiveModelsOf } from "#db/queries/models.ts";
import { batchChunks, providerBatches } from "#db/schema/batches.ts";
import { models } from "#db/schema/models.ts";
import { attempts, spendBuckets } from "#db/schema/spend.ts";
import { launchBatch } from "#lib/batches/launch/launch-batch.ts";
import { previewBatch } from "#lib/batches/launch/preview-batch.ts";
import { retryBatch } from "#lib/batches/run/control-batch.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { writeCallKey } from "#lib/calls/call-key.ts";
import { explainItem } from "#lib/explanations/explain-item.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { runTrial } from "#lib/trials/run-trial.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import {
  booksOf,
  launch,
  type MaterialOptions,
  makeMaterials,
  operator,
  untilState,
  workHere,
} from "./batch-fixture.ts";

vi.setConfig({ testTimeout: 90_000 });

const languages = ["en", "de", "fr"];

/** Materials whose German asks a second model, ten times as dear, and that model. */
async function twoModels(options: MaterialOptions, ofSecond: Partial<MaterialOptions> = {}) {
  const dear = { rows: 1, prices: { input: "10", output: "40" }, ...ofSecond };
  const { modelId: second } = await makeMaterials({ ...options, ...dear });
  const languageOverrides = { de: { modelId: second } };
  const materials = await makeMaterials({ ...options, languages, languageOverrides });
  return { materials, second };
}

const askedBy = (entries: { language: string | null; modelId: string }[]) =>
  [...new Set(entries.map(({ language, modelId }) => `${language} ${modelId}`))].sort();

describeOnDatabase("a batch whose languages ask different models", () => {
  let provider: TestProvider;
  const stop = new AbortController();
  beforeAll(async () => {
    provider = await startProvider();
    provider.behave(() => ({ do: "answer", text: '{"title":"Round"}' }));
  });
  afterAll(() => provider.stop());

  const chunksOf = (batchId: string) =>
    db()
      .select({ number: batchChunks.number, seqs: batchChunks.seqs, state: batchChunks.state })
      .from(batchChunks)
      .where(eq(batchChunks.batchId, batchId))
      .orderBy(asc(batchChunks.number));

  async function launched(options: Partial<MaterialOptions> = {}) {
    const { materials, second } = await twoModels({ providerUrl: provider.url, rows: 3, ...options });
    const batchId = await launch(materials);
    await db().transaction((tx) => feedBatch(tx, batchId));
    return { materials, second, batchId };
  }

  test("asks each language's own, keeps their items apart, and its ledger has each at its price", async () => {
    const { materials, second, batchId } = await launched();
    expect((await chunksOf(batchId)).map(({ seqs }) => seqs)).toEqual([
      [0, 2, 3, 5, 6, 8],
      [1, 4, 7],
    ]);
    for (const number of [0, 1]) await runChunk({ batchId, number }, stop.signal);
    const { batch, items, entries } = await booksOf(batchId);
    expect(items.map(({ state }) => state)).toEqual(Array(9).fill("succeeded"));
    expect(askedBy(entries)).toEqual(
      [`de ${second}`, `en ${materials.modelId}`, `fr ${materials.modelId}`].sort(),
    );
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(batch.spent);
    const costOf = (language: string) =>
      entries.filter((entry) => entry.language === language).map(({ cost }) => Number(cost));
    expect(costOf("de")[0]).toBeCloseTo(10 * (costOf("en")[0] ?? 0), 12);
    const buckets = await db().select().from(spendBuckets).where(eq(spendBuckets.runId, batchId));
    const bySecond = buckets.filter(({ modelId }) => modelId === second);
    expect(sumAmounts(bySecond.map(({ settled }) => settled))).toBe(
      sumAmounts(entries.filter(({ modelId }) => modelId === second).map(({ cost }) => cost)),
    );
    const [view, german, french] = await Promise.all([
      viewBatch(operator, batchId),
      explainItem(operator, batchId, 1),
      explainItem(operator, batchId, 2),
    ]);
    expect(view).toMatchObject({
      value: {
        model: { id: materials.modelId },
        languageModels: [{ language: "de", models: [{ id: second }] }],
      },
    });
    expect(german).toMatchObject({ value: { model: { id: second }, runModel: { id: materials.modelId } } });
    expect(french).toMatchObject({ value: { model: { id: materials.modelId }, runModel: null } });
  });

  test("charges a call that was lost with its worker to its language's model", async () => {
    const { materials, second, batchId } = await launched();
    for (const [number, seq] of [
      [0, 0],
      [1, 1],
    ] as const) {
      const chunk = await takeChunk(db(), batchId, number);
      const key = writeCallKey({ seq, step: 0, call: 0, purpose: "generate", fallback: false });
      const owned = { batchId, number, fence: chunk?.fence ?? 0 };
      await reserveCalls(db(), batchId, [{ chunk: owned, calls: [{ key, amount: "0.001" }] }]);
      await runChunk({ batchId, number }, stop.signal);
    }
    const { batch, entries } = await booksOf(batchId);
    expect(batch).toMatchObject({ state: "succeeded", unknown: "0.002", reserved: "0" });
    const lost = entries.filter(({ kind }) => kind === "unknown");
    expect(askedBy(lost)).toEqual([`de ${second}`, `en ${materials.modelId}`].sort());
  });

  test("puts what failed back apart, and asks the same models again", async () => {
    const { second, batchId } = await launched();
    provider.behave(() => ({ do: "fail", status: 400, body: "no" }));
    for (const number of [0, 1]) await runChunk({ batchId, number }, stop.signal);
    provider.behave(() => ({ do: "answer", text: '{"title":"Round"}' }));
    const put = await retryBatch(operator, { id: batchId });
    expect(put).toMatchObject({ ok: true, value: { items: 9 } });
    const chunks = (await chunksOf(batchId)).filter(({ state }) => state !== "done");
    expect(chunks.map(({ seqs }) => seqs)).toEqual([
      [0, 2, 3, 5, 6, 8],
      [1, 4, 7],
    ]);
    for (const { number } of chunks) await runChunk({ batchId, number }, stop.signal);
    const { batch, entries } = await booksOf(batchId);
    expect(batch.state).toBe("succeeded");
    expect(askedBy(entries.filter(({ language }) => language === "de"))).toEqual([`de ${second}`]);
  });

  test("is reckoned at each language's price, and refuses a model that cannot be asked in its name", async () => {
    const { materials, second } = await twoModels({ providerUrl: provider.url, rows: 3 });
    const totalIn = async (some: string[]) => {
      const preview = await previewBatch(operator, { ...materials, languages: some });
      if (!preview.ok) throw new Error(preview.refusal.code);
      return preview.value;
    };
    const [en, de, all] = [await totalIn(["en"]), await totalIn(["de"]), await totalIn(languages)];
    const highOf = ({ cost }: typeof en) => Number(cost?.total.high.amount);
    expect(highOf(de) / highOf(en)).toBeCloseTo(10, 3);
    expect(highOf(all)).toBeCloseTo(2 * highOf(en) + highOf(de), 9);
    expect(Number(all.callBound?.amount)).toBeGreaterThan(Number(en.callBound?.amount));
    const { providerId = "" } = (await db().select().from(models).where(eq(models.id, second)))[0] ?? {};
    const unpriced = newId();
    await db().insert(models).values({ id: unpriced, providerId, name: "unpriced", kind: "text" });
    const other = await makeMaterials({
      ...{ providerUrl: provider.url, rows: 3, languages },
      languageOverrides: { de: { modelId: unpriced } },
    });
    const refusalOf = async (of = materials, some = languages) => {
      const launched = await launchBatch(operator, {
        ...{ name: "b", ...of, languages: some },
        budgetCap: { amount: "1", currency: "USD" },
      });
      return launched.ok ? null : launched.refusal;
    };
    expect(await refusalOf(other)).toMatchObject({
      ...{ code: "language_model_unpriced", params: { language: "de", model: "unpriced" } },
    });
    expect(await refusalOf(other, ["en"])).toBeNull();
    await archiveModelsOf(db(), providerId, new Date());
    expect(await refusalOf()).toMatchObject({ code: "language_model_archived", params: { language: "de" } });
  });

  test("is tried by the same models", async () => {
    const { materials, second } = await twoModels({ providerUrl: provider.url, rows: 3 });
    const { datasetId, templateVersionId, modelId } = materials;
    const trial = await launchTrial(operator, {
      ...{ datasetId, variants: [{ templateVersionId, modelId }], languages },
      sample: { size: 1, method: "first" },
    });
    if (!trial.ok) throw new Error(trial.refusal.code);
    await runTrial({ trialId: trial.value.id }, stop.signal);
    const entries = await db()
      .select()
      .from(attempts)
      .where(and(eq(attempts.runKind, "trial"), eq(attempts.runId, trial.value.id)));
    expect(askedBy(entries)).toEqual([`de ${second}`, `en ${modelId}`, `fr ${modelId}`].sort());
    const preview = await previewBatch(operator, materials);
    const spent = entries.reduce((sum, { cost }) => sum + Number(cost), 0);
    expect(preview.ok && Number(preview.value.cost?.total.expected.amount)).toBeCloseTo(3 * spent, 9);
  });

  test("writes what it always wrote where its template names none", async () => {
    const materials = await makeMaterials({
      ...{ providerUrl: provider.url, rows: 3, languages },
      languageOverrides: { de: { tone: "warm" } },
    });
    const batchId = await launch(materials);
    await db().transaction((tx) => feedBatch(tx, batchId));
    expect(await chunksOf(batchId)).toEqual([{ number: 0, seqs: null, state: "queued" }]);
    const batch = await findBatch(db(), batchId);
    expect(batch).toMatchObject({ stepModelIds: [], languageModelIds: [] });
  });
});

describeOnDatabase("a batch in the provider's batches of two models", () => {
  let sandbox: RunningSandbox;
  const folder = temporaryFolder();
  beforeAll(async () => {
    process.env.DATA_DIR = folder;
    sandbox = await startSandbox();
    await workHere();
  });
  afterAll(() => sandbox.close());

  const options = (more: Partial<MaterialOptions> = {}): MaterialOptions => ({
    ...{ providerUrl: `${sandbox.url}/v1`, rows: 40, batchDiscount: "0.5", ...more },
    provider: {
      ...{ kind: "sandbox", model: "sandbox-fast" },
      headers: { "x-sandbox-latency-ms": "0", "x-sandbox-batch-seconds": "0.2" },
    },
  });

  const undiscounted = (more: Partial<MaterialOptions>): MaterialOptions => {
    const { batchDiscount: _, ...rest } = options(more);
    return rest;
  };

  test("goes into a file for each, and each is paid at half its price", async () => {
    const { materials, second } = await twoModels(options());
    const id = await launch(materials, { mode: "provider-batch" });
    await untilState(id, ["succeeded"]);
    const { batch, items, entries } = await booksOf(id);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, seq) => seq));
    expect(askedBy(entries)).toEqual(
      [`de ${second}`, `en ${materials.modelId}`, `fr ${materials.modelId}`].sort(),
    );
    expect(entries.every(({ batchDiscount }) => Number(batchDiscount) === 0.5)).toBe(true);
    expect(batch).toMatchObject({ unknown: "0", reserved: "0" });
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(batch.spent);
    const files = await db().select().from(providerBatches).where(eq(providerBatches.batchId, id));
    expect(files.map(({ modelId, requests }) => [modelId, requests]).sort()).toEqual(
      [
        [materials.modelId, 80],
        [second, 40],
      ].sort(),
    );
  });

  test("is refused where one of them has no price there, and says which", async () => {
    const { modelId: second } = await makeMaterials(undiscounted({ rows: 1 }));
    const materials = await makeMaterials({
      ...options({ rows: 2, languages }),
      languageOverrides: { de: { modelId: second } },
    });
    await db().update(models).set({ name: "sandbox-dear" }).where(eq(models.id, second));
    const asked = { name: "b", ...materials, budgetCap: { amount: "1", currency: "USD" } };
    expect(await launchBatch(operator, { ...asked, mode: "provider-batch" })).toMatchObject({
      refusal: { code: "batch_price_unknown", params: { model: "sandbox-dear" } },
    });
    const launched = await launchBatch(operator, { ...asked, languages: ["en"], mode: "provider-batch" });
    expect(launched.ok).toBe(true);
  });

  describe("of a chain", () => {
    test("whose language asks two of them goes to none", async () => {
      const output = (name: string) => [{ name, type: "text" }];
      const steps = [
        { name: "facts", sections: { instruction: "Facts of {{ name }}." }, outputs: output("facts") },
        {
          name: "copy",
          sections: { instruction: "Copy {{ steps.facts.facts }}." },
          outputs: output("title"),
        },
      ];
      const { modelId: second } = await makeMaterials(options({ rows: 1 }));
      const launched = async (languageOverrides: MaterialOptions["languageOverrides"] & object) => {
        const materials = await makeMaterials({
          ...options({ rows: 2, steps, languages }),
          languageOverrides,
        });
        const asked = { name: "b", ...materials, budgetCap: { amount: "1", currency: "USD" } };
        return launchBatch(operator, { ...asked, mode: "provider-batch" });
      };
      expect(await launched({ de: { stepModelIds: { copy: second } } })).toMatchObject({
        refusal: { code: "step_models_not_batched" },
      });
      const all = await launched({ de: { modelId: second } });
      if (!all.ok) throw new Error(all.refusal.code);
      await untilState(all.value.id, ["succeeded"]);
      const { entries } = await booksOf(all.value.id);
      const german = entries.filter(({ language }) => language === "de");
      expect(askedBy(german)).toEqual([`de ${second}`]);
      expect(new Set(german.map(({ step }) => step))).toEqual(new Set([0, 1]));
    });
  });
});
