import { afterEach, describe, expect, test, vi } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import type { CallOptions } from "#lib/models/endpoints/endpoint.ts";
import { picture } from "#lib/models/endpoints/picture.ts";
import type { PictureRequest } from "#lib/models/endpoints/pictures/picture-request.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import { answerWith } from "./answer-with.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

// What is learnt is kept; here nobody else is to know it.
vi.mock("#db/queries/models.ts", async (original) => ({
  ...(await original<object>()),
  changeCapabilities: async () => null,
}));
vi.mock("#db/client.ts", async (original) => ({ ...(await original<object>()), db: () => null }));

// Real servers and sockets: on a busy machine slower than a unit test may be.
vi.setConfig({ testTimeout: 30_000 });

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const JPEG = Buffer.from("ffd8ffe000104a46494600010100", "hex");
const one = { b64_json: PNG.toString("base64") };
const answer = { created: 1, data: [one, { b64_json: JPEG.toString("base64") }] };
const wanted: PictureRequest = {
  task: "draw",
  prompt: "A perfume bottle on moss",
  count: 2,
  size: "1024x1024",
};
const file = { bytes: PNG, mediaType: "image/png" };
const edit: PictureRequest = { task: "draw", prompt: "On moss", count: 1, images: [file] };
const byPiece: Price = { ...callable({}).price, perImage: "0.04" };
/** As https://platform.openai.com/docs/pricing has it for gpt-image-1.5. */
const byToken: Price = {
  ...callable({}).price,
  inputPerMTok: "5",
  cachedInputPerMTok: "1.25",
  pictureInputPerMTok: "8",
  outputPerMTok: "10",
  pictureOutputPerMTok: "32",
};

let server: MisbehavingServer | undefined;
let asked: string[] = [];
let types: (string | undefined)[] = [];
afterEach(() => server?.close());

async function callAgainst(
  behave: Parameters<typeof misbehavingServer>[0],
  request: PictureRequest = wanted,
  given: Partial<CallableModel> = {},
  options: CallOptions = {},
) {
  asked = [];
  types = [];
  await server?.close();
  server = await misbehavingServer((response, incoming) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    types.push(incoming.headers["content-type"]);
    behave(response, incoming);
  });
  const model = callable({ name: "gpt-image-1", baseUrl: server.baseUrl, price: byPiece, ...given });
  return picture.call(model, request, options);
}

const sent = (at = 0) => JSON.parse(server?.bodies[at] ?? "") as Record<string, unknown>;

describe("a model that draws", () => {
  test.for(["openai", "openai-compatible", "sandbox"] as const)(
    "of %s answers pictures of a known type, metered by the piece",
    async (providerKind) => {
      const behave = answerWith(answer, { "x-request-id": "req-3", "x-ratelimit-limit-requests": "50" });
      const outcome = await callAgainst(behave, wanted, { providerKind });
      expect(outcome).toMatchObject({
        kind: "answered",
        usage: meterOf({ pictures: 2 }),
        usageSource: "reported",
        requestId: "req-3",
        reportedLimits: { rpm: 50, tpm: null },
      });
      const { pictures } = outcome.kind === "answered" ? outcome : { pictures: [] };
      expect(pictures.map(({ mediaType }) => mediaType)).toEqual(["image/png", "image/jpeg"]);
      expect(pictures.map(({ bytes }) => Buffer.from(bytes))).toEqual([PNG, JPEG]);
      expect(asked).toEqual(["POST /v1/images/generations"]);
      expect(sent()).toEqual({
        model: "gpt-image-1",
        prompt: "A perfume bottle on moss",
        n: 2,
        size: "1024x1024",
      });
    },
  );

  test.for(["openai", "openai-compatible"] as const)(
    "of %s is sent the pictures and the mask of an edit as a form",
    async (providerKind) => {
      const mask = { transparent: file, white: { bytes: JPEG, mediaType: "image/jpeg" } };
      const outcome = await callAgainst(
        answerWith({ data: [one] }),
        { ...edit, images: [file, file], mask },
        { providerKind },
      );
      expect(outcome).toMatchObject({ kind: "answered", usage: { pictures: 1 } });
      expect(asked).toEqual(["POST /v1/images/edits"]);
      expect(types[0]).toMatch(/^multipart\/form-data; boundary=/);
      const form = server?.bodies[0] ?? "";
      expect(form.match(/name="(?:model|prompt|n|image\[\]|mask)"/g)).toHaveLength(6);
      expect(form).toContain("On moss");
      expect(form).toContain("Content-Type: image/png");
      expect(form).not.toContain("response_format");
    },
  );

  test("is sent one picture by the name that older servers know", async () => {
    await callAgainst(answerWith({ data: [one] }), edit);
    expect(server?.bodies[0]).toContain('name="image"; filename="picture-1.png"');
  });

  test("gets a seed where its server may take one, and not at OpenAI", async () => {
    await callAgainst(answerWith(answer), { ...wanted, seed: 7 }, { providerKind: "openai-compatible" });
    expect(sent()).toMatchObject({ seed: 7 });
    await callAgainst(answerWith(answer), { ...wanted, seed: 7 }, { providerKind: "openai" });
    expect(sent()).not.toHaveProperty("seed");
  });

  test("of Google draws one picture a call", async () => {
    const drawn = {
      candidates: [
        {
          content: {
            role: "model",
            parts: [{ inlineData: { mimeType: "image/png", data: PNG.toString("base64") } }],
          },
          finishReason: "STOP",
        },
      ],
      usageMetadata: { promptTokenCount: 6, candidatesTokenCount: 1_290, totalTokenCount: 1_296 },
    };
    const gemini = { providerKind: "google", name: "gemini-2.5-flash-image" } as const;
    expect(await callAgainst(answerWith(drawn), wanted, gemini)).toMatchObject({
      kind: "answered",
      pictures: [{ mediaType: "image/png" }],
      usage: meterOf({ pictures: 1 }),
    });
    expect(await callAgainst(answerWith(drawn), wanted, { ...gemini, price: byToken })).toMatchObject({
      usage: { inputTokens: 6, outputTokens: 1_290, pictureOutputTokens: 1_290, pictures: 1 },
    });
  });
});

describe("what it costs", () => {
  test("by the piece is reserved as often as pictures are wanted", () => {
    expect(picture.bound({ ...callable({ name: "m" }), price: byPiece }, wanted)).toMatchObject({
      amount: "0.08",
      counted: 5,
    });
    const withoutAny = { ...callable({}), price: { ...callable({}).price, outputPerMTok: "0" } };
    expect(() => picture.bound(withoutAny, wanted)).toThrow(RangeError);
  });

  test("by size and quality is reserved by what is asked for and settled by what was made", async () => {
    const pictureRates = [
      { size: "1024x1024", quality: "low", amount: "0.011" },
      { size: "1024x1024", quality: "high", amount: "0.167" },
      { size: null, quality: "high", amount: "0.25" },
    ];
    const price = { ...byPiece, perImage: "0.02", pictureRates };
    const model = { ...callable({}), price };
    const bound = (more: object) =>
      picture.bound(model, { ...wanted, count: 1, ...more } as PictureRequest).amount;
    expect(bound({ quality: "low" })).toBe("0.011");
    expect(bound({ quality: "high", size: "1536x1024" })).toBe("0.25");
    expect(bound({ quality: "medium" })).toBe("0.02");
    // Its provider chooses: the dearest is reserved.
    expect(bound({})).toBe("0.25");
    const made = { data: [one], size: "1024x1024", quality: "low" };
    const outcome = await callAgainst(answerWith(made), { ...wanted, count: 1 }, { price });
    expect(outcome).toMatchObject({ usage: { pictures: 1, perPicture: "0.011" } });
    if (outcome.kind === "answered") expect(costOf(outcome.usage, price)).toBe("0.011");
  });

  // BerriAI/litellm 13847, 18541 and 31142: input left out, drawn tokens charged as text, and no details of the output.
  test("by tokens tells apart text, pictures that go in and pictures that are drawn", async () => {
    const usage = {
      total_tokens: 5_100,
      input_tokens: 3_987,
      input_tokens_details: { text_tokens: 943, image_tokens: 3_044 },
      output_tokens: 1_113,
    };
    const outcome = await callAgainst(answerWith({ data: [one], usage }), edit, { price: byToken });
    expect(outcome).toMatchObject({
      usage: {
        inputTokens: 3_987,
        pictureInputTokens: 3_044,
        outputTokens: 1_113,
        pictureOutputTokens: 1_113,
        pictures: 1,
      },
      usageSource: "reported",
    });
    if (outcome.kind !== "answered") return;
    // 943 × 5 + 3,044 × 8 + 1,113 × 32, per million.
    expect(costOf(outcome.usage, byToken)).toBe("0.064683");
    const detailed = { ...usage, output_tokens_details: { text_tokens: 57, image_tokens: 1_056 } };
    expect(
      await callAgainst(answerWith({ data: [one], usage: detailed }), edit, { price: byToken }),
    ).toMatchObject({
      usage: { outputTokens: 1_113, pictureOutputTokens: 1_056 },
    });
  });

  test("by tokens is charged at all that was reserved where nothing was counted", async () => {
    expect(await callAgainst(answerWith({ data: [one] }), edit, { price: byToken })).toMatchObject({
      kind: "answered",
      usageSource: "counted",
    });
  });

  test("by tokens is reserved for at the dearest, and for a picture that took more from then on", async () => {
    const model = callable({ name: "m", price: byToken });
    const asks: PictureRequest = { ...edit, size: "1024x1024", quality: "high" };
    // 14,400 tokens at most of the picture that goes in, and so on: far above a real bill, far below a runaway.
    const before = Number(picture.bound(model, asks).amount);
    expect(before).toBeGreaterThan(0.2);
    expect(before).toBeLessThan(0.5);
    const usage = { input_tokens: 100, output_tokens: 20_000, total_tokens: 20_100 };
    server = await misbehavingServer(answerWith({ data: [one], usage }));
    await picture.call({ ...model, baseUrl: server.baseUrl }, asks);
    expect(capabilitiesOf(model).billedOutputTokens).toBe(21_000);
    expect(Number(picture.bound(model, asks).amount)).toBeGreaterThan(before);
  });

  test("counts more pictures than were asked for, and keeps no more than those", async () => {
    const outcome = await callAgainst(answerWith(answer), { ...wanted, count: 1 });
    expect(outcome).toMatchObject({ usage: { pictures: 2 } });
    expect(outcome.kind === "answered" && outcome.pictures).toHaveLength(1);
  });

  test("counts fewer as those that came", async () => {
    expect(await callAgainst(answerWith({ data: [one] }))).toMatchObject({
      usage: { pictures: 1 },
      pictures: [{ mediaType: "image/png" }],
    });
  });
});

describe("an answer", () => {
  test("may hold an address, which is fetched without the key", async () => {
    let authorization: string | undefined = "none was asked for";
    const outcome = await callAgainst((response, request) => {
      if (request.method === "POST")
        return answerWith({ data: [{ url: `${server?.baseUrl}/picture.png` }] })(response, request);
      authorization = request.headers.authorization;
      // Whatever it calls itself.
      response.setHeader("content-type", "text/html").end(PNG);
    });
    expect(outcome).toMatchObject({ kind: "answered", pictures: [{ mediaType: "image/png" }] });
    expect(asked).toEqual(["POST /v1/images/generations", "GET /v1/picture.png"]);
    expect(authorization).toBeUndefined();
  });

  test("reaches nothing inside this network but its own provider", async () => {
    let reached = 0;
    const inside = await misbehavingServer((response) => {
      reached++;
      response.end(PNG);
    });
    const outcome = await callAgainst(answerWith({ data: [{ url: `${inside.baseUrl}/metadata` }] }));
    await inside.close();
    expect(outcome).toEqual({ kind: "uncertain", code: "invalid_answer" });
    expect(reached).toBe(0);
  });

  test("may hold base64 in an address of its own", async () => {
    const framed = { b64_json: `data:image/png;base64,${one.b64_json}` };
    expect(await callAgainst(answerWith({ data: [framed] }))).toMatchObject({ pictures: [{ bytes: PNG }] });
    expect(await callAgainst(answerWith({ data: [{ url: framed.b64_json }] }))).toMatchObject({
      pictures: [{ bytes: PNG }],
    });
  });

  test("that is no picture, or none at all, may have been billed", async () => {
    const invalid = { kind: "uncertain", code: "invalid_answer" };
    expect(await callAgainst(answerWith({ data: [{ b64_json: "aGVsbG8=" }] }))).toEqual(invalid);
    expect(await callAgainst(answerWith({ data: [{ b64_json: "%%%" }] }))).toEqual(invalid);
    expect(await callAgainst(answerWith({ data: [] }))).toEqual(invalid);
    expect(await callAgainst(answerWith("not json"))).toEqual(invalid);
  });

  test("of which one is broken keeps the others", async () => {
    const outcome = await callAgainst(answerWith({ data: [{ b64_json: "aGVsbG8=" }, one] }));
    expect(outcome).toMatchObject({ kind: "answered", pictures: [{ bytes: PNG }], usage: { pictures: 2 } });
  });

  test("that is a page of a firewall is not billed", async () => {
    expect(await callAgainst(answerWith("<!doctype html><title>Sign in</title>"))).toMatchObject({
      kind: "unavailable",
      code: "invalid_answer",
    });
  });

  test("that tells for its picture why there is none refuses", async () => {
    const filtered = {
      data: [{ error: { code: "OutputImageSensitiveContentDetected", message: "sensitive" } }],
    };
    expect(await callAgainst(answerWith(filtered))).toMatchObject({
      kind: "refused",
      code: "content_filter",
    });
  });

  test("whose picture cannot be fetched is paid all the same", async () => {
    const outcome = await callAgainst((response, request) => {
      const drawn = answerWith({ data: [{ url: `${server?.baseUrl}/picture.png` }] });
      if (request.method === "POST") drawn(response, request);
      else answerWith("gone", {}, 404)(response, request);
    });
    expect(outcome).toEqual({ kind: "uncertain", code: "invalid_answer" });
  });

  test("that does not come in time may have been billed", async () => {
    expect(await callAgainst(() => {}, wanted, {}, { timeoutMs: 300 })).toEqual({
      kind: "uncertain",
      code: "timeout",
    });
  });
});

describe("what a model does not take is learnt from its refusal, once", () => {
  const refusing = (error: object, isTaken: (body: Record<string, unknown>) => boolean) => {
    const behave: Parameters<typeof misbehavingServer>[0] = (response, request) => {
      const isFine = isTaken(JSON.parse(server?.bodies.at(-1) ?? "{}"));
      answerWith(isFine ? { data: [one] } : { error }, {}, isFine ? 200 : 400)(response, request);
    };
    return behave;
  };
  const asks: PictureRequest = { ...wanted, count: 1, size: "900x1200", quality: "high" };

  test.for([
    [
      "sizes that it names: the nearest by its proportions is asked for",
      "Invalid value: '900x1200'. Supported values are: '1024x1024', '1024x1536', '1536x1024', and 'auto'.",
      ({ size }: Record<string, unknown>) => size === "1024x1536",
      { pictureSizes: ["1024x1024", "1024x1536", "1536x1024"] },
    ],
    [
      "sizes, as a server of one's own words it",
      '{"detail":[{"loc":["body","size"],"msg":"Input should be \'512x512\', \'768x1024\' or \'1024x768\'"}]}',
      ({ size }: Record<string, unknown>) => size === "768x1024",
      { pictureSizes: ["512x512", "768x1024", "1024x768"] },
    ],
    [
      "that a size is none, without another",
      "The size is not supported by this model.",
      ({ size }: Record<string, unknown>) => size === undefined,
      { leftOut: ["size"] },
    ],
    [
      "qualities by the names that it has for them",
      "Invalid value: 'high'. Supported values are: 'standard' and 'hd'.",
      ({ quality }: Record<string, unknown>) => quality === "hd",
      { pictureQualities: ["standard", "hd"] },
    ],
    [
      "that it knows no quality",
      "Unknown parameter: 'quality'.",
      ({ quality }: Record<string, unknown>) => quality === undefined,
      { leftOut: ["quality"] },
    ],
  ] as const)("%s", async ([_, message, isTaken, learnt]) => {
    const model = callable({ name: "m", price: byPiece });
    const outcome = await callAgainst(refusing({ message }, isTaken), asks, { id: model.id });
    expect(outcome).toMatchObject({ kind: "answered" });
    expect(capabilitiesOf(model)).toMatchObject(learnt);
    expect(asked).toHaveLength(2);
    await callAgainst(refusing({ message }, isTaken), asks, { id: model.id });
    expect(asked).toHaveLength(1);
  });

  test("how many it draws at once, and fewer come", async () => {
    const model = callable({ name: "m" });
    const message = "You must provide n=1 for this model.";
    const outcome = await callAgainst(
      refusing({ message }, ({ n }) => n === 1),
      wanted,
      { id: model.id },
    );
    expect(outcome).toMatchObject({ kind: "answered", usage: { pictures: 1 } });
    expect(capabilitiesOf(model).mostPictures).toBe(1);
  });

  test.for([
    ["a mask of another size than its picture", "Invalid mask image size: 512x512, expected size 1024x1024."],
    ["a picture of its own row", "Invalid input image - format or size 512x512 is not supported."],
    ["a key", "Incorrect API key provided."],
    ["a prompt, though it names a size", "The prompt is too long: size 4000."],
  ] as const)("but nothing from what is about %s", async ([_, message]) => {
    const model = callable({ name: "m" });
    const outcome = await callAgainst(answerWith({ error: { message } }, {}, 400), asks, { id: model.id });
    expect(outcome).toMatchObject({ kind: "refused" });
    expect(capabilitiesOf(model).revision).toBe(0);
    expect(asked).toHaveLength(1);
  });
});

describe("how a call to it ended is an outcome", () => {
  test.for([
    [429, {}, { kind: "throttled" }],
    [503, {}, { kind: "unavailable", code: "http_503" }],
    [400, { message: "Rejected by the safety system." }, { kind: "refused", code: "content_filter" }],
    [
      400,
      { message: "Request was rejected.", type: "image_generation_user_error", code: "moderation_blocked" },
      { kind: "refused", code: "content_filter" },
    ],
    [400, { code: "content_policy_violation", message: "No." }, { kind: "refused", code: "content_filter" }],
    [429, { code: "billing_hard_limit_reached" }, { kind: "exhausted" }],
    [401, { message: "Incorrect API key" }, { kind: "refused", unaccepted: "key" }],
    [
      404,
      { message: "The model `gpt-image-9` does not exist", code: "model_not_found" },
      { kind: "refused", unaccepted: "model" },
    ],
  ] as const)("%i %o", async ([status, error, ends]) => {
    const behave = answerWith({ error }, { "retry-after-ms": "50" }, status);
    expect(await callAgainst(behave)).toMatchObject(ends);
  });

  test("Google's filter refuses by an answer without a picture", async () => {
    const filtered = { candidates: [{ content: { parts: [] }, finishReason: "IMAGE_SAFETY" }] };
    const gemini = { providerKind: "google", name: "gemini-2.5-flash-image" } as const;
    expect(await callAgainst(answerWith(filtered), wanted, gemini)).toMatchObject({
      kind: "refused",
      code: "content_filter",
    });
  });

  test.for([
    ["any picture at Anthropic", "no_picture_model", { providerKind: "anthropic" }, wanted],
    [
      "a picture by a model of Google's that writes",
      "no_picture_model",
      { providerKind: "google", name: "imagen-4" },
      wanted,
    ],
    [
      "a mask at Google",
      "no_picture_edit",
      { providerKind: "google", name: "gemini-2.5-flash-image" },
      { ...edit, mask: { transparent: file, white: file } },
    ],
    [
      "a larger picture at OpenAI",
      "no_picture_enlarging",
      { providerKind: "openai" },
      { task: "enlarge", image: file, factor: 2 },
    ],
  ] as const)("%s is refused before anything is sent", async ([_, code, given, request]) => {
    const outcome = await callAgainst(answerWith(answer), request as PictureRequest, given);
    expect(outcome).toMatchObject({ kind: "refused", code });
    expect(asked).toEqual([]);
  });
});

describe("a Stable Diffusion server", () => {
  const base64 = PNG.toString("base64");
  const own = (baseUrl: string) => baseUrl.replace(/\/v1$/, "");
  const callServer = async (
    body: unknown,
    request: PictureRequest,
    given: Partial<CallableModel> = {},
    status = 200,
  ) => {
    await server?.close();
    asked = [];
    server = await misbehavingServer((response, incoming) => {
      asked.push(`${incoming.url} ${incoming.headers.authorization ?? ""}`.trim());
      answerWith(body, {}, status)(response, incoming);
    });
    const model = callable({
      ...{ name: "dreamshaper_8", providerKind: "stable-diffusion", baseUrl: own(server.baseUrl) },
      ...{ apiKey: null, price: { ...byPiece, perImage: "0" }, ...given },
    });
    return picture.call(model, request);
  };
  const info = (told: object) => JSON.stringify({ all_seeds: [7, 8], index_of_first_image: 0, ...told });

  test("draws from a picture, keeps its seeds, and costs what its owner says", async () => {
    const outcome = await callServer(
      { images: [base64, base64], parameters: {}, info: info({}) },
      {
        ...edit,
        ...{ count: 2, seed: 7, strength: 0.4, size: "768x1024", avoid: "people" },
        mask: { transparent: { bytes: JPEG, mediaType: "image/jpeg" }, white: file },
      },
    );
    expect(outcome).toMatchObject({
      kind: "answered",
      pictures: [{ seed: 7 }, { seed: 8 }],
      usage: meterOf({ pictures: 2 }),
      usageSource: "reported",
    });
    expect(asked).toEqual(["/sdapi/v1/img2img"]);
    expect(sent()).toMatchObject({
      init_images: [base64],
      ...{ mask: base64, denoising_strength: 0.4, batch_size: 2, n_iter: 1, seed: 7 },
      ...{ width: 768, height: 1024, prompt: "On moss", negative_prompt: "people" },
      override_settings: { sd_model_checkpoint: "dreamshaper_8" },
    });
  });

  test("draws anew", async () => {
    const outcome = await callServer(
      { images: [base64], info: info({ all_seeds: [42] }) },
      { ...wanted, count: 1 },
    );
    expect(outcome).toMatchObject({ pictures: [{ seed: 42 }] });
    expect(asked).toEqual(["/sdapi/v1/txt2img"]);
    expect(sent()).not.toHaveProperty("init_images");
  });

  test("gives no grid, and nothing that an extension adds, as a picture", async () => {
    const grid = JPEG.toString("base64");
    const images = [grid, base64, base64, grid];
    const outcome = await callServer({ images, info: info({ index_of_first_image: 1 }) }, wanted);
    expect(outcome).toMatchObject({ usage: { pictures: 2 } });
    const { pictures } = outcome.kind === "answered" ? outcome : { pictures: [] };
    expect(pictures.map(({ bytes }) => Buffer.from(bytes))).toEqual([PNG, PNG]);
  });

  test("that tells nothing of what it made gives all", async () => {
    expect(await callServer({ images: [base64], info: "?" }, wanted)).toMatchObject({
      pictures: [{ seed: null }],
    });
  });

  test("makes a picture larger by the upscaler of the model's name", async () => {
    const outcome = await callServer(
      { html_info: "", image: base64 },
      { task: "enlarge", image: file, factor: 2 },
      { name: "R-ESRGAN 4x+", price: byPiece },
    );
    expect(outcome).toMatchObject({ pictures: [{ bytes: PNG }], usage: meterOf({ pictures: 1 }) });
    expect(asked).toEqual(["/sdapi/v1/extra-single-image"]);
    expect(sent()).toMatchObject({ image: base64, upscaling_resize: 2, upscaler_1: "R-ESRGAN 4x+" });
  });

  test("that is guarded is told a name and a password", async () => {
    await callServer({ images: [base64] }, wanted, { apiKey: "ann:secret-word" });
    expect(asked).toEqual([`/sdapi/v1/txt2img Basic ${Buffer.from("ann:secret-word").toString("base64")}`]);
  });

  test("says in its own words what went wrong", async () => {
    const full = { error: "OutOfMemoryError", detail: "", body: "", errors: "CUDA out of memory." };
    expect(await callServer(full, wanted, {}, 500)).toEqual({
      kind: "unavailable",
      code: "http_500",
      detail: "OutOfMemoryError: CUDA out of memory.",
    });
    // Started without its API.
    expect(await callServer({ detail: "Not Found" }, wanted, {}, 404)).toMatchObject({
      kind: "refused",
      unaccepted: "model",
    });
    expect(await callServer({ images: [], info: "" }, wanted)).toMatchObject({ kind: "uncertain" });
  });
});
