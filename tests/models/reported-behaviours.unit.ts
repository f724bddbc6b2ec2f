import { describe, expect, test } from "vitest";
import type { CallFault } from "#lib/models/endpoints/call-outcome.ts";
import { readCompletion } from "#lib/models/endpoints/read-completion.ts";
import { meterOf } from "#lib/models/meter.ts";

const events = (...parts: object[]) =>
  `${parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join("")}data: [DONE]\n\n`;
const usage = { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 };
const metered = meterOf({ inputTokens: 100, outputTokens: 40 });
const JSON_TEXT = '{"title":"Fig"}';

function fault(body: string): unknown {
  try {
    return readCompletion(body);
  } catch (cause) {
    return (cause as CallFault).outcome;
  }
}

/** Each after a public report, named by where it was made. */
describe("is read as it was meant", () => {
  test("a stream whose every chunk has an empty finish_reason (sgl-project/sglang#3912)", () => {
    const chunk = (content: string, finish_reason: string) => ({
      choices: [
        { index: 0, delta: { role: null, content, tool_calls: null }, finish_reason, matched_stop: null },
      ],
      usage: null,
    });
    const body = events(chunk('{"title":', ""), chunk('"Fig"}', ""), chunk("", "stop"), {
      choices: [],
      usage,
    });
    expect(readCompletion(body)).toMatchObject({ text: JSON_TEXT, finishReason: "stop", usage: metered });
  });

  test("a stream that begins with what the filter found, and has chunks without a delta (microsoft/semantic-kernel#3650)", () => {
    const body = events(
      {
        id: "",
        choices: [],
        created: 0,
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
      },
      {
        choices: [
          { index: 0, delta: { content: JSON_TEXT }, finish_reason: null, content_filter_results: {} },
        ],
      },
      { choices: [{ index: 0, finish_reason: null, content_filter_offsets: { start_offset: 0 } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      { choices: [], usage },
    );
    expect(readCompletion(body)).toMatchObject({ text: JSON_TEXT, usage: metered });
  });

  test.each([
    [
      "at once",
      JSON.stringify({ choices: [{ message: { content: parts() }, finish_reason: "stop" }], usage }),
    ],
    ["in a stream", events({ choices: [{ delta: { content: parts() }, finish_reason: "stop" }], usage })],
  ])("content in parts, some of them thinking, %s (infiniflow/ragflow#14805)", (_, body) => {
    expect(readCompletion(body)).toMatchObject({ text: JSON_TEXT, usage: metered });
  });

  test("usage that rises with every chunk: the last counts (alfredapp/openai-workflow#52)", () => {
    const chunk = (content: string, completion_tokens: number) => ({
      choices: [{ index: 0, delta: { role: "assistant", content } }],
      usage: { prompt_tokens: 100, completion_tokens, total_tokens: 100 + completion_tokens },
    });
    expect(readCompletion(events(chunk('{"title":', 20), chunk('"Fig"}', 40)))).toMatchObject({
      text: JSON_TEXT,
      usage: metered,
    });
  });

  test("an answer that ends for a tool nobody offered (mudler/LocalAI#6218)", () => {
    const body = {
      choices: [{ index: 0, finish_reason: "tool_calls", message: { content: JSON_TEXT } }],
      usage,
    };
    expect(readCompletion(JSON.stringify(body))).toMatchObject({ text: JSON_TEXT });
  });

  test("an answer that says nothing but is billed for its prompt (BerriAI/litellm#16651)", () => {
    const body = {
      choices: [{ finish_reason: "stop", message: { content: null, tool_calls: null, function_call: null } }],
      usage: {
        completion_tokens: 0,
        prompt_tokens: 8_412,
        total_tokens: 8_412,
        prompt_tokens_details: { cached_tokens: null },
      },
    };
    expect(readCompletion(JSON.stringify(body))).toMatchObject({
      text: "",
      usage: meterOf({ inputTokens: 8_412 }),
    });
  });

  test.each<[what: string, choice: object]>([
    ["parts that are bare texts or nothing", { message: { content: [null, JSON_TEXT, 7] } }],
    ["a message that is a bare text", { message: JSON_TEXT }],
    ["a part of a stream outside of one", { delta: { content: JSON_TEXT } }],
    ["a text as of the older completions", { text: JSON_TEXT }],
    ["a refusal that is none", { message: { content: JSON_TEXT, refusal: false } }],
    ["a refusal of nothing", { message: { content: JSON_TEXT, refusal: {} } }],
    ["calls of nothing", { message: { content: JSON_TEXT, tool_calls: [null] } }],
  ])("%s, and costs what it says", (_, choice) => {
    const body = JSON.stringify({ choices: [{ finish_reason: "stop", ...choice }], usage });
    expect(readCompletion(body)).toMatchObject({ text: JSON_TEXT, finishReason: "stop", usage: metered });
  });

  test.each(["RECITATION", "recitation", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII"])(
    "Google's %s is its filter (pydantic/pydantic-ai#3202)",
    (finish_reason) => {
      const body = { choices: [{ finish_reason, message: { content: "" } }], usage };
      expect(readCompletion(JSON.stringify(body)).finishReason).toBe("content-filter");
    },
  );
});

describe("costs what it cost", () => {
  test("cached input that is counted beside the input (langfuse/langfuse#12306)", () => {
    const told = {
      input_tokens: 5,
      cache_read_input_tokens: 1_000,
      cache_creation_input_tokens: 50,
      output_tokens: 40,
    };
    const body = { choices: [{ finish_reason: "stop", message: { content: JSON_TEXT } }], usage: told };
    expect(readCompletion(JSON.stringify(body)).usage).toEqual(
      meterOf({ inputTokens: 1_055, cachedInputTokens: 1_000, cacheWriteTokens: 50, outputTokens: 40 }),
    );
  });

  test("cached input that is part of the input (langfuse/langfuse#10592)", () => {
    const told = {
      prompt_tokens: 1_000,
      completion_tokens: 40,
      prompt_tokens_details: { cached_tokens: 900 },
    };
    const body = { choices: [{ finish_reason: "stop", message: { content: JSON_TEXT } }], usage: told };
    expect(readCompletion(JSON.stringify(body)).usage).toEqual(
      meterOf({ inputTokens: 1_000, cachedInputTokens: 900, outputTokens: 40 }),
    );
  });
});

test.each<[who: string, told: object, is: Parameters<typeof meterOf>[0]]>([
  [
    "Bedrock, whose total counts the cache beside the input",
    { inputTokens: 500, outputTokens: 5, totalTokens: 585, cacheReadInputTokens: 80 },
    { inputTokens: 580, cachedInputTokens: 80, outputTokens: 5 },
  ],
  [
    "Bedrock's headers",
    { inputTokenCount: 100, outputTokenCount: 5, cacheReadInputTokenCount: 80 },
    { inputTokens: 100, cachedInputTokens: 80, outputTokens: 5 },
  ],
  [
    "new-api before Anthropic (QuantumNous/new-api)",
    {
      prompt_tokens: 5,
      completion_tokens: 5,
      total_tokens: 10,
      prompt_tokens_details: { cached_tokens: 1_000, cached_creation_tokens: 50 },
    },
    { inputTokens: 1_055, cachedInputTokens: 1_000, cacheWriteTokens: 50, outputTokens: 5 },
  ],
  [
    "LangChain",
    {
      input_tokens: 100,
      output_tokens: 5,
      total_tokens: 105,
      input_token_details: { cache_read: 80, cache_creation: 10 },
    },
    { inputTokens: 100, cachedInputTokens: 80, cacheWriteTokens: 10, outputTokens: 5 },
  ],
  [
    "servers in Java",
    {
      promptTokens: 100,
      completionTokens: 50,
      promptCacheHitTokens: 80,
      completionTokensDetails: { reasoningTokens: 40 },
    },
    { inputTokens: 100, cachedInputTokens: 80, outputTokens: 50, reasoningTokens: 40 },
  ],
  [
    "the AI SDK",
    { inputTokens: 100, outputTokens: 50, totalTokens: 150, cachedInputTokens: 80 },
    { inputTokens: 100, cachedInputTokens: 80, outputTokens: 50 },
  ],
  [
    "xAI, once",
    { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_prompt_text_tokens: 80 } },
    { inputTokens: 100, cachedInputTokens: 80, outputTokens: 5 },
  ],
])("what was cached is read by the names of %s", (_, told, is) => {
  const body = { choices: [{ finish_reason: "stop", message: { content: JSON_TEXT } }], usage: told };
  expect(readCompletion(JSON.stringify(body)).usage).toEqual(meterOf(is));
});

describe("is no answer", () => {
  const begun = { id: "g", choices: [{ delta: { content: '{"title":"Fi' }, finish_reason: null }] };
  const error = { code: 502, message: "Provider disconnected unexpectedly" };
  const brokenOff = { kind: "uncertain", code: "cut_off", detail: error.message };

  test.each<[where: string, body: string]>([
    [
      "in an event beside a choice (diegosouzapw/OmniRoute#8210)",
      events(begun, { error, choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }] }),
    ],
    ["in an event of its own (open-octo/octo-agent#910)", events(begun, { error })],
    [
      "in its choice (genkit-ai/genkit#6259)",
      events(begun, { choices: [{ error, delta: {}, finish_reason: "error" }] }),
    ],
    [
      "in a whole answer (razzant/claudexor#144)",
      JSON.stringify({
        choices: [{ error, finish_reason: "error", message: { content: '{"title":"Fi' } }],
      }),
    ],
  ])("one that its provider broke off, and says why %s", (_, body) => expect(fault(body)).toEqual(brokenOff));

  test.each<[what: string, body: string, code: string]>([
    ["a proxy's sentence", "upstream connect error or disconnect/reset before headers", "invalid_answer"],
    ["a sentence in a stream", "data: upstream error: overloaded\n\ndata: [DONE]\n\n", "cut_off"],
  ])("%s, whose words are kept", (_, body, code) => {
    expect(fault(body)).toMatchObject({
      kind: "uncertain",
      code,
      detail: expect.stringMatching(/^upstream/),
    });
  });

  test("one that its model broke off, and that took nothing (BerriAI/litellm#23273)", () => {
    const body = {
      choices: [
        {
          index: 0,
          finish_reason: "error",
          native_finish_reason: "MALFORMED_FUNCTION_CALL",
          message: { role: "assistant", content: null, refusal: null, reasoning: null },
        },
      ],
      usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    };
    expect(fault(JSON.stringify(body))).toEqual({ kind: "unavailable", code: "broken_answer" });
    expect(fault(events({ choices: [{ delta: { content: "" }, finish_reason: "error" }] }))).toEqual({
      kind: "unavailable",
      code: "broken_answer",
    });
  });

  test("null in the place of an error (open-webui/open-webui#28938)", () => {
    expect(fault("null")).toEqual({ kind: "uncertain", code: "invalid_answer" });
  });

  test("an overloaded server that says so in a success, streamed or not (QuantumNous/new-api#7399)", () => {
    const error = {
      type: "server_error",
      code: "server_is_overloaded",
      message: "Our servers are currently overloaded. Please try again later.",
    };
    expect(fault(JSON.stringify({ error }))).toMatchObject({ kind: "unavailable" });
    expect(fault(events({ error }))).toMatchObject({ kind: "unavailable" });
  });
});

function parts(): object[] {
  return [
    { type: "thinking", thinking: [{ type: "text", text: 'A draft: {"title":"No"}' }], closed: true },
    { type: "reference", reference_ids: [1] },
    { type: "text", text: JSON_TEXT },
  ];
}
