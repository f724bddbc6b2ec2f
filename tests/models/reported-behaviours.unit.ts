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

describe("is no answer", () => {
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
