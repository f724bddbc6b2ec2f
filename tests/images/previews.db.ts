import sharp from "sharp";
import { expect, test } from "vitest";
import type { Actor } from "#lib/auth/actor.ts";
import { cleanAssets } from "#lib/images/clean-assets.ts";
import { runPreview } from "#lib/images/run-preview.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { ask, bring, call } from "./call-api.ts";
import { bottle } from "./some-pictures.ts";

process.env.DATA_DIR = temporaryFolder();
const reviewer: Actor = { memberId: newId(), name: "Rita", roles: ["reviewer"], via: "session" };
const going = new AbortController().signal;
const brought = async (ground = "#ffffff") =>
  (await bring(await bottle(ground).png().toBuffer(), "bottle.png")).body.id as string;

async function tried(assetId: string, operations: unknown[]) {
  const started = await call("POST", "/images/preview", { assetId, operations });
  expect(started).toMatchObject({ status: 202, body: { status: "queued" } });
  await runPreview({ previewId: started.body.id }, going);
  return (await call("GET", `/images/previews/${started.body.id}`)).body;
}

describeOnDatabase("trying operations on a picture", () => {
  test("gives an asset of its own, and leaves the original as it was", async () => {
    const assetId = await brought();
    const before = (await call("GET", `/assets/${assetId}`)).body;
    const preview = await tried(assetId, [
      { do: "cut-out" },
      { do: "background", fill: "#204060", shadow: true },
      { do: "fit", width: 900, height: 900, margin: 20, format: "webp" },
      { do: "label", language: "en" },
    ]);
    expect(preview).toMatchObject({
      status: "succeeded",
      failure: null,
      notes: [{ code: "picture_enlarged" }],
    });
    const made = (await call("GET", `/assets/${preview.resultId}`)).body;
    expect(made).toMatchObject({ width: 900, height: 900, mediaType: "image/webp", madeOf: assetId });
    expect(new Date(made.expiresAt).getTime()).toBeGreaterThan(Date.now());
    expect((await call("GET", `/assets/${assetId}`)).body).toEqual(before);
    const listed = (await call("GET", "/assets")).body.items.map(({ id }: { id: string }) => id);
    expect(listed).toContain(assetId);
    expect(listed).not.toContain(preview.resultId);
  });

  test("the result stays where somebody keeps it", async () => {
    const { resultId } = await tried(await brought("#fefefe"), [{ do: "enlarge", factor: 2 }]);
    expect((await call("POST", `/assets/${resultId}/keep`, {}, { actor: reviewer })).status).toBe(403);
    expect((await call("POST", `/assets/${resultId}/keep`, {})).status).toBe(200);
    await cleanAssets({}, going);
    expect((await call("GET", `/assets/${resultId}`)).body).toMatchObject({ width: 800, expiresAt: null });
    expect((await call("POST", `/assets/${newId()}/keep`, {})).status).toBe(404);
  });

  test("a job that runs a second time makes the same asset and nothing twice", async () => {
    const assetId = await brought("#fdfdfd");
    const operations = [{ do: "fit", width: 100, height: 100 }];
    const [first, second] = [await tried(assetId, operations), await tried(assetId, operations)];
    expect(second.resultId).toBe(first.resultId);
    await runPreview({ previewId: first.id }, going);
    expect((await call("GET", `/images/previews/${first.id}`)).body).toEqual(first);
  });

  test("what cannot be done well is told in the reader's language, with what to do", async () => {
    const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
    const uneven = await sharp({ create: { width: 90, height: 90, channels: 3, background: "#000", noise } })
      .png()
      .toBuffer();
    const { body } = await bring(uneven);
    const { id } = (
      await call("POST", "/images/preview", { assetId: body.id, operations: [{ do: "cut-out" }] })
    ).body;
    await runPreview({ previewId: id }, going);
    const failed = (await call("GET", `/images/previews/${id}`, undefined, { locale: "zh-CN" })).body;
    expect(failed).toMatchObject({ status: "failed", resultId: null, failure: { code: "cut_out_unsure" } });
    expect(failed.failure.message).toContain("背景不是纯色");
  });

  test("operations that make no sense are refused at their place", async () => {
    const assetId = await brought();
    const places = async (...operations: unknown[]) => {
      const { status, body } = await call("POST", "/images/preview", { assetId, operations });
      return { status, code: body.code, at: body.errors?.map(({ path }: { path: string }) => path) };
    };
    const margin = { do: "fit", width: 100, height: 100, margin: 50 };
    expect(await places({ do: "cut-out" }, margin)).toMatchObject({
      status: 422,
      at: ["operations.1.margin"],
    });
    expect(await places({ do: "label", heightPercent: 4 })).toMatchObject({
      status: 422,
      at: ["operations.0.heightPercent"],
    });
    expect(await places({ do: "background", fill: "red" })).toMatchObject({ status: 422 });
    expect(await places({ do: "edit", prompt: "a hat" })).toMatchObject({ status: 422 });
    expect(await places()).toMatchObject({ status: 422 });
    const gone = await call("POST", "/images/preview", { assetId: newId(), operations: [{ do: "cut-out" }] });
    expect(gone).toMatchObject({ status: 422, body: { code: "asset_not_found" } });
    const plain = { assetId, operations: [{ do: "cut-out" }] };
    expect((await ask("POST", "/images/preview", plain, { actor: reviewer })).status).toBe(403);
  });
});
