import { describe, expect, test } from "vitest";
import { CallFault } from "#lib/models/endpoints/call-outcome.ts";
import { readCompletion } from "#lib/models/endpoints/read-completion.ts";
import { readUsage } from "#lib/models/endpoints/read-usage.ts";
import { type Meter, meterOf } from "#lib/models/meter.ts";

function outcome(body: unknown): unknown {
  try {
    return readCompletion(typeof body === "string" ? body : JSON.stringify(body));
  } catch (fault) {
    if (fault instanceof CallFault) return fault.outcome;
    throw fault;
  }
}

const message = { role: "assistant", content: "Hello" };
const usage = { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 };

describe("an error inside a success is told like any other", () => {
  test.each([
    [{ error: { message: "Insufficient credits", code: 402 } }, "exhausted", "http_402"],
    [{ error: { message: "slow down", code: "429" } }, "throttled"],
    [{ error: { message: "slow down", type: "rate_limit_error" } }, "throttled"],
    [{ error: { message: "No credit left", code: "insufficient_quota" } }, "exhausted", "insufficient_quota"],
    [{ error: { message: "Upstream failed", code: 502 } }, "unavailable", "http_502"],
    [{ error: { message: "Something happened" } }, "unavailable", "http_500"],
    [{ error: "Rate limit reached" }, "throttled"],
    [{ error: { message: "bad key", code: "invalid_api_key" } }, "refused", "provider_unauthorized"],
    [{ error: { message: "no such model", code: "model_not_found" } }, "refused", "provider_not_found"],
    [{ error: { message: "bad", type: "invalid_request_error" } }, "refused", "provider_rejected"],
    [{ choices: null, base_resp: { status_code: 1008, status_msg: "insufficient balance" } }, "exhausted"],
    [{ error_code: 18, error_msg: "Open api qps request limit reached: too many requests" }, "throttled"],
    [{ code: "Arrearage", message: "Access denied, overdue", request_id: "x" }, "exhausted", "Arrearage"],
    [{ code: 500, msg: "404 NOT_FOUND", success: false }, "unavailable", "http_500"],
    [[{ error: { code: 503, message: "overloaded" } }], "unavailable", "http_503"],
    [
      { choices: [{ error: { code: 502, message: "Bad gateway" }, message: { content: "" } }] },
      "unavailable",
      "http_502",
    ],
    [`data: ${JSON.stringify({ error: { message: "slow", code: 429 } })}\n\ndata: [DONE]\n\n`, "throttled"],
  ])("%j", (body, kind, code = expect.anything()) => {
    expect(outcome(body)).toMatchObject(kind === "throttled" ? { kind } : { kind, code });
  });
});

describe("what is no answer", () => {
  const invalid = { kind: "uncertain", code: "invalid_answer" };
  test.each([
    [""],
    ["\n\n"],
    ["null"],
    ["[]"],
    ['{"choices":[]}'],
    ['{"choices":[null]}'],
    ['{"a":1}'],
    ['"x"'],
    ["{"],
  ])("may have been billed: %j", (body) => expect(outcome(body)).toMatchObject(invalid));

  test.each(["<!doctype html><style>p{}</style><p>Sign in", "\n<HTML lang='en'><body>Sign in</body>"])(
    "a page is none, and nobody bills it: %s",
    (page) =>
      expect(outcome(page)).toEqual({ kind: "unavailable", code: "invalid_answer", detail: "Sign in" }),
  );

  test("costs what it reports", () => {
    for (const choices of [null, [], [{ message: null }]])
      expect(outcome({ choices, usage })).toMatchObject({
        text: "",
        usage: { inputTokens: 10, outputTokens: 3 },
      });
  });
});

describe("a stream", () => {
  const event = (event: object) => `data: ${JSON.stringify(event)}\n\n`;
  const delta = (delta: object, finish_reason: string | null = null) =>
    event({ id: "c", choices: [{ index: 0, delta, finish_reason }] });
  const usual = [
    ": keep-alive\n\n",
    delta({ role: "assistant", content: "" }),
    delta({ reasoning_content: '{"title":"DRAFT"}' }),
    delta({ content: "Hel" }),
    delta({ content: "lo" }),
    delta({}, "stop"),
    event({ choices: [], usage }),
    "data: [DONE]\n\n",
  ];
  const whole = { text: "Hello", finishReason: "stop", id: "c", usage: { inputTokens: 10, outputTokens: 3 } };

  test("is read as an answer whether or not one was asked for", () => {
    expect(outcome(usual.join(""))).toMatchObject(whole);
    expect(outcome(`\n${usual.join("").replaceAll("\n", "\r\n")}`)).toMatchObject(whole);
    expect(outcome(usual.join("").replaceAll("data: ", "data:").trimEnd())).toMatchObject(whole);
  });

  test("may report its usage in its last choice or in a field of the provider's", () => {
    const last = event({ id: "c", choices: [{ delta: {}, finish_reason: "stop", usage }] });
    expect(outcome(delta({ content: "Hello" }) + last)).toMatchObject(whole);
    const groq = event({ id: "c", choices: [{ delta: {}, finish_reason: "stop" }], x_groq: { usage } });
    expect(outcome(delta({ content: "Hello" }) + groq)).toMatchObject(whole);
  });

  test("that calls a function has its arguments for an answer", () => {
    const called = (text: string) => delta({ tool_calls: [{ index: 0, function: { arguments: text } }] });
    expect(outcome(called('{"a"') + called(":1}") + delta({}, "tool_calls"))).toMatchObject({
      text: '{"a":1}',
    });
  });

  test("is whole with a reason, or with [DONE] and usage; else it was cut off", () => {
    const cutOff = { kind: "uncertain", code: "cut_off" };
    const text = delta({ content: "Hello" });
    expect(outcome(`${text}${event({ choices: [], usage })}data: [DONE]\n\n`)).toMatchObject({
      text: "Hello",
    });
    expect(outcome(text)).toEqual(cutOff);
    expect(outcome(`${text}data: [DONE]\n\n`)).toEqual(cutOff);
    expect(outcome(text + event({ choices: [], usage }))).toEqual(cutOff);
  });
});

test.each([
  ["length", "length"],
  ["MAX_TOKENS", "length"],
  ["max_output_tokens", "length"],
  ["content_filter", "content-filter"],
  ["sensitive", "content-filter"],
  ["stop", "stop"],
  ["STOP", "stop"],
  [null, "other"],
  ["tool_calls", "other"],
])("a reason to stop in any spelling: %s is %s", (finish_reason, finishReason) => {
  expect(outcome({ choices: [{ message, finish_reason }] })).toMatchObject({ finishReason });
});

describe("usage", () => {
  const base = { prompt_tokens: 100, completion_tokens: 50 };
  test.each([
    [base, [100, 0, 50, 0]],
    [{ prompt_tokens: "100", completion_tokens: "50", total_tokens: "150" }, [100, 0, 50, 0]],
    [{ input_tokens: 100, output_tokens: 50 }, [100, 0, 50, 0]],
    [{ ...base, prompt_tokens_details: { cached_tokens: 80 } }, [100, 80, 50, 0]],
    [{ ...base, prompt_tokens_details: { cached_tokens: "80" } }, [100, 80, 50, 0]],
    [{ ...base, cached_tokens: 80 }, [100, 80, 50, 0]],
    [{ ...base, prompt_cache_hit_tokens: 80, prompt_cache_miss_tokens: 20 }, [100, 80, 50, 0]],
    [{ input_tokens: 100, output_tokens: 50, input_tokens_details: { cached_tokens: 80 } }, [100, 80, 50, 0]],
    [{ ...base, total_tokens: 150, completion_tokens_details: { reasoning_tokens: 40 } }, [100, 0, 50, 40]],
    [
      { ...base, total_tokens: 550, completion_tokens_details: { reasoning_tokens: 400 } },
      [100, 0, 450, 400],
    ],
    [{ ...base, total_tokens: 550, reasoning_tokens: 400 }, [100, 0, 450, 400]],
    [{ ...base, total_tokens: 550 }, [100, 0, 450, 400]],
    [{ ...base, completion_tokens_details: { reasoning_tokens: 400 } }, [100, 0, 50, 50]],
  ])("%j", (usage, [inputTokens, cachedInputTokens, outputTokens, reasoningTokens]) => {
    expect(readUsage(usage)).toEqual(
      meterOf({ inputTokens, cachedInputTokens, outputTokens, reasoningTokens } as Partial<Meter>),
    );
  });

  test.each([
    [undefined],
    [null],
    [{}],
    ["100"],
    [{ prompt_tokens: 100 }],
    [{ prompt_tokens: 0, completion_tokens: 0 }],
    [{ prompt_tokens: "many", completion_tokens: 5 }],
  ])("that says nothing to bill by is none: %j", (usage) => expect(readUsage(usage)).toBeNull());
});

describe("what a call took is read wherever it is told", () => {
  const choices = [{ message, finish_reason: "stop" }];
  const google = { promptTokenCount: 10, candidatesTokenCount: 3, cachedContentTokenCount: 4 };
  test.each<[where: string, body: object, more?: object]>([
    ["as a text", { choices, usage: JSON.stringify(usage) }],
    ["in texts", { choices, usage: { prompt_tokens: "10", completion_tokens: "3.0" } }],
    ["in the message", { choices: [{ message: { ...message, usage } }] }],
    ["beside the choices", { choices, x_groq: { usage } }],
    ["in Google's names", { choices, usageMetadata: google }, { cachedInputTokens: 4 }],
    ["in other letters", { choices, usage: { promptTokens: 10, completionTokens: 3 } }],
    [
      "as a total alone",
      { choices, usage: { prompt_tokens: 10, completion_tokens: null, total_tokens: 13 } },
    ],
    [
      "under a name that is nought elsewhere",
      { choices, usage: { ...usage, prompt_tokens: 0, input_tokens: 10 } },
    ],
    ["around the answer", { code: 0, data: { choices, usage } }],
    [
      "with what was cached in a text",
      { choices, usage: { ...usage, prompt_tokens_details: { cached_tokens: "4" } } },
      { cachedInputTokens: 4 },
    ],
  ])("%s", (_, body, more) => {
    expect(outcome(body)).toMatchObject({
      text: "Hello",
      usage: { inputTokens: 10, outputTokens: 3, cachedInputTokens: 0, ...more },
    });
  });
});

test.each([
  [
    "length",
    ["FinishReason.MAX_TOKENS", "max-tokens", "token_limit", "length_limit", "model_context_window_exceeded"],
  ],
  ["content-filter", ["content-filter", "SAFETY", "FINISH_REASON_SAFETY", "high_risk"]],
])("an answer ended for %s in any spelling", (finishReason, reasons) => {
  for (const finish_reason of reasons)
    expect(outcome({ choices: [{ message, finish_reason }], usage }), finish_reason).toMatchObject({
      finishReason,
    });
});
