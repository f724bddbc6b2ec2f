import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { type EmbedRequest, embed } from "#lib/models/endpoints/embed.ts";
import type { CallOptions } from "#lib/models/endpoints/endpoint.ts";
import { meterOf } from "#lib/models/meter.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { answerWith } from "./answer-with.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

// Real servers and sockets: on a busy machine slower than a unit test may be.
vi.setConfig({ testTimeout: 30_000 });

const texts = ["a rose", "a lily"];
const answer = {
  object: "list",
  data: [
    { object: "embedding", index: 0, embedding: [1, 0] },
    { object: "embedding", index: 1, embedding: [0, 1] },
  ],
  usage: { prompt_tokens: 4, total_tokens: 4 },
};

let server: MisbehavingServer | undefined;
afterEach(() => server?.close());

async function callAgainst(
  behave: Parameters<typeof misbehavingServer>[0],
  given: Partial<CallableModel> = {},
  request: EmbedRequest = { texts },
  options: CallOptions = {},
) {
  server = await misbehavingServer(behave);
  return embed.call(callable({ name: "m", baseUrl: server.baseUrl, ...given }), request, options);
}

describe("an embedding model", () => {
  test.for(["openai", "openai-compatible"] as const)(
    "of %s answers a vector for each text, with its usage, limits and request id",
    async (providerKind) => {
      const headers = { "x-request-id": "req-1", "x-ratelimit-limit-requests": "500" };
      const outcome = await callAgainst(
        answerWith(answer, headers),
        { providerKind },
        { texts, dimensions: 2 },
      );
      expect(outcome).toMatchObject({
        kind: "answered",
        vectors: [
          [1, 0],
          [0, 1],
        ],
        usage: meterOf({ inputTokens: 4 }),
        usageSource: "reported",
        requestId: "req-1",
        reportedLimits: { rpm: 500, tpm: null },
      });
      const sent = JSON.parse(server?.bodies[0] ?? "");
      expect(sent).toMatchObject({ model: "m", input: texts, dimensions: 2 });
    },
  );

  test("of Google tells no usage, and has its tokens counted here", async () => {
    const outcome = await callAgainst(answerWith({ embeddings: [{ values: [1] }, { values: [2] }] }), {
      providerKind: "google",
    });
    expect(outcome).toMatchObject({ kind: "answered", vectors: [[1], [2]], usageSource: "counted" });
    expect(outcome.kind === "answered" && outcome.usage.inputTokens).toBe(4);
  });

  test.for(["anthropic", "stable-diffusion"] as const)("is not to be had at %s", async (providerKind) => {
    expect(await callAgainst(answerWith(answer), { providerKind })).toEqual({
      kind: "refused",
      code: "no_embedding_model",
      detail: "m",
    });
    expect(server?.bodies).toEqual([]);
  });

  test("is not sent more texts than its provider takes at once", async () => {
    const many = { texts: Array.from({ length: 101 }, () => "a") };
    expect(await callAgainst(answerWith(answer), { providerKind: "google" }, many)).toMatchObject({
      kind: "refused",
      code: "too_many_texts",
    });
    expect(server?.bodies).toEqual([]);
  });

  test("may cost its counted tokens at the price of its input, and nothing for an answer", () => {
    const model = callable({ name: "m", countRatio: 2 });
    expect(embed.bound(model, { texts })).toEqual({
      amount: "0.0000012",
      counted: 4,
      tokens: 8,
      longestAnswer: 0,
    });
  });
});

describe("how a call to it ended is an outcome", () => {
  test("429 is throttled, 500 unavailable, 400 refused, a quota that is gone exhausted", async () => {
    const ends = async (status: number, error: object) => {
      const outcome = await callAgainst(answerWith({ error }, { "retry-after-ms": "50" }, status));
      await server?.close();
      return outcome;
    };
    expect(await ends(429, {})).toMatchObject({ kind: "throttled" });
    expect(await ends(500, {})).toMatchObject({ kind: "unavailable", code: "http_500" });
    expect(await ends(400, { message: "Too long" })).toMatchObject({ kind: "refused", detail: "Too long" });
    expect(await ends(429, { code: "insufficient_quota" })).toMatchObject({ kind: "exhausted" });
  });

  test("a success that cannot be read, or lacks a vector, may have been billed", async () => {
    const invalid = { kind: "uncertain", code: "invalid_answer" };
    expect(await callAgainst(answerWith("OK"))).toEqual(invalid);
    await server?.close();
    expect(await callAgainst(answerWith({ ...answer, data: answer.data.slice(1) }))).toEqual(invalid);
  });

  test("no answer in time may have been billed; a call that is stopped before it starts is not", async () => {
    expect(await callAgainst(() => {}, {}, { texts }, { timeoutMs: 300 })).toEqual({
      kind: "uncertain",
      code: "timeout",
    });
    await server?.close();
    const options = { signal: AbortSignal.abort() };
    expect(await callAgainst(answerWith(answer), {}, { texts }, options)).toEqual({
      kind: "unavailable",
      code: "aborted",
    });
  });
});

describe("the sandbox's embedding model", () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  test("is spoken to like any other", async () => {
    const model = callable({
      name: "sandbox-embedding",
      providerKind: "sandbox",
      baseUrl: `${sandbox.url}/v1`,
    });
    const outcome = await embed.call(model, { texts, dimensions: 16 });
    expect(outcome).toMatchObject({ kind: "answered", usageSource: "reported" });
    const { vectors } = outcome.kind === "answered" ? outcome : { vectors: [] };
    expect(vectors.map(({ length }) => length)).toEqual([16, 16]);
    const bill = await (await fetch(`${sandbox.url}/bill`)).json();
    expect(outcome).toMatchObject({ usage: { inputTokens: bill.total.inputTokens } });
  });
});
