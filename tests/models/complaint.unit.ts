import { describe, expect, test } from "vitest";
import { classifyAnswer } from "#lib/models/endpoints/classify.ts";
import type { Complaint } from "#lib/models/endpoints/complaint.ts";

/** What a refusal is taken to be about; `null` for one that is not about the way of asking. */
function about(status: number, body: unknown): Omit<Complaint, "words"> | null {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const outcome = classifyAnswer({ status, headers: {}, body: text }, 0, new Date(0));
  if (!("complaint" in outcome) || !outcome.complaint) return null;
  const { words: _, ...told } = outcome.complaint;
  return told;
}

const error = (message: string, more: object = {}) => ({
  error: { message, type: "invalid_request_error", param: null, code: null, ...more },
});

describe("a refusal of structured output is understood in any wording and status", () => {
  test.each<[provider: string, status: number, body: unknown]>([
    ["DeepSeek", 400, error("This response_format type is unavailable now")],
    [
      "OpenAI",
      400,
      error(
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model. Learn more about supported models at the Structured Outputs guide.",
      ),
    ],
    ["OpenAI, by its parameter", 400, error("Unknown value.", { param: "response_format" })],
    [
      "a schema that it does not compile",
      400,
      error(
        "Invalid schema for response_format 'output': In context=('properties', 'title'), 'maxLength' is not permitted.",
        { param: "response_format", code: "invalid_json_schema" },
      ),
    ],
    [
      "the word json",
      400,
      error(
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
        { param: "messages" },
      ),
    ],
    [
      "Groq",
      400,
      error(
        "This model does not support response format `json_schema`. See supported models at https://console.groq.com/docs/structured-outputs",
      ),
    ],
    [
      "Groq, that could not write it",
      400,
      error("Failed to generate JSON. Please adjust your prompt.", { code: "json_validate_failed" }),
    ],
    [
      "Azure",
      400,
      error(
        "response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later",
        { code: "BadRequest" },
      ),
    ],
    [
      "vLLM without a grammar",
      400,
      {
        object: "error",
        message: "The provided JSON schema contains features not supported by xgrammar.",
        code: 400,
      },
    ],
    ["LM Studio", 400, { error: "'response_format.type' must be 'json_schema' or 'text'" }],
    [
      "pydantic",
      422,
      {
        detail: [
          {
            type: "extra_forbidden",
            loc: ["body", "response_format"],
            msg: "Extra inputs are not permitted",
          },
        ],
      },
    ],
    [
      "serde",
      422,
      "Failed to deserialize the JSON body into the target type: response_format: unknown variant `json_schema`, expected `text` or `json_object` at line 1 column 99",
    ],
    [
      "Mistral's old models",
      422,
      {
        detail: [
          {
            loc: ["body", "response_format", "type"],
            msg: "Input should be 'text' or 'json_object'",
            type: "enum",
          },
        ],
      },
    ],
    ["SiliconFlow", 400, { code: 20024, message: "Json mode is not supported for this model.", data: null }],
    [
      "DashScope",
      400,
      error(
        "<400> InternalError.Algo.InvalidParameter: 'response_format.type' Invalid value: json_schema. Supported values are: text, json_object",
      ),
    ],
    ["Zhipu", 400, { error: { code: "1210", message: "API 调用参数有误，response_format 参数非法" } }],
    ["a gateway in Chinese", 400, error("当前模型不支持结构化输出")],
    [
      "Ark",
      400,
      error(
        "The parameter `response_format.type` specified in the request are not valid: `json_schema` is not supported by this model.",
        { param: "response_format.type", code: "InvalidParameter" },
      ),
    ],
    [
      "OpenRouter",
      404,
      error(
        "No endpoints found that can handle response_format: structured output is not supported by any of them",
      ),
    ],
    ["a gateway that fails", 500, error("upstream error: response_format is not supported")],
    ["one that has not got it", 501, error("json_schema is not implemented")],
    ["llama.cpp", 400, error("Failed to initialize samplers: failed to parse grammar")],
    ["llama.cpp, as a failure", 500, error("failed to parse grammar", { code: 500, type: "server_error" })],
    ["vLLM, as a failure", 500, { message: "Failed to compile json schema: unsupported keyword maxLength" }],
    ["Ollama, as a failure", 500, { error: "failed to load model vocabulary required for format" }],
    [
      "Google, of a large schema",
      400,
      error("The specified schema produces a constraint that has too many states for serving."),
    ],
    [
      "Anthropic",
      400,
      {
        type: "error",
        error: { type: "invalid_request_error", message: "output_format: Extra inputs are not permitted" },
      },
    ],
    [
      "Google",
      400,
      {
        error: {
          code: 400,
          message:
            "Invalid JSON payload received. Unknown name \"responseJsonSchema\" at 'generation_config': Cannot find field. response_schema",
          status: "INVALID_ARGUMENT",
        },
      },
    ],
    [
      "Google's small models",
      400,
      {
        error: {
          code: 400,
          message: "JSON mode is not enabled for models/gemma-3-27b-it",
          status: "INVALID_ARGUMENT",
        },
      },
    ],
    ["Ollama", 400, { error: { message: "registry.ollama.ai/library/gemma:2b does not support tools" } }],
  ])("%s", (_, status, body) => {
    expect(about(status, body)).toMatchObject({ about: "structuredOutput" });
  });
});

describe("a refusal of the field that bounds an answer", () => {
  test.each<[provider: string, status: number, body: unknown]>([
    [
      "OpenAI",
      400,
      error(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        { param: "max_tokens", code: "unsupported_parameter" },
      ),
    ],
    ["an older server", 400, error("Unrecognized request argument supplied: max_completion_tokens")],
    [
      "pydantic",
      422,
      {
        detail: [
          {
            type: "extra_forbidden",
            loc: ["body", "max_completion_tokens"],
            msg: "Extra inputs are not permitted",
          },
        ],
      },
    ],
    ["a gateway that fails", 500, error("unknown field `max_completion_tokens`")],
  ])("%s", (_, status, body) => {
    expect(about(status, body)).toEqual({ about: "tokenLimit" });
  });
});

describe("a longer answer than the model gives is understood, with the figures named", () => {
  test.each<[provider: string, body: unknown, figure: number]>([
    [
      "OpenAI",
      error(
        "max_tokens is too large: 100000. This model supports at most 16384 completion tokens, whereas you provided 100000.",
        { param: "max_tokens" },
      ),
      16_384,
    ],
    ["DeepSeek", error("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"), 8_192],
    [
      "DashScope",
      error("<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 8192]"),
      8_192,
    ],
    [
      "Anthropic",
      {
        type: "error",
        error: {
          type: "invalid_request_error",
          message:
            "max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens for claude",
        },
      },
      8_192,
    ],
    [
      "Groq",
      error(
        "`max_tokens` must be less than or equal to `32768`, the maximum value for `max_tokens` is less than the `context_window` for this model",
      ),
      32_768,
    ],
    [
      "Google",
      {
        error: {
          code: 400,
          message:
            "Unable to submit request because it has a maxOutputTokens value of 100000 but the supported range is from 1 (inclusive) to 8193 (exclusive).",
          status: "INVALID_ARGUMENT",
        },
      },
      8_192,
    ],
  ])("%s", (_, body, figure) => {
    const told = about(400, body) as { about: string; figures: number[] };
    expect(told.about).toBe("mostOutputTokens");
    expect(told.figures).toContain(figure);
  });

  test.each<[provider: string, body: unknown, tokens: number]>([
    [
      "OpenAI",
      error(
        "This model's maximum context length is 4097 tokens. However, you requested 5000 tokens (1000 in the messages, 4000 in the completion).",
        { code: "context_length_exceeded" },
      ),
      4_097,
    ],
    [
      "vLLM",
      {
        object: "error",
        message:
          "'max_tokens' or 'max_completion_tokens' is too large: 16384. This model's maximum context length is 8192 tokens and your request has 1000 input tokens (16384 > 8192 - 1000).",
        code: 400,
      },
      8_192,
    ],
    [
      "llama.cpp",
      {
        error: {
          code: 400,
          message: "the request exceeds the available context size (4096 tokens), try increasing it",
          type: "exceed_context_size_error",
        },
      },
      4_096,
    ],
  ])("the whole context of %s", (_, body, tokens) => {
    expect(about(400, body)).toEqual({ about: "contextTokens", tokens });
  });
});

describe("what does not fit together with the prompt is never taken for the longest answer", () => {
  test.each<[provider: string, words: string, tokens: number]>([
    [
      "Anthropic",
      "input length and `max_tokens` exceed context limit: 199980 + 1200 > 200000, decrease input length or `max_tokens` and try again",
      200_000,
    ],
    [
      "TGI and Together",
      "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens and 512 `max_new_tokens`",
      4_096,
    ],
    ["a sum in words", "The sum of prompt and max_tokens must not exceed 32,768 tokens", 32_768],
    ["a sum in Chinese", "输入长度与 max_tokens 之和不能超过 32768", 32_768],
    ["a context by another name", "max_tokens too large: 8192-token context window exceeded", 8_192],
  ])("%s: the context is learnt", (_, words, tokens) => {
    expect(about(400, error(words))).toEqual({ about: "contextTokens", tokens });
  });

  test.each([
    "Prompt and max_tokens together are too long",
    "max_tokens is too large for this prompt",
    "The messages and max_completion_tokens exceed what this model takes",
    "input tokens plus max_new_tokens exceed the maximum",
    "max_tokens 超过上下文长度",
  ])("without a figure it is about this row: %s", (words) => {
    expect(about(400, error(words))).toBeNull();
  });

  test("but an input that is the field's own value is no prompt", () => {
    const detail = [
      {
        type: "less_than_equal",
        loc: ["body", "max_tokens"],
        msg: "Input should be less than or equal to 8192",
        input: 9_000,
      },
    ];
    expect(about(422, { detail })).toMatchObject({ about: "mostOutputTokens" });
  });
});

describe("the figure of a context is one that its sentence tells", () => {
  test.each<[what: string, status: number, body: unknown, tokens: number]>([
    ["with commas", 400, error("maximum context length is 131,072 tokens"), 131_072],
    ["a short one, in tokens", 400, error("The context size is 512 tokens, which is too small"), 512],
    ["after the prompt's", 400, error("Prompt tokens (5000) exceeds context size (4096)"), 4_096],
    [
      "before the context",
      400,
      error("Prompt contains 40000 tokens, too large for model with 32768 maximum context length"),
      32_768,
    ],
    [
      "before what was asked for",
      400,
      error("It has a 4096 token context window, but you sent 5000 tokens"),
      4_096,
    ],
    [
      "in llama.cpp's own field",
      400,
      {
        error: {
          code: 400,
          message: "the request exceeds the available context size, try increasing it",
          type: "exceed_context_size_error",
          n_prompt_tokens: 5_000,
          n_ctx: 4_096,
        },
      },
      4_096,
    ],
  ])("%s", (_, status, body, tokens) => {
    expect(about(status, body)).toEqual({ about: "contextTokens", tokens });
  });

  test.each<[what: string, status: number, body: unknown]>([
    ["a status after it", 500, { error: { message: "Context size has been exceeded.", code: 500 } }],
    ["a status before it", 500, { error: { code: 500, message: "Context size has been exceeded." } }],
    ["a status of a refusal", 400, { error: { code: 400, message: "Context size has been exceeded." } }],
    ["a status in a page", 400, "400 context window exceeded, code 400"],
    ["a part of a figure", 400, error("the context window of 32k tokens is exceeded")],
    ["what is beyond it", 400, error("the context length was exceeded by 1200 tokens")],
  ])("and never %s", (_, status, body) => {
    expect(about(status, body)).toBeNull();
  });
});

describe("other things that are refused by name", () => {
  test.each<[what: string, status: number, body: unknown, expected: object]>([
    [
      "a temperature but the usual one",
      400,
      error(
        "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
        { param: "temperature", code: "unsupported_value" },
      ),
      { about: "field", name: "temperature" },
    ],
    [
      "a temperature that is deprecated",
      400,
      error("`temperature` is deprecated for this model."),
      { about: "field", name: "temperature" },
    ],
    [
      "two ways to sample at once",
      400,
      error("`temperature` and `top_p` cannot both be specified for this model. Please use only one."),
      { about: "field", name: "temperature" },
    ],
    [
      "a penalty",
      400,
      error("property 'frequency_penalty' is unsupported"),
      { about: "field", name: "frequency_penalty" },
    ],
    [
      "a seed",
      422,
      { detail: [{ type: "extra_forbidden", loc: ["body", "seed"], msg: "Extra inputs are not permitted" }] },
      { about: "field", name: "seed" },
    ],
    [
      "usage in a stream",
      400,
      error("Unrecognized request argument supplied: stream_options"),
      { about: "field", name: "stream_options" },
    ],
    [
      "words to stop at",
      400,
      error("Unsupported parameter: 'stop' is not supported with this model.", { param: "stop" }),
      { about: "field", name: "stop" },
    ],
    [
      "a stream, before the account is verified",
      400,
      error(
        "Your organization must be verified to stream this model. Please go to: https://platform.openai.com/settings",
        { param: "stream", code: "unsupported_value" },
      ),
      { about: "streaming" },
    ],
    [
      "an answer that is no stream",
      400,
      error("This model only support stream mode, please enable the stream parameter to access the model."),
      { about: "streamingOnly" },
    ],
    [
      "thinking without a stream",
      400,
      error("parameter.enable_thinking must be set to false for non-streaming calls"),
      { about: "streamingOnly" },
    ],
    [
      "a role that instructions go out in",
      400,
      error("Unsupported value: 'messages[0].role' does not support 'system' with this model.", {
        param: "messages[0].role",
      }),
      { about: "instructionRole" },
    ],
    [
      "the newer name of that role",
      422,
      "Failed to deserialize the JSON body into the target type: messages[0].role: unknown variant `developer`, expected one of `system`, `user`, `assistant`, `tool`",
      { about: "instructionRole" },
    ],
    [
      "instructions to a small model",
      400,
      {
        error: {
          code: 400,
          message: "Developer instruction is not enabled for models/gemma-3-27b-it",
          status: "INVALID_ARGUMENT",
        },
      },
      { about: "instructionRole" },
    ],
    [
      "a template of a chat without that role",
      400,
      { object: "error", message: "System role not supported", code: 400 },
      { about: "instructionRole" },
    ],
  ])("%s", (_, status, body, expected) => {
    expect(about(status, body)).toEqual(expected);
  });

  test.each<[status: number, body: unknown]>([
    [400, error("Bad request")],
    [400, "参数错误"],
    [422, { detail: "Unprocessable Entity" }],
    [404, error("No endpoints found that support the requested parameters.")],
  ])("a refusal with %s that names nothing may be about anything that was asked for", (status, body) => {
    expect(about(status, body)).toEqual({ about: "anything" });
  });
});

describe("is not about the way of asking", () => {
  test.each<[what: string, status: number, body: unknown]>([
    ["a key", 401, error("Incorrect API key provided: sk-fake.", { code: "invalid_api_key" })],
    [
      "a key told as a bad request",
      400,
      {
        error: {
          code: 400,
          message: "API key not valid. Please pass a valid API key.",
          status: "INVALID_ARGUMENT",
        },
      },
    ],
    [
      "a model",
      404,
      error("The model `m` does not exist or you do not have access to it.", { code: "model_not_found" }),
    ],
    ["a model told as a bad request", 400, error("Model Not Exist")],
    ["a model of a gateway", 503, error("当前分组 default 下对于模型 m 无可用渠道")],
    ["a prompt that is too long", 400, error("prompt is too long: 210000 tokens > 200000 maximum")],
    [
      "a content filter",
      400,
      error("The response was filtered due to the prompt triggering content management policy.", {
        code: "content_filter",
      }),
    ],
    ["a rate limit", 429, error("Rate limit reached for max_tokens per minute")],
    [
      "a temperature out of range, which is for its author to mend",
      400,
      error("Invalid 'temperature': decimal above maximum value. Expected a value <= 1, but got 2 instead.", {
        param: "temperature",
      }),
    ],
    ["an outage", 502, "<html><body>Bad Gateway</body></html>"],
    ["a failing server", 500, error("The server had an error while processing your request.")],
  ])("%s", (_, status, body) => {
    expect(about(status, body)).toBeNull();
  });
});
