import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { beforeEach, expect, test, vi } from "vitest";
import { aigcLabel } from "#lib/ai-label.ts";
import { openCutOutModel } from "#lib/images/cut-out-model.ts";
import { runModel } from "#lib/images/inference/own-model.ts";
import { applyOperations } from "#lib/images/operations/apply-operations.ts";
import { readMask } from "#lib/images/operations/model-mask.ts";
import { operationsSchema } from "#lib/images/operations/operation.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { writeCutOutModel } from "./write-cut-out-model.ts";

vi.setConfig({ testTimeout: 60_000 });
const { signal } = new AbortController();
const folder = temporaryFolder();
const written = (model?: Parameters<typeof writeCutOutModel>[1]) => writeCutOutModel(folder, model);
beforeEach(() => {
  delete process.env.CUT_OUT_MODEL;
  delete process.env.CUT_OUT_MODEL_KIND;
});

const DISC = [32, 48, 96];

/** A dark disc of 60 pixels on a ground of many light colours. */
const lively = await onDisc((_, at) => 205 + ((at * 7919) % 50));

/** A disc on a ground; its edge is mixed of both over eight pixels, as a lens does. */
async function onDisc(groundAt: (colour: number, at: number) => number): Promise<Buffer> {
  const [width, height] = [300, 200];
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const away = Math.hypot((at % width) - 150, Math.floor(at / width) - 100);
    const share = Math.min(1, Math.max(0, (64 - away) / 8));
    for (const [colour, own] of DISC.entries())
      pixels[at * 3 + colour] = Math.round(share * own + (1 - share) * groundAt(colour, at * 3 + colour));
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

async function opened(path: string, kind?: string) {
  process.env.CUT_OUT_MODEL = path;
  if (kind) process.env.CUT_OUT_MODEL_KIND = kind;
  return openCutOutModel(signal);
}

async function cutOut(picture: Buffer, path: string, kind?: string) {
  const model = await opened(path, kind);
  if (!model.ok) throw new Error(JSON.stringify(model.refusal));
  const operations = operationsSchema.parse([{ do: "cut-out", by: "model" }]);
  return applyOperations(picture, operations, {
    ...{ aigc: aigcLabel("", "item-1"), readScene: async () => null, signal, cutOutModel: model.value },
  });
}

async function opacityOf(bytes: Buffer): Promise<(x: number, y: number) => number> {
  const { data, info } = await sharp(bytes)
    .ensureAlpha()
    .extractChannel(3)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return (x, y) => data[y * info.width + x] ?? -1;
}

test("a subject is cut out of a lively ground by a model, in the picture's own size", async () => {
  const made = await cutOut(lively, written({ side: 128 }));
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  expect(made.value.notes).toEqual([]);
  expect(await sharp(made.value.bytes).metadata()).toMatchObject({ width: 300, height: 200, format: "png" });
  const opacity = await opacityOf(made.value.bytes);
  expect([opacity(150, 100), opacity(150, 45), opacity(5, 5), opacity(150, 30), opacity(290, 190)]).toEqual([
    ...[255, 255, 0, 0, 0],
  ]);
  expect(made.value.subject?.likeness).toBeGreaterThan(0.9);
});

// rembg 842, U-2-Net 75: what a camera mixed at an edge stays as a rim of the old ground on the new one.
test("an edge keeps nothing of its old ground's colour", async () => {
  const onGreen = await onDisc((colour) => [150, 250, 150][colour] ?? 0);
  const made = await cutOut(onGreen, written({ side: 256, steepness: 12, darkerThan: 0.5 }));
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  const { data, info } = await sharp(made.value.bytes).raw().toBuffer({ resolveWithObject: true });
  const edge = [];
  for (let x = 0; x < info.width; x++) {
    const [red = 0, green = 0, blue = 0, opacity = 0] = data.subarray((100 * info.width + x) * 4);
    if (opacity > 60 && opacity < 235) edge.push(green - (red + blue) / 2);
  }
  // Of the disc it is -16, of the ground 100, and of both as they were mixed up to 72.
  expect(edge.length).toBeGreaterThan(4);
  expect(Math.max(...edge)).toBeLessThan(30);
});

test("each kind of model is given colours as it was trained, and shares and odds are read alike", async () => {
  for (const kind of ["u2net", "isnet", "birefnet", "modnet"] as const)
    for (const gives of ["shares", "odds"] as const) {
      const made = await cutOut(lively, written({ kind, gives, side: 128 }), kind);
      if (!made.ok) throw new Error(JSON.stringify(made.refusal));
      const opacity = await opacityOf(made.value.bytes);
      expect([opacity(150, 100), opacity(5, 5)], `${kind} ${gives}`).toEqual([255, 0]);
    }
});

test("a model of no size of its own looks at what its kind does, and one that has a size at that", async () => {
  const sizes = [];
  for (const [kind, side] of [["u2net"], ["modnet"], ["isnet", 256]] as const) {
    const model = await opened(written({ kind, ...(side && { side }) }), kind);
    sizes.push(model.ok && [model.value.width, model.value.height]);
  }
  expect(sizes).toEqual([
    [320, 320],
    [512, 512],
    [256, 256],
  ]);
});

test("a model that finds nothing, everything or does not know is said to, and nothing is cut out", async () => {
  const why = async (model: Parameters<typeof written>[0]) => {
    const made = await cutOut(lively, written({ side: 128, ...model }));
    return made.ok ? made.value.notes : [made.refusal.code, made.refusal.params?.why];
  };
  expect(await why({ darkerThan: -1 })).toEqual(["cut_out_model_unsure", "nothing"]);
  expect(await why({ darkerThan: 2 })).toEqual(["cut_out_model_unsure", "everything"]);
  expect(await why({ steepness: 0.01 })).toEqual(["cut_out_model_unsure", "unsure"]);
});

test("a wide soft edge is told with what was cut out", () => {
  const line = Float32Array.from({ length: 100 }, (_, at) => Math.min(1, Math.max(0, (at - 20) / 30)));
  const mask = readMask({ values: line, dims: [1, 1, 1, 100] });
  expect(mask?.found && mask.softShare).toBeCloseTo(23 / 65, 1);
});

test("specks that a model takes for subject beside it are ground", () => {
  const [width, height] = [100, 100];
  const isSubject = (at: number) => at % width >= 20 && at % width < 80 && at >= 3_000 && at < 8_000;
  const values = Float32Array.from({ length: width * height }, (_, at) =>
    Number(isSubject(at) || at === 505),
  );
  const mask = readMask({ values, dims: [1, 1, height, width] });
  expect(mask?.found && [mask.mask[505], mask.mask[5_050]]).toEqual([0, 255]);
});

test("a file that is no such model is refused with why, and another one in its place is taken", async () => {
  const why = async (path: string) => {
    const model = await opened(path);
    return model.ok ? "ready" : model.refusal.params?.why;
  };
  const good = written({ side: 64 });
  const file = readFileSync(good);
  const path = join(folder, "changing.onnx");
  expect(await why(path)).toBe("not_found");
  writeFileSync(path, "<!doctype html><title>Not found</title>");
  expect(await why(path)).toBe("failed");
  expect(await openCutOutModel(signal)).toMatchObject({
    refusal: { params: { said: "Failed to load model because protobuf parsing failed" } },
  });
  writeFileSync(path, file.subarray(0, file.length - 40));
  expect(await why(path)).toBe("failed");
  writeFileSync(path, readFileSync(written({ channels: 2 })));
  expect(await why(path)).toBe("shape");
  writeFileSync(path, readFileSync(written({ side: 8 })));
  expect(await why(path)).toBe("shape");
  truncateSync(path, 501_000_000);
  expect(await why(path)).toBe("too_large");
  writeFileSync(path, file);
  expect(await why(path)).toBe("ready");
});

test("a model that wants more memory than it may have is told so, and the next picture is cut out", async () => {
  // 2,048² in 200 channels of four bytes are 3.4 GB.
  const hungry = await cutOut(lively, written({ side: 2_048, wide: 200 }));
  expect(hungry).toMatchObject({ refusal: { code: "cut_out_model_unusable", params: { why: "memory" } } });
  expect((await cutOut(lively, written({ side: 128 }))).ok).toBe(true);
});

test("a run that nobody waits for any more is ended, and the next one is done", async () => {
  const left = new AbortController();
  const slow = await opened(written({ side: 1_024, wide: 60 }));
  if (!slow.ok) throw new Error(slow.refusal.code);
  const values = new Float32Array(3 * 1_024 * 1_024);
  const running = runModel(slow.value, { values, dims: [1, 3, 1_024, 1_024] }, left.signal);
  setTimeout(() => left.abort(), 20);
  await expect(running).rejects.toThrow("aborted");
  expect((await cutOut(lively, written({ side: 128 }))).ok).toBe(true);
});
