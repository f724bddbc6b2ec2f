import { afterEach, describe, expect, test, vi } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallOptions } from "#lib/models/endpoints/endpoint.ts";
import { type PictureRequest, picture } from "#lib/models/endpoints/picture.ts";
import { meterOf } from "#lib/models/meter.ts";
import { answerWith } from "./answer-with.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

// Real servers and sockets: on a busy machine slower than a unit test may be.
vi.setConfig({ testTimeout: 30_000 });

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const JPEG = Buffer.from("ffd8ffe000104a46494600010100", "hex");
const answer = {
  created: 1,
  data: [{ b64_json: PNG.toString("base64") }, { b64_json: JPEG.toString("base64") }],
  usage: { input_tokens: 5, output_tokens: 1_000, total_tokens: 1_005 },
};
const wanted: PictureRequest = { prompt: "A perfume bottle on moss", count: 2, size: "1024x1024" };
const price = { ...callable({}).price, perImage: "0.04" };

let server: MisbehavingServer | undefined;
let asked: string[] = [];
afterEach(() => server?.close());

async function callAgainst(
  behave: Parameters<typeof misbehavingServer>[0],
  request: PictureRequest = wanted,
  given: Partial<CallableModel> = {},
  options: CallOptions = {},
) {
  asked = [];
  server = await misbehavingServer((response, incoming) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    behave(response, incoming);
  });
  const model = callable({ name: "gpt-image-1", baseUrl: server.baseUrl, price, ...given });
  return picture.call(model, request, options);
}

describe("a model that draws", () => {
  test.for(["openai", "openai-compatible"] as const)(
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
      expect(JSON.parse(server?.bodies[0] ?? "")).toMatchObject({
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
      const file = { bytes: PNG, mediaType: "image/png" };
      const edit = { prompt: "On moss", count: 1, images: [file, file], mask: file };
      let contentType: string | undefined;
      const outcome = await callAgainst(
        (response, request) => {
          contentType = request.headers["content-type"];
          answerWith({ data: answer.data.slice(0, 1) })(response, request);
        },
        edit,
        { providerKind },
      );
      expect(outcome).toMatchObject({ kind: "answered", usage: { pictures: 1 } });
      expect(asked).toEqual(["POST /v1/images/edits"]);
      expect(contentType).toMatch(/^multipart\/form-data; boundary=/);
      const form = server?.bodies[0] ?? "";
      expect(form.match(/name="(?:model|prompt|n|image\[\]|mask)"/g)).toHaveLength(6);
      expect(form).toContain("On moss");
      expect(form).toContain("Content-Type: image/png");
    },
  );

  test("gets a seed where its server may take one", async () => {
    await callAgainst(answerWith(answer), { ...wanted, seed: 7 });
    expect(JSON.parse(server?.bodies[0] ?? "")).toMatchObject({ seed: 7 });
  });

  test("may answer with an address, which is fetched", async () => {
    const outcome = await callAgainst((response, request) => {
      if (request.method === "POST")
        answerWith({ data: [{ url: `${server?.baseUrl}/picture.png` }] })(response, request);
      else response.end(PNG);
    });
    expect(outcome).toMatchObject({ kind: "answered", pictures: [{ mediaType: "image/png" }] });
    expect(asked).toEqual(["POST /v1/images/generations", "GET /v1/picture.png"]);
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
    expect(await callAgainst(answerWith(drawn), { prompt: "A bottle", count: 1 }, gemini)).toMatchObject({
      kind: "answered",
      pictures: [{ mediaType: "image/png" }],
      usage: meterOf({ pictures: 1 }),
    });
    await server?.close();
    expect(await callAgainst(answerWith(drawn), wanted, gemini)).toMatchObject({ code: "too_many_pictures" });
    expect(asked).toEqual([]);
  });

  test("may cost its price per picture, as often as pictures are wanted", () => {
    expect(picture.bound({ ...callable({ name: "m" }), price }, wanted)).toEqual({
      amount: "0.08",
      counted: 5,
      tokens: 6,
      longestAnswer: 0,
    });
    expect(() => picture.bound(callable({}), wanted)).toThrow(RangeError);
  });
});

describe("what a model cannot draw is refused before anything is sent", () => {
  const file = { bytes: PNG, mediaType: "image/png" };
  test.for([
    ["any picture at Anthropic", "no_picture_model", { providerKind: "anthropic" }, {}],
    [
      "any picture at a Stable Diffusion server so far",
      "no_picture_model",
      { providerKind: "stable-diffusion" },
      {},
    ],
    [
      "a picture by a model of Google's that writes",
      "no_picture_model",
      { providerKind: "google", name: "imagen-4" },
      {},
    ],
    ["more than it draws at once", "too_many_pictures", { providerKind: "openai", name: "dall-e-3" }, {}],
    [
      "an edit",
      "no_picture_edit",
      { providerKind: "openai", name: "dall-e-3" },
      { count: 1, images: [file] },
    ],
    [
      "an edit with a mask",
      "no_picture_edit",
      { providerKind: "google", name: "gemini-2.5-flash-image" },
      { count: 1, images: [file], mask: file },
    ],
  ] as const)("%s", async ([_, code, given, request]) => {
    const asks = { ...wanted, ...request } as PictureRequest;
    expect(await callAgainst(answerWith(answer), asks, given)).toMatchObject({ kind: "refused", code });
    expect(asked).toEqual([]);
  });
});

describe("how a call to it ended is an outcome", () => {
  test("429 is throttled, 503 unavailable, a filter refuses, a quota that is gone exhausts", async () => {
    const ends = async (status: number, error: object) => {
      const outcome = await callAgainst(answerWith({ error }, { "retry-after-ms": "50" }, status));
      await server?.close();
      return outcome;
    };
    expect(await ends(429, {})).toMatchObject({ kind: "throttled" });
    expect(await ends(503, {})).toMatchObject({ kind: "unavailable", code: "http_503" });
    expect(await ends(400, { message: "Rejected by the safety system." })).toMatchObject({
      kind: "refused",
      code: "content_filter",
    });
    expect(await ends(429, { code: "billing_hard_limit_reached" })).toMatchObject({ kind: "exhausted" });
  });

  test("Google's filter refuses by an answer without a picture", async () => {
    const filtered = { candidates: [{ content: { parts: [] }, finishReason: "IMAGE_SAFETY" }] };
    const gemini = { providerKind: "google", name: "gemini-2.5-flash-image" } as const;
    expect(await callAgainst(answerWith(filtered), { ...wanted, count: 1 }, gemini)).toMatchObject({
      kind: "refused",
      code: "content_filter",
    });
  });

  test("what is no picture, or none at all, may have been billed", async () => {
    const invalid = { kind: "uncertain", code: "invalid_answer" };
    expect(await callAgainst(answerWith({ data: [{ b64_json: "aGVsbG8=" }] }))).toEqual(invalid);
    await server?.close();
    expect(await callAgainst(answerWith({ data: [] }))).toEqual(invalid);
  });

  test("a picture that cannot be fetched is paid all the same", async () => {
    const outcome = await callAgainst((response, request) => {
      const drawn = answerWith({ data: [{ url: `${server?.baseUrl}/picture.png` }] });
      if (request.method === "POST") drawn(response, request);
      else answerWith("gone", {}, 404)(response, request);
    });
    expect(outcome).toEqual({ kind: "uncertain", code: "cut_off" });
  });

  test("no answer in time may have been billed", async () => {
    expect(await callAgainst(() => {}, wanted, {}, { timeoutMs: 300 })).toEqual({
      kind: "uncertain",
      code: "timeout",
    });
  });
});
