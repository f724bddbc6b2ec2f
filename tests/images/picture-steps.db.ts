import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { findAsset, listAssets } from "#db/queries/images/assets.ts";
import { readCells } from "#db/queries/trials/cells.ts";
import { assets, madePictures } from "#db/schema/images.ts";
import { prices } from "#db/schema/models.ts";
import { launchBatch } from "#lib/batches/launch/launch-batch.ts";
import { previewBatch } from "#lib/batches/launch/preview-batch.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { viewBatch } from "#lib/batches/view/view-batch.ts";
import { readAsset } from "#lib/images/read-asset.ts";
import { newId } from "#lib/new-id.ts";
import { evaluatorSpecSchema } from "#lib/templates/evaluator-spec.ts";
import type { InputColumn } from "#lib/templates/template.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { runTrial } from "#lib/trials/run-trial.ts";
import { viewTrial } from "#lib/trials/view-trial.ts";
import { booksOf, launch, makeMaterials, operator } from "#tests/batches/batch-fixture.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedMember } from "../review/seed-batch.ts";
import { bring } from "./call-api.ts";
import { bottle } from "./some-pictures.ts";

vi.setConfig({ testTimeout: 60_000 });
process.env.DATA_DIR = temporaryFolder();

const going = new AbortController().signal;
const photo: InputColumn = {
  ...{ name: "photo", type: "picture", required: true, onMissing: "skip", sample: "" },
};
const cut = {
  ...{ name: "cut", kind: "picture", source: "photo", field: "main_image" },
  operations: [
    { do: "cut-out" },
    { do: "background", fill: "#ffffff", shadow: false },
    { do: "fit", width: 500, height: 500, margin: 20, format: "jpeg" },
    { do: "label", language: "en" },
  ],
};

describeOnBothDatabases("a step that makes a picture", () => {
  let provider: TestProvider;
  beforeAll(async () => {
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    await seedMember("Ada", ["admin"]);
    provider = await startProvider();
  });
  afterAll(() => provider.stop());
  beforeEach(() => provider.behave(() => ({ do: "answer", text: '{"title":"Round"}' })));

  const grounds = ["#f0f0f0", "#eef2ff", "#fdf6e3"];
  const brought = async (ground: string) =>
    (await bring(await bottle(ground).png().toBuffer(), "bottle.png")).body.id as string;
  // Nothing on it has one colour: it cannot be cut out.
  const busy = async () => {
    const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
    const picture = sharp({ create: { width: 200, height: 200, channels: 3, background: "#888888", noise } });
    return (await bring(await picture.png().toBuffer(), "busy.png")).body.id as string;
  };

  async function materialsOf(
    steps: object[],
    photos: readonly string[],
    more: Partial<Parameters<typeof makeMaterials>[0]> = {},
  ) {
    return makeMaterials({
      ...more,
      ...{ providerUrl: provider.url, rows: photos.length, steps, inputs: [photo] },
      valuesOf: (rowNumber) => ({ photo: photos[rowNumber - 1] ?? "" }),
    });
  }

  async function ran(batchId: string) {
    await db().transaction((tx) => feedBatch(tx, batchId));
    await runChunk({ batchId, number: 0 }, going);
    return booksOf(batchId);
  }

  test("has a cap where models look at what is made, in the currency that they are paid in", async () => {
    const judge = evaluatorSpecSchema.parse({ name: "tone", kind: "judge", rubric: "Calm.", modelId: "" });
    const { modelId, ...materials } = await materialsOf([cut], [await brought(grounds[0] ?? "")], {
      evaluators: [judge],
      checks: [{ kind: "judge", evaluator: "tone", severity: "warn" }],
    });
    const [price] = await db().select().from(prices).where(eq(prices.modelId, modelId));
    if (!price) throw new Error("No price.");
    await db()
      .insert(prices)
      .values({ ...price, id: newId(), currency: "CNY", effectiveFrom: new Date() });
    const preview = await previewBatch(operator, materials);
    if (!preview.ok) throw new Error(JSON.stringify(preview.refusal));
    const { paysModel, currency, cost } = preview.value;
    expect({ paysModel, currency }).toEqual({ paysModel: true, currency: "CNY" });
    expect(Number(cost?.total.high.amount)).toBeGreaterThan(0);
    expect(await launchBatch(operator, { name: "Looked at", ...materials })).toMatchObject({
      ...{ ok: false, refusal: { code: "cap_missing" } },
    });
    provider.behave(() => ({ do: "answer", text: '{"score":1,"reason":"Loud."}' }));
    const budgetCap = { amount: "1", currency };
    const launched = await launchBatch(operator, { name: "Looked at", ...materials, budgetCap });
    if (!launched.ok) throw new Error(JSON.stringify(launched.refusal));
    const { entries, items } = await ran(launched.value.id);
    expect(entries.filter(({ kind }) => kind === "settled")).toHaveLength(1);
    expect(items[0]).toMatchObject({ state: "succeeded" });
    expect(items[0]?.checks).toContainEqual(expect.objectContaining({ kind: "judge", verdict: "warn" }));
  });

  test("is a batch by itself: without a model, without a cap, for nothing", async () => {
    const photos = [...(await Promise.all(grounds.map(brought))), await busy(), ""];
    const { modelId: _, ...materials } = await materialsOf([cut], photos);
    const preview = await previewBatch(operator, materials);
    expect(preview).toMatchObject({
      ok: true,
      value: {
        ...{ paysModel: false, shortBudgets: [] },
        cost: { total: { high: { amount: "0" } }, shares: { skipped: 0 } },
      },
    });
    const launched = await launchBatch(operator, { name: "Pictures", ...materials });
    if (!launched.ok) throw new Error(JSON.stringify(launched.refusal));
    const batchId = launched.value.id;
    const { items, batch, entries } = await ran(batchId);
    expect(entries).toEqual([]);
    expect(batch).toMatchObject({ state: "succeeded", spent: "0", reserved: "0", cap: "0" });
    expect(items.map(({ state, failure }) => failure?.code ?? state)).toEqual([
      ...["succeeded", "succeeded", "succeeded"],
      ...["cut_out_unsure", "input_missing"],
    ]);
    const made = String(items[0]?.output?.main_image);
    const asset = await findAsset(db(), made);
    expect(asset).toMatchObject({ width: 500, height: 500, mediaType: "image/jpeg", madeOf: photos[0] });
    expect(asset?.expiresAt).toBeNull();
    const evidence = (await readSteps(db(), batchId, [0])).get(0)?.[0]?.evidence;
    expect(evidence).toMatchObject({ sourceId: photos[0], facts: { label: { seen: true, embedded: true } } });
    expect(items[0]?.checks).toMatchObject([
      { kind: "picture", verdict: "pass", field: "main_image", message: { code: "picture_fits" } },
    ]);
    const view = await viewBatch(operator, batchId);
    expect(view).toMatchObject({ ok: true, value: { model: null, simulated: false } });
    const listed = (await listAssets(db(), { beforeId: undefined, limit: 100 })).map(
      ({ asset: { id } }) => id,
    );
    expect(listed).toEqual(expect.arrayContaining(photos.slice(0, 4)));
    expect(listed).not.toContain(made);
  });

  test("needs a model and a cap again where a later step asks one, which is shown what was made", async () => {
    const photos = [await brought("#ddeedd")];
    const copy = {
      name: "copy",
      sections: { instruction: "Name what {{ steps.cut.main_image }} shows." },
      outputs: [{ name: "title", type: "text" }],
    };
    const result = ["cut.main_image", "copy.title"];
    const materials = await makeMaterials({
      ...{ providerUrl: provider.url, rows: 1, steps: [cut, copy], result, inputs: [photo] },
      valuesOf: () => ({ photo: photos[0] ?? "" }),
    });
    const { modelId: _, ...without } = materials;
    expect(await launchBatch(operator, { name: "x", ...without })).toMatchObject({
      refusal: { code: "model_missing" },
    });
    expect(await launchBatch(operator, { name: "x", ...materials })).toMatchObject({
      refusal: { code: "cap_missing" },
    });
    const { items, entries } = await ran(await launch(materials));
    expect(entries).toHaveLength(1);
    expect(items[0]).toMatchObject({ state: "succeeded", output: { title: "Round" } });
    const [prompt] = [...provider.billedPrompts().keys()].filter((text) => text.includes("Name what"));
    expect(prompt).toContain("Name what [picture 1] shows.");
  });

  test("is made once for one content and one way, whoever asks, and leaves the original alone", async () => {
    const source = await brought("#e8e0d8");
    const before = (await readAsset(source))?.bytes;
    const materials = await materialsOf([cut], [source]);
    const trial = await launchTrial(operator, {
      datasetId: materials.datasetId,
      variants: [{ templateVersionId: materials.templateVersionId }],
      sample: { size: 1, method: "first" },
    });
    if (!trial.ok) throw new Error(JSON.stringify(trial.refusal));
    await runTrial({ trialId: trial.value.id }, going);
    const [cell] = await readCells(db(), trial.value.id);
    expect(cell).toMatchObject({ status: "succeeded", calls: 0, cost: "0.000000000000" });
    expect(cell?.checks).toMatchObject([{ kind: "format" }, { kind: "picture", verdict: "pass" }]);
    const viewed = await viewTrial(operator, trial.value.id);
    expect(viewed).toMatchObject({
      ok: true,
      value: { variants: [{ modelId: null }], previews: [{ total: { high: { amount: "0" } } }] },
    });
    const batchId = await launch(materials);
    const { items } = await ran(batchId);
    expect(items[0]?.output).toEqual(cell?.output);
    const made = await db()
      .select()
      .from(madePictures)
      .where(eq(madePictures.assetId, String(items[0]?.output?.main_image)));
    expect(made).toHaveLength(1);
    expect((await readAsset(source))?.bytes).toEqual(before);
  });

  test("goes on from an earlier picture, and an asset that is gone fails its item alone", async () => {
    const frame = {
      ...{ name: "frame", kind: "picture", source: "steps.cut.main_image", field: "square" },
      operations: [{ do: "fit", width: 300, height: 300, format: "webp" }],
    };
    const photos = [await brought("#d0d8e0"), newId()];
    const materials = await materialsOf([cut, frame], photos);
    const { items } = await ran(await launch(materials));
    expect(items.map(({ state, failure }) => failure?.code ?? state)).toEqual(["succeeded", "picture_gone"]);
    // Where no step writes, the last picture is the output.
    expect(Object.keys(items[0]?.output ?? {})).toEqual(["square"]);
    const [square] = await db()
      .select()
      .from(assets)
      .where(eq(assets.id, String(items[0]?.output?.square)));
    const between = await findAsset(db(), square?.madeOf ?? "");
    expect(between).toMatchObject({ madeOf: photos[0], width: 500 });
    expect(square).toMatchObject({ width: 300, mediaType: "image/webp", ofStep: true });
  });
});
