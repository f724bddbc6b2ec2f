import { sql } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { takeChunk } from "#db/queries/batches/chunks.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { findAsset } from "#db/queries/images/assets.ts";
import { insertDrawnCall } from "#db/queries/images/drawn-calls.ts";
import { insertModel, insertPrice, insertProvider } from "#db/queries/models.ts";
import { readItemChecks } from "#db/queries/review/item-checks.ts";
import { readCells } from "#db/queries/trials/cells.ts";
import { launchBatch } from "#lib/batches/launch/launch-batch.ts";
import { previewBatch } from "#lib/batches/launch/preview-batch.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { BatchReservations } from "#lib/calls/batch-reservations.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { readAsset } from "#lib/images/read-asset.ts";
import { viewAsset } from "#lib/images/view-assets.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { recheckOutputs } from "#lib/review/recheck-outputs.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import type { InputColumn } from "#lib/templates/template.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { runTrial } from "#lib/trials/run-trial.ts";
import { booksOf, launch, makeMaterials, operator } from "#tests/batches/batch-fixture.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedMember } from "../review/seed-batch.ts";
import { bring } from "./call-api.ts";
import { bottle } from "./some-pictures.ts";

vi.setConfig({ testTimeout: 60_000 });
process.env.DATA_DIR = temporaryFolder();

const going = new AbortController().signal;
const inputs: InputColumn[] = [
  { ...{ name: "photo", type: "picture", required: true, onMissing: "skip", sample: "" } },
  { ...{ name: "scene", type: "text", required: true, onMissing: "skip", sample: "" } },
];
const cap = { amount: "50", currency: "USD" };

describeOnBothDatabases("a step in which a model draws", () => {
  let sandbox: RunningSandbox;
  let drawingId: string;
  let writingId: string;
  let providerId: string;
  beforeAll(async () => {
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    await seedMember("Ada", ["admin"]);
    sandbox = await startSandbox();
    providerId = newId();
    const headers = { "x-sandbox-latency-ms": "0" };
    await insertProvider(db(), {
      ...{ id: providerId, name: "Draws", kind: "sandbox", baseUrl: `${sandbox.url}/v1` },
      ...{ headers, allowPrivateNetwork: true },
    });
    drawingId = await addModel("sandbox-picture", {
      inputPerMTok: "5",
      pictureInputPerMTok: "10",
      outputPerMTok: "40",
    });
    writingId = await addModel("sandbox-fast", { inputPerMTok: "0.15", outputPerMTok: "0.6" }, "text");
  });
  afterAll(() => sandbox.close());
  beforeEach(() => fetch(`${sandbox.url}/bill`, { method: "DELETE" }));

  async function addModel(
    name: string,
    price: { inputPerMTok: string; outputPerMTok: string; pictureInputPerMTok?: string; perImage?: string },
    kind: "text" | "image" = "image",
  ): Promise<string> {
    const id = newId();
    await insertModel(db(), { id, providerId, name, kind });
    await insertPrice(db(), {
      id: newId(),
      modelId: id,
      effectiveFrom: new Date(0),
      currency: "USD",
      ...price,
    });
    return id;
  }

  const edit = (more: object = {}) => ({
    ...{ name: "scene", kind: "edit-picture", source: "photo", field: "picture", modelId: drawingId },
    ...{ prompt: "Put it on {{ scene }}", size: "512x512", quality: "low", ...more },
  });
  const brought = async () =>
    (await bring(await bottle("#f4f4f4").png().toBuffer(), "bottle.png")).body.id as string;
  const billed = async () =>
    ((await (await fetch(`${sandbox.url}/bill`)).json()) as { total: { calls: number; pictures?: number } })
      .total;

  async function materialsOf(steps: object[], scenes: readonly string[]) {
    const photo = await brought();
    return makeMaterials({
      ...{ providerUrl: sandbox.url, rows: scenes.length, steps, inputs },
      valuesOf: (rowNumber) => ({ photo, scene: scenes[rowNumber - 1] ?? "" }),
    });
  }

  async function ran(batchId: string) {
    await db().transaction((tx) => feedBatch(tx, batchId));
    await runChunk({ batchId, number: 0 }, going);
    return booksOf(batchId);
  }

  test("draws candidates for each row by a prompt of its own, and pays each call from the cap", async () => {
    const { modelId: _, ...materials } = await materialsOf([edit({ count: 2 })], ["moss", "sand", "a bomb"]);
    expect(await launchBatch(operator, { name: "x", ...materials })).toMatchObject({
      refusal: { code: "cap_missing" },
    });
    const preview = await previewBatch(operator, { ...materials, budgetCap: cap });
    const high = preview.ok ? Number(preview.value.cost?.total.high.amount) : 0;
    const launched = await launchBatch(operator, { name: "Scenes", ...materials, budgetCap: cap });
    if (!launched.ok) throw new Error(JSON.stringify(launched.refusal));
    const batchId = launched.value.id;
    const { items, batch, entries } = await ran(batchId);
    expect(items.map(({ state, failure }) => failure?.code ?? state)).toEqual([
      ...["succeeded", "succeeded", "provider_refused"],
    ]);
    const paid = entries.filter(({ kind }) => kind === "settled");
    expect(paid).toHaveLength(2);
    for (const entry of paid)
      expect(entry).toMatchObject({ modelId: drawingId, pictures: 2, pictureOutputTokens: 136, step: 0 });
    expect(batch).toMatchObject({ state: "succeeded", reserved: "0", unknown: "0" });
    expect(Number(batch.spent)).toBe(Number(sumAmounts(entries.map(({ cost }) => cost))));
    expect(high).toBeGreaterThan(Number(batch.spent));
    expect(await billed()).toMatchObject({ calls: 2, pictures: 4 });
    const evidence = (await readSteps(db(), batchId, [0])).get(0)?.[0]?.evidence as {
      candidates: { assetId: string }[];
      prompt: string;
    };
    expect(evidence).toMatchObject({ kind: "drawn", prompt: "Put it on moss", modelId: drawingId });
    expect(evidence.candidates).toHaveLength(2);
    expect(items[0]?.output?.picture).toBe(evidence.candidates[0]?.assetId);
    expect(await findAsset(db(), evidence.candidates[1]?.assetId ?? "")).toMatchObject({
      ofStep: true,
      width: 512,
    });
  });

  const frameOf = (source: string) => ({
    ...{ name: "frame", kind: "picture", source, field: "main_image" },
    operations: [
      { do: "fit", width: 300, height: 300, format: "jpeg" },
      { do: "label", language: "en" },
    ],
  });

  test("stands in a chain: what was cut out is drawn around, then fitted and labelled", async () => {
    const cut = {
      name: "cut",
      kind: "picture",
      source: "photo",
      field: "cut",
      operations: [{ do: "cut-out" }],
    };
    const around = edit({ source: "steps.cut.cut", mayChange: "background" });
    const copy = {
      name: "copy",
      sections: { instruction: "Name what {{ steps.frame.main_image }} shows on {{ scene }}." },
      outputs: [{ name: "title", type: "text" }],
    };
    const materials = await materialsOf([cut, around, frameOf("steps.scene.picture"), copy], ["moss"]);
    const trial = await launchTrial(operator, {
      datasetId: materials.datasetId,
      variants: [{ templateVersionId: materials.templateVersionId, modelId: writingId }],
      sample: { size: 1, method: "first" },
    });
    if (!trial.ok) throw new Error(JSON.stringify(trial.refusal));
    await runTrial({ trialId: trial.value.id }, going);
    const [cell] = await readCells(db(), trial.value.id);
    expect(cell).toMatchObject({ status: "succeeded", calls: 2 });
    expect(Number(cell?.cost)).toBeGreaterThan(0.005);
    const batchId = await launch({ ...materials, modelId: writingId });
    const { items, entries } = await ran(batchId);
    expect(items.map(({ state, failure }) => failure?.code ?? state)).toEqual(["succeeded"]);
    expect(entries.map(({ step, modelId }) => [step, modelId])).toEqual(
      expect.arrayContaining([
        [1, drawingId],
        [3, writingId],
      ]),
    );
    const steps = (await readSteps(db(), batchId, [0])).get(0) ?? [];
    const made = steps.find(({ name }) => name === "frame")?.output?.main_image;
    const { data } = await sharp((await readAsset(String(made)))?.bytes)
      .extract({ left: 10, top: 20, width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const [red = 0, green = 0] = data;
    // Green as moss, where it was white.
    expect(green - red).toBeGreaterThan(15);
  });

  test("gives a later step all its candidates: a reviewer chooses among finished ones, and each has its checks", async () => {
    const materials = await materialsOf([edit({ count: 3 }), frameOf("steps.scene.picture")], ["moss"]);
    const { modelId: _, ...asked } = materials;
    const launched = await launchBatch(operator, { name: "Scenes", ...asked, budgetCap: cap });
    if (!launched.ok) throw new Error(JSON.stringify(launched.refusal));
    const batchId = launched.value.id;
    const { items } = await ran(batchId);
    const own = String(items[0]?.output?.main_image);
    const viewed = await viewAsset(operator, own);
    if (!viewed.ok) throw new Error(viewed.refusal.code);
    const [first, , third = ""] = viewed.value.candidateIds;
    expect(viewed.value.candidateIds).toHaveLength(3);
    expect(first).toBe(own);
    expect(await findAsset(db(), third)).toMatchObject({ width: 300, height: 300, mediaType: "image/jpeg" });
    const aboutOf = (checks: readonly Verdict[]) =>
      checks
        .filter(({ kind }) => kind === "picture")
        .map(({ field, evidence }) => [field, evidence?.assetId]);
    const before = await readItemChecks(db(), batchId, [0]);
    expect(aboutOf(before?.outputs[0]?.checks ?? [])).toContainEqual(["main_image", own]);

    await db().transaction(async (tx) => {
      await tx.execute(sql`
        update batch_items set output = jsonb_build_object('main_image', ${third}::text), output_version = 2
        where batch_id = ${batchId}`);
      await recheckOutputs(tx, [{ batchId, seq: 0 }]);
    });
    const after = await readItemChecks(db(), batchId, [0]);
    const made = aboutOf(after?.outputs[0]?.checks ?? []);
    expect(made).toContainEqual(["main_image", third]);
    expect(made).not.toContainEqual(["main_image", own]);
  });

  test("enlarges by a server, one after the other within what the cap bears", async () => {
    const enlargingId = await addModel("sandbox-upscaler", {
      inputPerMTok: "0",
      outputPerMTok: "0",
      perImage: "1",
    });
    const materials = await materialsOf([edit({ task: "enlarge", modelId: enlargingId })], ["a", "b", "c"]);
    const batchId = await launch(materials, { budgetCap: { amount: "2", currency: "USD" } });
    const { batch, items, entries } = await ran(batchId);
    expect(entries.filter(({ kind }) => kind === "settled")).toHaveLength(2);
    expect(batch).toMatchObject({
      spent: "2",
      reserved: "0",
      state: "paused",
      pausedFor: { code: "over_budget" },
    });
    expect(await findAsset(db(), String(items[0]?.output?.picture))).toMatchObject({
      width: 800,
      height: 1_200,
    });
  });

  // As a worker leaves it that was killed after it had kept the pictures, and before it took down what they cost.
  test("is given what a worker had drawn that was killed, and pays nobody twice", async () => {
    const materials = await materialsOf([edit()], ["moss"]);
    const batchId = await launch(materials);
    await db().transaction((tx) => feedBatch(tx, batchId));
    const chunk = await takeChunk(db(), batchId, 0);
    if (!chunk) throw new Error("The batch has no chunk.");
    const call = { key: "0.0.0.g", amount: "0.7" };
    expect(await new BatchReservations(batchId).reserve(chunk, [call], going)).toMatchObject({
      kind: "reserved",
    });
    const assetId = await brought();
    const drawn = { assetId, width: 400, height: 600, seed: null };
    await insertDrawnCall(db(), { runId: batchId, place: "0.0.0", pictures: [drawn] });
    await runChunk({ batchId, number: 0 }, going);
    const { items, batch, entries } = await booksOf(batchId);
    expect(items).toMatchObject([{ state: "succeeded", output: { picture: assetId } }]);
    expect((await billed()).calls).toBe(0);
    expect(entries.filter(({ kind }) => kind !== "released")).toMatchObject([
      { kind: "unknown", outcome: "worker_lost", cost: "0.700000000000", modelId: drawingId },
    ]);
    expect(batch).toMatchObject({ spent: "0", unknown: "0.7", reserved: "0", state: "succeeded" });
  });

  test("shows in review what was drawn with it, in its order", async () => {
    const { modelId: _, ...materials } = await materialsOf([edit({ count: 3 })], ["sand"]);
    const launched = await launchBatch(operator, { name: "Scenes", ...materials, budgetCap: cap });
    if (!launched.ok) throw new Error(JSON.stringify(launched.refusal));
    const { items } = await ran(launched.value.id);
    const own = String(items[0]?.output?.picture);
    const viewed = await viewAsset(operator, own);
    if (!viewed.ok) throw new Error(viewed.refusal.code);
    expect(viewed.value.candidateIds).toHaveLength(3);
    expect(viewed.value.candidateIds[0]).toBe(own);
    const second = await viewAsset(operator, viewed.value.candidateIds[1] ?? "");
    expect(second).toMatchObject({ value: { candidateIds: viewed.value.candidateIds } });
  });

  test("is refused a model that writes, one without a price for pictures, and a provider's batch", async () => {
    const refusalOf = async (steps: object[], more: object = {}) => {
      const materials = await materialsOf(steps, ["moss"]);
      const launched = await launchBatch(operator, { name: "x", ...materials, budgetCap: cap, ...more });
      return launched.ok ? null : launched.refusal.code;
    };
    const unpriced = await addModel("free", { inputPerMTok: "1", outputPerMTok: "0" });
    expect(await refusalOf([edit({ modelId: writingId })])).toBe("model_not_for_pictures");
    expect(await refusalOf([edit({ modelId: unpriced })])).toBe("unknown_price");
    expect(await refusalOf([edit()], { mode: "provider-batch" })).toBe("step_models_not_batched");
  });
});
