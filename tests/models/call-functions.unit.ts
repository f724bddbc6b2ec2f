import { afterEach, describe, expect, test } from "vitest";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import type { ChatRequest } from "#lib/models/endpoints/chat-request.ts";
import { startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { answerWith } from "./answer-with.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";

let server: MisbehavingServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const functions: ChatRequest["functions"] = [
  {
    name: "stock",
    description: "The stock of a SKU.",
    parameters: { type: "object", properties: { sku: { type: "string" } }, required: ["sku"] },
  },
];
const request: ChatRequest = {
  messages: [
    { role: "system", content: "You write." },
    { role: "user", content: "Write of it. SKU: A-1" },
  ],
  outputSchema: { type: "object", properties: { title: { type: "string" } }, required: ["title"] },
  functions,
  maxOutputTokens: 500,
};
const told: ChatRequest = {
  ...request,
  messages: [
    ...request.messages,
    {
      role: "assistant",
      content: "",
      calls: [
        {
          id: "c1",
          name: "stock",
          arguments: '{"sku":"A-1"}',
          result: '{"stock":12}',
          extra: { extra_content: "s" },
        },
        { id: "c2", name: "stock", arguments: "{}", result: '{"error":"sku: missing."}' },
      ],
    },
  ],
};

const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
const choice = (message: object, finish_reason: string | null = "tool_calls") => ({
  id: "x",
  choices: [{ index: 0, message: { role: "assistant", content: null, ...message }, finish_reason }],
  usage,
});
const call = (more: object = {}) => ({
  id: "c1",
  type: "function",
  function: { name: "stock", arguments: '{"sku":"A-1"}' },
  ...more,
});

async function asks(body: unknown, of: Partial<CallableModel> = {}, more: Partial<ChatRequest> = {}) {
  server = await misbehavingServer(answerWith(body));
  return callChat({ model: callable({ baseUrl: server.baseUrl, ...of }), ...request, ...more });
}
const sent = () => JSON.parse(server?.bodies.at(-1) ?? "{}");
const theCall = { id: "c1", name: "stock", arguments: '{"sku":"A-1"}' };

describe("functions that a model may call", () => {
  test("go out in its provider's words, and the shape of its answer in the prompt", async () => {
    await asks(choice({ tool_calls: [call()] }));
    expect(sent()).toMatchObject({ tools: [{ type: "function", function: { name: "stock" } }] });
    expect(sent()).not.toHaveProperty("response_format");
    expect(sent().messages[0].content).toMatch(/You may call the functions.*JSON Schema/s);
  });

  test("that were called go back with what each was told, whatever the provider", async () => {
    await asks(choice({ content: '{"title":"Fig"}' }, "stop"), {}, told);
    expect(sent().messages.slice(2)).toEqual([
      {
        role: "assistant",
        content: null,
        tool_calls: [
          {
            id: "c1",
            type: "function",
            function: { name: "stock", arguments: '{"sku":"A-1"}' },
            extra_content: "s",
          },
          { id: "c2", type: "function", function: { name: "stock", arguments: "{}" } },
        ],
      },
      { role: "tool", tool_call_id: "c1", content: '{"stock":12}' },
      { role: "tool", tool_call_id: "c2", content: '{"error":"sku: missing."}' },
    ]);
  });

  test("are spoken of to Anthropic and to Google as these do", async () => {
    const anthropic = {
      ...{ id: "m", type: "message", role: "assistant", model: "claude", stop_reason: "tool_use" },
      content: [
        { type: "text", text: "Let me look." },
        { type: "tool_use", id: "c1", name: "stock", input: { sku: "A-1" } },
      ],
      usage: { input_tokens: 100, output_tokens: 20 },
    };
    const claude = await asks(anthropic, { providerKind: "anthropic", name: "claude-sonnet-4-5" }, told);
    expect(claude).toMatchObject({ kind: "answered", text: "Let me look.", calls: [theCall] });
    expect(sent()).toMatchObject({ tools: [{ name: "stock" }] });
    expect(sent().messages.slice(1)).toMatchObject([
      { role: "assistant", content: [{ type: "tool_use", id: "c1", input: { sku: "A-1" } }, { id: "c2" }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "c1" }, { tool_use_id: "c2" }] },
    ]);
    await server?.close();
    const part = { functionCall: { name: "stock", args: { sku: "A-1" } }, thoughtSignature: "sig" };
    const google = {
      candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP" }],
      usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
    };
    const gemini = await asks(google, { providerKind: "google", name: "gemini-3-pro" }, told);
    expect(gemini).toMatchObject({
      kind: "answered",
      calls: [{ name: "stock", arguments: '{"sku":"A-1"}', extra: { google: { thoughtSignature: "sig" } } }],
    });
    expect(sent()).not.toHaveProperty("generationConfig.responseMimeType");
    expect(JSON.stringify(sent().contents)).toContain('"functionResponse"');
  });

  test.each<[string, object, string | null]>([
    ["stop although it calls", { tool_calls: [call()] }, "stop"],
    ["no reason at all", { tool_calls: [call()] }, null],
    ["text beside the call", { content: "Let me look.", tool_calls: [call()] }, "tool_calls"],
    ["a blank text", { content: "", tool_calls: [call()] }, "tool_calls"],
    ["one call without its list", { tool_calls: call() }, "tool_calls"],
    ["nothing among its calls", { tool_calls: [null, call()] }, "tool_calls"],
    ["the older name of the field", { function_call: call().function }, "function_call"],
    [
      "arguments that are no text",
      { tool_calls: [call({ function: { name: "stock", arguments: { sku: "A-1" } } })] },
      "tool_calls",
    ],
    [
      "parameters in place of arguments",
      { tool_calls: [call({ function: { name: "stock", parameters: { sku: "A-1" } } })] },
      "tool_calls",
    ],
    [
      "tags in its text",
      { content: 'Hm.<tool_call>\n{"name":"stock","arguments":{"sku":"A-1"}}\n</tool_call>' },
      "stop",
    ],
  ])("are read of an answer with %s", async (_, message, reason) => {
    const outcome = await asks(choice(message, reason));
    expect(outcome).toMatchObject({
      kind: "answered",
      usageSource: "reported",
      calls: [{ name: "stock", arguments: '{"sku":"A-1"}' }],
    });
  });

  test.each([
    ["", ""],
    [null, ""],
    [undefined, ""],
  ])("with %j for arguments are called with none", async (given, read) => {
    const outcome = await asks(
      choice({ tool_calls: [call({ function: { name: "stock", arguments: given } })] }),
    );
    expect(outcome).toMatchObject({ calls: [{ arguments: read }] });
  });

  test("are none of an answer that says what it was asked for, or whose list is empty", async () => {
    for (const tool_calls of [undefined, null, []]) {
      const outcome = await asks(choice({ content: '{"title":"Fig"}', tool_calls }, "stop"));
      expect(outcome).toMatchObject({ kind: "answered", text: '{"title":"Fig"}' });
      expect(outcome).not.toHaveProperty("calls");
      await server?.close();
    }
  });

  test("nobody offered: what a model calls then is its answer, as ever", async () => {
    const body = choice({ tool_calls: [call({ function: { name: "json", arguments: '{"title":"Fig"}' } })] });
    const { functions: _, ...plain } = request;
    server = await misbehavingServer(answerWith(body));
    const outcome = await callChat({ model: callable({ baseUrl: server.baseUrl }), ...plain });
    expect(outcome).toMatchObject({ text: '{"title":"Fig"}' });
    expect(outcome).not.toHaveProperty("calls");
  });

  const delta = (calls: object[]) => ({ choices: [{ index: 0, delta: { tool_calls: calls } }] });
  const piece = (more: object, name?: string, written?: string) => ({
    ...more,
    function: { ...(name !== undefined && { name }), ...(written !== undefined && { arguments: written }) },
  });
  const one = { name: "stock", arguments: '{"sku":"A-1"}' };
  const two = { name: "stock", arguments: '{"sku":"A-2"}' };
  test.each<[string, object[][], object[]]>([
    [
      "in pieces",
      [
        [piece({ index: 0, id: "a" }, "stock", "")],
        [piece({ index: 0 }, undefined, '{"sku":')],
        [piece({ index: 0 }, undefined, '"A-1"}')],
      ],
      [one],
    ],
    [
      "two beside each other",
      [
        [piece({ index: 0, id: "a" }, "stock", '{"sku":"A')],
        [piece({ index: 1, id: "b" }, "stock", '{"sku":"A')],
        [piece({ index: 0 }, undefined, '-1"}'), piece({ index: 1 }, undefined, '-2"}')],
      ],
      [one, two],
    ],
    [
      "whole, each in a part, without index",
      [[piece({ id: "a" }, "stock", one.arguments)], [piece({ id: "b" }, "stock", two.arguments)]],
      [one, two],
    ],
    [
      "whole, with the same index for each",
      [
        [piece({ index: 0, id: "a" }, "stock", one.arguments)],
        [piece({ index: 0, id: "b" }, "stock", two.arguments)],
      ],
      [one, two],
    ],
    [
      "whole, without index and id",
      [[piece({}, "stock", one.arguments)], [piece({}, "stock", two.arguments)]],
      [one, two],
    ],
    [
      "with an index that begins at one",
      [[piece({ index: 1, id: "a" }, "stock", "")], [piece({ index: 1 }, undefined, one.arguments)]],
      [one],
    ],
    [
      "with name and id said again in each part",
      [[piece({ index: 0, id: "a" }, "stock", '{"sku":')], [piece({ index: 0, id: "a" }, "stock", '"A-1"}')]],
      [one],
    ],
    [
      "with null in place of what does not change",
      [
        [piece({ index: 0, id: "a" }, "stock", "")],
        [{ index: 0, id: null, function: { name: null, arguments: one.arguments } }],
      ],
      [one],
    ],
    [
      "said once more at the end",
      [
        [piece({ index: 0, id: "a" }, "stock", one.arguments)],
        [piece({ index: 0, id: "a" }, "stock", one.arguments)],
      ],
      [one],
    ],
  ])("are put together of a stream that brings them %s", async (_, parts, calls) => {
    const events = [
      ...parts.map(delta),
      { choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage },
    ];
    const text = `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`;
    const outcome = await asks(text, {}, { onText: () => {} });
    expect(outcome).toMatchObject({ kind: "answered" });
    expect((outcome as { calls?: object[] }).calls).toMatchObject(calls);
    expect((outcome as { calls?: object[] }).calls).toHaveLength(calls.length);
  });

  const refusals = [
    "registry.ollama.ai/library/gemma:2b does not support tools",
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    'No endpoints found that support tool use. Try disabling "stock".',
    "Function calling is not enabled for models/gemma-3",
    "`tools` is not supported by this model",
    "Unsupported parameter: tools",
    "该模型不支持工具调用",
  ];
  test.each(refusals)("that a model does not call are not offered again: %s", async (words) => {
    server = await misbehavingServer(answerWith({ error: { message: words } }, {}, 400));
    const model = callable({ baseUrl: server.baseUrl });
    expect(await callChat({ model, ...request })).toMatchObject({
      kind: "refused",
      code: "no_functions",
      detail: words,
    });
    expect(capabilitiesOf(model)).toMatchObject({ functions: false, structuredOutput: "json_schema" });
    const asked = server.bodies.length;
    expect(await callChat({ model, ...request })).toMatchObject({ kind: "refused", code: "no_functions" });
    expect(server.bodies).toHaveLength(asked);
  });

  test.each([
    "Invalid 'tools[0].function.name': string does not match pattern",
    "Invalid schema for function 'stock': In context=(), 'additionalProperties' is required",
  ])("that are worded wrongly say nothing of the model: %s", async (words) => {
    server = await misbehavingServer(answerWith({ error: { message: words } }, {}, 400));
    const model = callable({ baseUrl: server.baseUrl });
    expect(await callChat({ model, ...request })).toMatchObject({ kind: "refused", detail: words });
    expect(capabilitiesOf(model).functions).toBe(true);
  });

  test("are called by the sandbox once for each, streamed or not, and it writes from what it was told", async () => {
    const sandbox = await startSandbox();
    try {
      const model = callable({ baseUrl: `${sandbox.url}/v1`, providerKind: "sandbox" });
      for (const more of [{}, { onText: () => {} }]) {
        const first = await callChat({ model, ...request, ...more });
        if (first.kind !== "answered") throw new Error(JSON.stringify(first));
        expect(first).toMatchObject({
          calls: [{ name: "stock", arguments: '{"sku":"A-1"}' }],
          usageSource: "reported",
        });
        const calls = (first.calls ?? []).map((one) => ({ ...one, result: '{"title":"Twelve figs"}' }));
        const messages = [...request.messages, { role: "assistant" as const, content: first.text, calls }];
        const second = await callChat({ model, ...request, messages, ...more });
        if (second.kind !== "answered") throw new Error(JSON.stringify(second));
        expect(second.calls).toBeUndefined();
        expect(JSON.parse(second.text)).toEqual({ title: expect.stringContaining("Twelve figs") });
      }
      const stray = { ...told.messages.at(-1), calls: [] } as ChatRequest["messages"][number];
      expect(await callChat({ model, ...request, messages: [...request.messages, stray] })).toMatchObject({
        kind: "refused",
      });
    } finally {
      await sandbox.close();
    }
  });
});
