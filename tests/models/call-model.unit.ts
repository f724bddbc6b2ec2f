import { afterEach, describe, expect, test, vi } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { callChat } from "#tests/models/call-chat.ts";
import { answerWith } from "./answer-with.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

// Real servers and sockets: on a busy machine slower than a unit test may be.
vi.setConfig({ testTimeout: 30_000 });

const messages = [
  { role: "system" as const, content: "You write copy." },
  { role: "user" as const, content: "Write about a perfume." },
];
const completion = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
  usage: {
    prompt_tokens: 11,
    completion_tokens: 3,
    total_tokens: 14,
    prompt_tokens_details: { cached_tokens: 8 },
  },
};

let server: MisbehavingServer;
afterEach(() => server?.close());

async function callAgainst(
  behave: Parameters<typeof misbehavingServer>[0],
  given: Partial<Parameters<typeof callChat>[0]> & { kind?: CallableModel["providerKind"] } = {},
) {
  const { kind = "openai-compatible", ...call } = given;
  server = await misbehavingServer(behave);
  const model = callable({ providerKind: kind, baseUrl: server.baseUrl, name: "m" });
  return callChat({ model, messages, maxOutputTokens: 100, ...call });
}

describe("an answer", () => {
  test("comes with its text, its usage as reported, and the provider's request id", async () => {
    const outcome = await callAgainst(answerWith(completion, { "x-request-id": "req-7" }));
    expect(outcome).toMatchObject({
      kind: "answered",
      text: "Hello",
      usage: { inputTokens: 11, cachedInputTokens: 8, outputTokens: 3 },
      usageSource: "reported",
      finishReason: "stop",
      requestId: "req-7",
    });
    expect(JSON.parse(server.bodies[0] ?? "")).toMatchObject({
      model: "m",
      max_tokens: 100,
      messages: [
        { role: "system", content: "You write copy." },
        { role: "user", content: "Write about a perfume." },
      ],
    });
  });

  const functions = [{ id: "1", type: "function", function: { name: "output", arguments: '{"a":1}' } }];
  test.each([
    [
      {
        content: [
          { type: "text", text: "Hel" },
          { type: "text", text: "lo" },
        ],
      },
      "Hello",
    ],
    [
      {
        content: [
          { type: "thinking", thinking: "Hm" },
          { type: "output_text", text: "Hello" },
        ],
      },
      "Hello",
    ],
    [{ content: "Hello", reasoning_content: "Hm", reasoning: "Hm" }, "Hello"],
    [{ content: null, reasoning_content: '{"a":1}' }, ""],
    [{ content: "", tool_calls: functions }, '{"a":1}'],
    [{ content: null, function_call: { name: "output", arguments: { a: 1 } } }, '{"a":1}'],
    [{ content: { a: 1 } }, '{"a":1}'],
  ])("is read where the provider puts it, and its reasoning is not: %j", async (message, text) => {
    const choices = [{ index: 0, message: { role: "assistant", ...message }, finish_reason: "stop" }];
    expect(await callAgainst(answerWith({ ...completion, choices }))).toMatchObject({
      kind: "answered",
      text,
    });
  });

  test.for(["openai-compatible", "anthropic"] as const)(
    "says what %s told of its limits in passing",
    async (kind) => {
      const openAi = { "x-ratelimit-limit-requests": "500", "x-ratelimit-limit-tokens": "30000" };
      const anthropic = {
        "anthropic-ratelimit-requests-limit": "500",
        "anthropic-ratelimit-tokens-limit": "30000",
      };
      const message = {
        id: "msg",
        type: "message",
        role: "assistant",
        model: "m",
        content: [{ type: "text", text: "Hello" }],
        stop_reason: "end_turn",
        usage: { input_tokens: 11, output_tokens: 3 },
      };
      const isAnthropic = kind === "anthropic";
      const behave = answerWith(isAnthropic ? message : completion, isAnthropic ? anthropic : openAi);
      expect(await callAgainst(behave, { kind })).toMatchObject({
        kind: "answered",
        reportedLimits: { rpm: 500, tpm: 30_000 },
      });
      await server.close();
      const full = answerWith({}, { ...openAi, "retry-after-ms": "70" }, 429);
      expect(await callAgainst(full)).toMatchObject({
        kind: "throttled",
        reportedLimits: { rpm: 500, tpm: 30_000 },
      });
    },
  );

  test("without usage has its tokens counted here, and says so", async () => {
    const { usage: _, ...rest } = completion;
    const outcome = await callAgainst(answerWith(rest));
    expect(outcome).toMatchObject({ kind: "answered", usageSource: "counted" });
    expect(outcome.kind === "answered" && outcome.usage.inputTokens).toBeGreaterThan(10);
    expect(outcome.kind === "answered" && outcome.usage.outputTokens).toBe(1);
  });

  test("that has a text but is said to have taken no output is counted here too (MiXaiLL76/auto_ai_router#142)", async () => {
    const usage = { prompt_tokens: 100, completion_tokens: 0, total_tokens: 100 };
    const outcome = await callAgainst(answerWith({ ...completion, usage }));
    expect(outcome).toMatchObject({ kind: "answered", usageSource: "counted", usage: { outputTokens: 1 } });
  });

  test("is asked for as JSON of a shape where a shape is given", async () => {
    const outputSchema = {
      type: "object",
      properties: { title: { type: "string", maxLength: 10 } },
      required: ["title"],
      additionalProperties: false,
    };
    await callAgainst(answerWith(completion), { outputSchema, parameters: { temperature: 0.2, seed: 7 } });
    const sent = JSON.parse(server.bodies[0] ?? "");
    expect(sent).toMatchObject({ temperature: 0.2, seed: 7 });
    expect(sent.response_format).toMatchObject({
      type: "json_schema",
      json_schema: { name: "output", schema: outputSchema },
    });
  });

  test("from OpenAI itself is asked for without the length keywords that its strict mode refuses", async () => {
    const outputSchema = { type: "object", properties: { title: { type: "string", maxLength: 10 } } };
    await callAgainst(answerWith(completion), { outputSchema, kind: "openai" });
    const { schema } = JSON.parse(server.bodies[0] ?? "").response_format.json_schema;
    expect(schema.properties.title).toEqual({ type: "string", description: "at most 10 characters" });
  });

  test("from Anthropic is read the same way", async () => {
    const body = {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "m",
      content: [{ type: "text", text: "Bonjour" }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: {
        input_tokens: 5,
        output_tokens: 2,
        cache_read_input_tokens: 4,
        cache_creation_input_tokens: 0,
      },
    };
    const outcome = await callAgainst(answerWith(body), { kind: "anthropic" });
    expect(outcome).toMatchObject({
      kind: "answered",
      text: "Bonjour",
      usage: { inputTokens: 9, cachedInputTokens: 4, outputTokens: 2 },
    });
  });

  test("from Google is read the same way", async () => {
    const body = {
      candidates: [{ content: { role: "model", parts: [{ text: "Hola" }] }, finishReason: "STOP", index: 0 }],
      usageMetadata: { promptTokenCount: 6, candidatesTokenCount: 1, totalTokenCount: 7 },
    };
    const outcome = await callAgainst(answerWith(body), { kind: "google" });
    expect(outcome).toMatchObject({
      kind: "answered",
      text: "Hola",
      usage: { inputTokens: 6, cachedInputTokens: 0, outputTokens: 1 },
    });
  });
});

describe("a refusal or an outage is an outcome, never an exception", () => {
  test("429 waits as long as it is told to", async () => {
    const outcome = await callAgainst(answerWith({ error: {} }, { "retry-after-ms": "2000" }, 429));
    expect(outcome.kind).toBe("throttled");
    expect(outcome.kind === "throttled" && outcome.retryAfterMs).toBeGreaterThanOrEqual(2_000);
  });

  test("a quota that is gone is not waited for", async () => {
    const error = { message: "You exceeded your current quota", code: "insufficient_quota" };
    expect(await callAgainst(answerWith({ error }, {}, 429))).toEqual({
      kind: "exhausted",
      code: "insufficient_quota",
      detail: "You exceeded your current quota",
    });
  });

  test("500 is unavailable, 401 is refused with the provider's words", async () => {
    expect(await callAgainst(answerWith("oops", {}, 500))).toMatchObject({
      kind: "unavailable",
      detail: "oops",
    });
    await server.close();
    expect(await callAgainst(answerWith({ error: { message: "Incorrect API key" } }, {}, 401))).toEqual({
      kind: "refused",
      code: "provider_unauthorized",
      detail: "Incorrect API key",
      unaccepted: "key",
    });
  });

  test.for(["anthropic", "google"] as const)("an error that %s hides in a success is one", async (kind) => {
    const error = {
      type: "billing_error",
      code: 402,
      message: "Your credit balance is too low",
      status: "X",
    };
    for (const onText of [undefined, () => {}]) {
      const outcome = await callAgainst(answerWith({ type: "error", error }), {
        kind,
        ...(onText && { onText }),
      });
      expect(outcome.kind).toBe(onText ? "uncertain" : "exhausted");
      await server.close();
    }
    const events = `event: error\ndata: ${JSON.stringify({ type: "error", error })}\n\n`;
    const told = await callAgainst(answerWith(events, { "content-type": "text/event-stream" }), {
      kind,
      onText: () => {},
    });
    expect(told.kind).toBe("exhausted");
  });

  test("a redirect is not followed, because it could lead inside the network", async () => {
    const outcome = await callAgainst(answerWith("", { location: "http://169.254.169.254/" }, 307));
    expect(outcome).toMatchObject({ kind: "refused", code: "provider_rejected" });
  });

  test("a port where nothing listens was not billed", async () => {
    const model = callable({ baseUrl: "http://127.0.0.1:9/v1" });
    expect(await callChat({ model, messages, maxOutputTokens: 10 })).toEqual({
      kind: "unavailable",
      code: "connection_refused",
    });
  });

  test("a host without a name was not billed", async () => {
    const model = callable({ baseUrl: "http://no-such-host.invalid/v1" });
    expect(await callChat({ model, messages, maxOutputTokens: 10 })).toEqual({
      kind: "unavailable",
      code: "name_not_found",
    });
  });

  test("an address inside the network is not even connected to", async () => {
    server = await misbehavingServer(answerWith(completion));
    const literal = callable({ baseUrl: server.baseUrl, allowPrivateNetwork: false });
    expect(await callChat({ model: literal, messages, maxOutputTokens: 10 })).toMatchObject({
      kind: "refused",
      code: "private_address",
    });
    expect(server.bodies).toEqual([]);
  });
});

describe("a call whose end was not seen may have been billed", () => {
  test("no answer in time", async () => {
    const outcome = await callAgainst(() => {}, { timeoutMs: 300 });
    expect(outcome).toEqual({ kind: "uncertain", code: "timeout" });
  });

  test("an answer that stops half-way and says nothing more", async () => {
    const outcome = await callAgainst(
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write('{"id":');
      },
      { timeoutMs: 300 },
    );
    expect(outcome).toEqual({ kind: "uncertain", code: "timeout" });
  });

  test("a body that is cut off", async () => {
    const outcome = await callAgainst((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": 5_000 });
      response.write('{"id":', () => response.destroy());
    });
    expect(outcome).toEqual({ kind: "uncertain", code: "cut_off" });
  });

  test("a connection closed instead of an answer", async () => {
    const outcome = await callAgainst((response) => response.destroy());
    expect(outcome).toEqual({ kind: "uncertain", code: "connection_lost" });
  });

  test("a success that is not JSON, or not of the provider's form", async () => {
    expect(await callAgainst(answerWith("OK"))).toEqual({
      kind: "uncertain",
      code: "invalid_answer",
      detail: "OK",
    });
    await server.close();
    expect(await callAgainst(answerWith({ hello: 1 }))).toEqual({
      kind: "uncertain",
      code: "invalid_answer",
    });
  });

  test("a call that is stopped on the way; one stopped before it starts is not", async () => {
    const stop = new AbortController();
    const outcome = await callAgainst(() => stop.abort(), { signal: stop.signal });
    expect(outcome).toEqual({ kind: "uncertain", code: "aborted" });
    const model = callable({ baseUrl: server.baseUrl });
    expect(await callChat({ model, messages, maxOutputTokens: 10, signal: stop.signal })).toEqual({
      kind: "unavailable",
      code: "aborted",
    });
  });
});

describe("a streamed answer", () => {
  const chunk = (delta: object, finish_reason: string | null = null) =>
    `data: ${JSON.stringify({ id: "c1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  const usage = `data: ${JSON.stringify({ id: "c1", object: "chat.completion.chunk", created: 1, model: "m", choices: [], usage: completion.usage })}\n\n`;

  test("shows its text as it grows and ends with usage", async () => {
    const seen: string[] = [];
    const outcome = await callAgainst(
      (response) => {
        response.writeHead(200, { "content-type": "text/event-stream", "x-request-id": "req-8" });
        for (const part of [chunk({ content: "Hel" }), chunk({ content: "lo" }), chunk({}, "stop"), usage])
          response.write(part);
        response.end("data: [DONE]\n\n");
      },
      { onText: (text) => seen.push(text) },
    );
    expect(seen).toEqual(["Hel", "Hello"]);
    expect(outcome).toMatchObject({
      kind: "answered",
      text: "Hello",
      usage: { inputTokens: 11, cachedInputTokens: 8, outputTokens: 3 },
      requestId: "req-8",
    });
    expect(JSON.parse(server.bodies[0] ?? "")).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test("that breaks off is possibly billed", async () => {
    const outcome = await callAgainst(
      (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(chunk({ content: "Hel" }), () => response.destroy());
      },
      { onText: () => {} },
    );
    expect(outcome).toEqual({ kind: "uncertain", code: "cut_off" });
  });

  test("that ends politely but without a reason is possibly billed too", async () => {
    const outcome = await callAgainst(
      (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.end(chunk({ content: "Hel" }));
      },
      { onText: () => {} },
    );
    expect(outcome.kind).toBe("uncertain");
  });

  test("that is stopped on the way is possibly billed", async () => {
    const stop = new AbortController();
    const outcome = await callAgainst(
      (response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(chunk({ content: "Hel" }));
      },
      { signal: stop.signal, onText: () => stop.abort() },
    );
    expect(outcome).toEqual({ kind: "uncertain", code: "aborted" });
  });
});
