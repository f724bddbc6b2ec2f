import { afterEach, describe, expect, test, vi } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallParameters } from "#lib/models/endpoints/chat-request.ts";
import { batchLimitsOf } from "#lib/models/endpoints/provider-batch/batch-limits.ts";
import { openBatchClient } from "#lib/models/endpoints/provider-batch/open-batch-client.ts";
import { readResultLine } from "#lib/models/endpoints/provider-batch/read-result-line.ts";
import { wireMoment } from "#lib/models/endpoints/provider-batch/wire-moment.ts";
import { readWrittenAnswer, writeCall } from "#lib/models/endpoints/provider-batch/written-call.ts";
import { callChat } from "#tests/models/call-chat.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

vi.setConfig({ testTimeout: 30_000 });

let server: MisbehavingServer;
afterEach(() => server?.close());

const messages = [
  { role: "system" as const, content: "You write copy." },
  { role: "user" as const, content: "Write about a perfume.\n“Nuit” 香水" },
];
const outputSchema = {
  type: "object",
  properties: { title: { type: "string", maxLength: 60 } },
  required: ["title"],
  additionalProperties: false,
};
const parameters: CallParameters = { temperature: 0.3, topP: 0.9, stopSequences: ["END"] };
const chat = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [{ index: 0, message: { role: "assistant", content: '{"title":"A"}' }, finish_reason: "length" }],
  usage: {
    prompt_tokens: 11,
    completion_tokens: 3,
    total_tokens: 14,
    prompt_tokens_details: { cached_tokens: 8 },
  },
};
const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5",
  content: [{ type: "text", text: '{"title":"A"}' }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 3, output_tokens: 4, cache_read_input_tokens: 8, cache_creation_input_tokens: 0 },
};
const KINDS: [CallableModel["providerKind"], string, object][] = [
  ["openai", "gpt-5-mini", chat],
  ["openai-compatible", "qwen-plus", chat],
  ["sandbox", "sandbox-fast", chat],
  ["anthropic", "claude-sonnet-4-5", message],
  ["anthropic", "claude-3-5-haiku-latest", message],
];

describe.each(KINDS)("a call to %s (%s) in a batch", (providerKind, name, answer) => {
  const both = async () => {
    server = await misbehavingServer((response) => {
      response.writeHead(200, { "content-type": "application/json", "x-request-id": "req-1" });
      response.end(JSON.stringify(answer));
    });
    const model = callable({ providerKind, baseUrl: server.baseUrl, name });
    return { model, messages, outputSchema, parameters, maxOutputTokens: 100 };
  };

  test("has the body of real time, byte by byte", async () => {
    const call = await both();
    await callChat(call);
    const { body } = await writeCall(call);
    expect(body).toBe(server.bodies[0]);
  });

  test("has its answer read as in real time", async () => {
    const call = await both();
    const inRealTime = await callChat(call);
    const read = await readWrittenAnswer({ ...call, messages: [] }, JSON.stringify(answer), "req-1");
    // What its headers told of the rate limit belongs to real time alone.
    const { reportedLimits: _, ...rest } = { reportedLimits: null, ...inRealTime };
    expect({ reportedLimits: null, ...read }).toEqual({ reportedLimits: null, ...rest, latencyMs: 0 });
    expect(read).toMatchObject({ kind: "answered", usageSource: "reported" });
  });

  test("is uncertain when its answer cannot be read", async () => {
    const call = await both();
    expect(await readWrittenAnswer(call, '{"nothing":1}', null)).toMatchObject({ kind: "uncertain" });
  });
});

test("calls written at the same time do not mix", async () => {
  const model = callable({
    providerKind: "anthropic",
    baseUrl: "https://api.anthropic.com/v1",
    name: "claude-x",
  });
  const bodies = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      writeCall({ model, messages: [{ role: "user", content: `number ${index}.` }], maxOutputTokens: 5 }),
    ),
  );
  expect(bodies.every(({ body }, index) => body.includes(`number ${index}.`))).toBe(true);
});

describe("a line of results", () => {
  const openAi = (rest: object) =>
    readResultLine(JSON.stringify({ id: "batch_req_1", custom_id: "a", ...rest }));
  const anthropic = (result: object) => readResultLine(JSON.stringify({ custom_id: "a", result }));

  test("of OpenAI says what became of its request", () => {
    expect(openAi({ response: { status_code: 200, request_id: "r", body: { x: 1 } }, error: null })).toEqual({
      customId: "a",
      requestId: "r",
      result: { kind: "answered", body: '{"x":1}' },
    });
    expect(openAi({ response: null, error: { code: "batch_expired" } })?.result).toEqual({ kind: "left" });
    expect(openAi({ response: null, error: { code: "batch_cancelled" } })?.result).toEqual({ kind: "left" });
    expect(openAi({ response: { status_code: 500, body: {} }, error: null })?.result).toMatchObject({
      outcome: { kind: "unavailable" },
    });
    expect(openAi({ response: { status_code: 429, body: {} }, error: null })?.result).toMatchObject({
      outcome: { kind: "unavailable", code: "http_429" },
    });
    const filtered = { error: { code: "content_filter", message: "No." } };
    expect(openAi({ response: { status_code: 400, body: filtered }, error: null })?.result).toMatchObject({
      outcome: { kind: "refused", code: "content_filter" },
    });
  });

  test("of Anthropic says what became of its request", () => {
    expect(anthropic({ type: "succeeded", message })).toMatchObject({
      requestId: "msg_1",
      result: { kind: "answered" },
    });
    expect(anthropic({ type: "expired" })?.result).toEqual({ kind: "left" });
    expect(anthropic({ type: "canceled" })?.result).toEqual({ kind: "left" });
    const errored = (type: string) =>
      anthropic({ type: "errored", error: { type: "error", error: { type, message: "No." } } })?.result;
    expect(errored("invalid_request_error")).toMatchObject({ outcome: { kind: "refused", detail: "No." } });
    expect(errored("overloaded_error")).toMatchObject({ outcome: { kind: "unavailable" } });
    expect(errored("billing_error")).toMatchObject({ outcome: { kind: "exhausted" } });
  });

  test("that is none is left out", () => {
    expect(readResultLine("{")).toBeNull();
    expect(readResultLine('{"id":1}')).toBeNull();
  });
});

describe("a provider's batches", () => {
  const limits = (providerKind: CallableModel["providerKind"], baseUrl = "") =>
    batchLimitsOf(callable({ providerKind, baseUrl }));

  test("hold what each provider says they may", () => {
    const MB = 1024 * 1024;
    expect(limits("openai")).toMatchObject({ requests: 50_000, bytes: 200 * MB });
    expect(
      limits("openai-compatible", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"),
    ).toMatchObject({
      requests: 50_000,
      bytes: 500 * MB,
    });
    expect(limits("anthropic")).toMatchObject({ requests: 100_000, bytes: 256 * MB });
    expect(limits("google")).toBeNull();
  });

  test("are not reached at an address inside this network without leave", async () => {
    server = await misbehavingServer((response) => response.end("{}"));
    for (const providerKind of ["openai", "anthropic"] as const) {
      const model = callable({ providerKind, baseUrl: server.baseUrl, allowPrivateNetwork: false });
      await expect(openBatchClient(model)?.look("batch_1")).rejects.toMatchObject({
        outcome: { kind: "refused", code: "private_address" },
      });
    }
    expect(server.bodies).toEqual([]);
  });
});

describe("a line of results that is not quite as documented", () => {
  const read = (line: object | string) =>
    readResultLine(typeof line === "string" ? line : JSON.stringify({ custom_id: "a", ...line }))?.result;

  test("is read with its answer as a text, its status as one, or none", () => {
    const answered = { kind: "answered", body: '{"x":1}' };
    expect(read({ response: { status_code: 200, body: '{"x":1}' } })).toEqual(answered);
    expect(read({ response: { status_code: "200", body: { x: 1 } }, error: "" })).toEqual(answered);
    expect(read({ response: { body: { x: 1 } }, error: null })).toEqual(answered);
    expect(read('\uFEFF{"custom_id":"a","response":{"status_code":200,"body":{"x":1}}}')).toEqual(answered);
  });

  test("says by its error's type, or its words, what its code does not", () => {
    expect(read({ error: { type: "invalid_request_error", message: "No." } })).toMatchObject({
      outcome: { kind: "refused", detail: "No." },
    });
    expect(read({ error: { code: "400", message: "No." } })).toMatchObject({ outcome: { kind: "refused" } });
    expect(read({ error: { type: "request_failed", message: "insufficient balance" } })).toMatchObject({
      outcome: { kind: "exhausted" },
    });
    expect(read({ error: { type: "request_failed", message: "Try again." } })).toMatchObject({
      outcome: { kind: "unavailable" },
    });
    expect(read({ error: "It broke." })).toMatchObject({ outcome: { kind: "unavailable" } });
    expect(read({ error: { type: "BATCH_EXPIRED" } })).toEqual({ kind: "left" });
    expect(read({})).toMatchObject({ outcome: { kind: "unavailable" } });
  });

  test("of Anthropic is read with its error one level up, and with a type nobody knows", () => {
    expect(
      read({ result: { type: "errored", error: { type: "invalid_request_error", message: "No." } } }),
    ).toMatchObject({ outcome: { kind: "refused", detail: "No." } });
    expect(read({ result: { type: "skipped" } })).toEqual({ kind: "left" });
  });
});

describe("a moment on the wire", () => {
  test("is read as seconds, milliseconds, a text of either, or a date", () => {
    const moment = new Date("2026-11-01T12:00:00.000Z");
    for (const told of [1793534400, 1793534400000, "1793534400", "2026-11-01T12:00:00Z"])
      expect(wireMoment(told)).toEqual(moment);
    for (const told of [null, undefined, 0, "", "soon", {}]) expect(wireMoment(told)).toBeNull();
  });
});
