import sharp from "sharp";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { readCells } from "#db/queries/trials/cells.ts";
import { feedBatch } from "#lib/batches/run/feed-batch.ts";
import { runChunk } from "#lib/batches/run/run-chunk.ts";
import { makePicture } from "#lib/images/make-picture.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";
import { runPreview } from "#lib/images/run-preview.ts";
import type { InputColumn } from "#lib/templates/template.ts";
import { launchTrial } from "#lib/trials/launch-trial.ts";
import { runTrial } from "#lib/trials/run-trial.ts";
import { booksOf, launch, makeMaterials, operator } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedMember } from "../review/seed-batch.ts";
import { bring, call } from "./call-api.ts";
import { bottleOnStripes } from "./some-pictures.ts";
import { writeCutOutModel } from "./write-cut-out-model.ts";

vi.setConfig({ testTimeout: 60_000 });
process.env.DATA_DIR = temporaryFolder();
const folder = temporaryFolder();
const { signal } = new AbortController();

const photo: InputColumn = {
  ...{ name: "photo", type: "picture", required: true, onMissing: "skip", sample: "" },
};
const cut = {
  ...{ name: "cut", kind: "picture", source: "photo", field: "main_image" },
  operations: [
    { do: "cut-out", by: "model" },
    { do: "background", fill: "#ffffff" },
    { do: "fit", width: 300, height: 300, format: "jpeg" },
  ],
};

describeOnDatabase("cutting out by a model of the installation's own", () => {
  let source: string;
  beforeAll(async () => {
    process.env.ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");
    await seedMember("Ada", ["admin"]);
    source = (await bring(await bottleOnStripes(), "striped.png")).body.id;
  });
  beforeEach(() => {
    delete process.env.CUT_OUT_MODEL;
  });

  const materials = () =>
    makeMaterials({
      ...{ providerUrl: "http://127.0.0.1:9", rows: 1, steps: [cut], inputs: [photo] },
      valuesOf: () => ({ photo: source }),
    });
  async function ran(batchId: string) {
    await db().transaction((tx) => feedBatch(tx, batchId));
    await runChunk({ batchId, number: 0 }, signal);
    return (await booksOf(batchId)).items[0];
  }

  test("is a step of a trial and a batch, which make one picture of one model", async () => {
    process.env.CUT_OUT_MODEL = writeCutOutModel(folder, { side: 128 });
    const own = await materials();
    const trial = await launchTrial(operator, {
      datasetId: own.datasetId,
      variants: [{ templateVersionId: own.templateVersionId }],
      sample: { size: 1, method: "first" },
    });
    if (!trial.ok) throw new Error(JSON.stringify(trial.refusal));
    await runTrial({ trialId: trial.value.id }, signal);
    const [cell] = await readCells(db(), trial.value.id);
    const item = await ran(await launch(own));
    expect(item).toMatchObject({ state: "succeeded", output: cell?.output });
    expect(item?.checks).toMatchObject([{ kind: "picture", verdict: "pass" }]);
  });

  test("another model makes another picture, and so does the same file as another kind", async () => {
    const operations = operationsSchema.parse(cut.operations);
    const { memberId } = operator;
    const made = async (path: string, kind?: string) => {
      process.env.CUT_OUT_MODEL = path;
      if (kind) process.env.CUT_OUT_MODEL_KIND = kind;
      else delete process.env.CUT_OUT_MODEL_KIND;
      const answer = await makePicture({ source, operations, memberId }, signal);
      return answer.ok ? answer.value.assetId : answer.refusal.code;
    };
    const all = writeCutOutModel(folder, { side: 128 });
    const dark = writeCutOutModel(folder, { side: 128, darkerThan: 0.35 });
    const [first, other, again] = [await made(all), await made(dark), await made(all)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(await made(all, "modnet")).not.toBe(first);
    delete process.env.CUT_OUT_MODEL_KIND;
  });

  test("fails its item with what is missing where no model is set up, or the file is none", async () => {
    expect(await ran(await launch(await materials()))).toMatchObject({
      ...{ state: "failed", failure: { code: "cut_out_model_missing" } },
    });
    process.env.CUT_OUT_MODEL = `${folder}/none.onnx`;
    expect(await ran(await launch(await materials()))).toMatchObject({
      ...{ state: "failed", failure: { code: "cut_out_model_unusable", params: { why: "not_found" } } },
    });
  });

  test("is offered with the model's name, and told in the reader's language where it cannot be", async () => {
    const offered = async () =>
      (await call("GET", "/images/cut-out-model", undefined, { locale: "zh-CN" })).body;
    expect(await offered()).toMatchObject({ state: "none", model: null });
    const path = writeCutOutModel(folder, { side: 128 });
    process.env.CUT_OUT_MODEL = path;
    const { model, ...told } = await offered();
    expect(told).toEqual({ state: "ready", failure: null });
    expect(model).toMatchObject({ name: path.split("/").at(-1), kind: "u2net", width: 128, height: 128 });
    expect(JSON.stringify(model)).not.toContain(folder);
    process.env.CUT_OUT_MODEL = writeCutOutModel(folder, { channels: 2 });
    const unusable = await offered();
    expect(unusable.state).toBe("unusable");
    expect(unusable.failure.message).toContain("应为单通道蒙版");
  });

  test("is tried in a preview, and a picture with nothing on it is told there", async () => {
    process.env.CUT_OUT_MODEL = writeCutOutModel(folder, { side: 128 });
    const blank = await sharp({ create: { width: 200, height: 200, channels: 3, background: "#f8f8f8" } })
      .png()
      .toBuffer();
    const tried = async (assetId: string) => {
      const { id } = (await call("POST", "/images/preview", { assetId, operations: cut.operations })).body;
      await runPreview({ previewId: id }, signal);
      return (await call("GET", `/images/previews/${id}`)).body;
    };
    expect(await tried(source)).toMatchObject({ status: "succeeded", notes: [] });
    expect(await tried((await bring(blank, "blank.png")).body.id)).toMatchObject({
      ...{ status: "failed", failure: { code: "cut_out_model_unsure", params: { why: "nothing" } } },
    });
  });
});
