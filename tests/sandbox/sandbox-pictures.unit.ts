import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { picture } from "#lib/models/endpoints/picture.ts";
import type { DrawRequest } from "#lib/models/endpoints/pictures/picture-request.ts";
import { askForModels } from "#lib/models/list-offered-models.ts";
import { costOf } from "#lib/models/price.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { callable } from "../models/callable.ts";

vi.setConfig({ testTimeout: 30_000 });

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const price = { ...callable({}).price, inputPerMTok: "5", pictureInputPerMTok: "10", outputPerMTok: "40" };
const headers = { "x-sandbox-latency-ms": "0" };
const drawing = () =>
  callable({
    name: "sandbox-picture",
    providerKind: "sandbox",
    baseUrl: `${sandbox.url}/v1`,
    price,
    headers,
  });
const server = (name: string) =>
  callable({
    ...{ name, providerKind: "stable-diffusion", baseUrl: sandbox.url, apiKey: null, headers },
    price: { ...price, perImage: "0.002" },
  });
const solid = async (colour: string, width = 300, height = 400) => ({
  bytes: await sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer(),
  mediaType: "image/png",
});
const draw = (more: Partial<DrawRequest> = {}): DrawRequest => ({
  ...{ task: "draw", prompt: "On green moss", count: 1, size: "512x768", quality: "low" },
  ...more,
});
const bill = async () => (await (await fetch(`${sandbox.url}/bill`)).json()) as never;

async function drawn(model: ReturnType<typeof drawing>, request: Parameters<typeof picture.call>[1]) {
  const outcome = await picture.call(model, request);
  if (outcome.kind !== "answered") throw new Error(JSON.stringify(outcome));
  return outcome;
}

async function colourAt(bytes: Uint8Array, left: number, top: number) {
  const { data } = await sharp(bytes)
    .removeAlpha()
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data];
}

describe("the sandbox draws", () => {
  test("what a request names, and tells what it took as OpenAI does", async () => {
    const outcome = await drawn(drawing(), draw({ images: [await solid("#eeeeee")] }));
    const [one] = outcome.pictures;
    expect(await sharp(one?.bytes).metadata()).toMatchObject({ format: "png", width: 512, height: 768 });
    // 65 and a tile by a tile of 512, scaled up nowhere; 272 for a megapixel at low.
    expect(outcome.usage).toMatchObject({ inputTokens: 3 + 194, pictureInputTokens: 194, pictures: 1 });
    expect(outcome.usage.pictureOutputTokens).toBe(102);
    expect(costOf(outcome.usage, price)).toBe("0.006035");
    const [red, green, blue] = await colourAt(one?.bytes ?? Buffer.of(), 10, 10);
    expect(green).toBeGreaterThan(red ?? 255);
    expect(green).toBeGreaterThan(blue ?? 255);
  });

  test("the same by the same seed, another by another, and tells the seed", async () => {
    const [first, again, other] = [7, 7, 8].map((seed) => drawn(drawing(), draw({ seed })));
    const bytesOf = async (outcome: typeof first) => Buffer.from((await outcome)?.pictures[0]?.bytes ?? []);
    expect((await bytesOf(first)).equals(await bytesOf(again))).toBe(true);
    expect((await bytesOf(first)).equals(await bytesOf(other))).toBe(false);
    expect((await first)?.pictures[0]?.seed).toBe(7);
  });

  test("only where a mask lets it", async () => {
    const source = await solid("#ffffff", 512, 768);
    const half = (background: object) =>
      sharp({ create: { width: 512, height: 384, channels: 4, background } as never })
        .png()
        .toBuffer();
    const open = { r: 0, g: 0, b: 0, alpha: 0 };
    const kept = await sharp({
      create: { width: 512, height: 768, channels: 4, background: { ...open, alpha: 1 } },
    })
      .composite([{ input: await half(open), top: 0, left: 0, blend: "source" }])
      .composite([{ input: await half({ ...open, alpha: 1 }), top: 0, left: 0, blend: "dest-out" }])
      .png()
      .toBuffer();
    const white = await sharp(kept).extractChannel("alpha").negate().png().toBuffer();
    const file = (bytes: Buffer) => ({ bytes, mediaType: "image/png" });
    const mask = { transparent: file(kept), white: file(white) };
    for (const model of [drawing(), server("sandbox-picture")]) {
      const { pictures } = await drawn(model, draw({ images: [source], mask }));
      const bytes = pictures[0]?.bytes ?? Buffer.of();
      expect(Math.min(...(await colourAt(bytes, 256, 600)))).toBeGreaterThan(250);
      expect(Math.min(...(await colourAt(bytes, 256, 100)))).toBeLessThan(200);
    }
  });

  test("several, keeps their seeds on a Stable Diffusion server, and puts all on its bill", async () => {
    const { pictures } = await drawn(server("sandbox-picture"), draw({ count: 3, seed: 40 }));
    expect(pictures.map(({ seed }) => seed)).toEqual([40, 41, 42]);
    const { models } = (await bill()) as { models: Record<string, { pictures: number }> };
    expect(models["sandbox-picture"]?.pictures).toBeGreaterThanOrEqual(3);
  });

  test("larger what is there", async () => {
    const image = await solid("#336699", 120, 90);
    const sandboxOwn = {
      ...server("sandbox-upscaler"),
      providerKind: "sandbox",
      baseUrl: `${sandbox.url}/v1`,
    } as const;
    for (const model of [server("sandbox-upscaler"), sandboxOwn]) {
      const { pictures, usage } = await drawn(model, { task: "enlarge", image, factor: 4 });
      expect(await sharp(pictures[0]?.bytes).metadata()).toMatchObject({ width: 480, height: 360 });
      expect(usage).toMatchObject({ pictures: 1, inputTokens: 0 });
    }
  });
});

describe("the sandbox refuses as its kind does", () => {
  test.for([
    ["what its moderation blocks", draw({ prompt: "A bomb" }), { kind: "refused", code: "content_filter" }],
    ["a size that it does not draw", draw({ size: "500x500" }), { kind: "answered" }],
    [
      "what is no picture",
      draw({ images: [{ bytes: Buffer.from("no"), mediaType: "image/png" }] }),
      { kind: "refused" },
    ],
  ] as const)("%s", async ([_, request, ends]) => {
    expect(await picture.call(drawing(), request)).toMatchObject(ends);
  });

  test("an upscaler that it does not have, in the words of such servers", async () => {
    const image = await solid("#336699", 20, 20);
    expect(await picture.call(server("other"), { task: "enlarge", image, factor: 2 })).toMatchObject({
      kind: "unavailable",
      detail: "AssertionError: could not find upscaler named other",
    });
  });

  test("calls that are spoilt on purpose", async () => {
    const spoilt = (kind: string) => ({
      ...drawing(),
      headers: { ...headers, "x-sandbox-fault-rate": "1", "x-sandbox-fault-kinds": kind },
    });
    expect(await picture.call(spoilt("429"), draw())).toMatchObject({ kind: "throttled" });
    expect(await picture.call(spoilt("cut-off"), draw())).toMatchObject({ kind: "uncertain" });
  });
});

test("a Stable Diffusion server tells what it draws and enlarges with", async () => {
  const { providerId, providerKind, baseUrl, apiKey, allowPrivateNetwork, simulated } = server("");
  const reach = { providerId, providerKind, baseUrl, apiKey, headers, allowPrivateNetwork, simulated };
  expect(await askForModels(reach)).toEqual({ names: ["sandbox-picture", "sandbox-upscaler"] });
});
