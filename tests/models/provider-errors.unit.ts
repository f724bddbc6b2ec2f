import { describe, expect, test } from "vitest";
import { CallFault } from "#lib/models/endpoints/call-outcome.ts";
import { classifyAnswer } from "#lib/models/endpoints/classify.ts";
import { failForHiddenError } from "#lib/models/endpoints/hidden-error.ts";

const now = new Date("2026-11-22T12:00:00Z");
type Wire = [provider: string, status: number, body: object];

function outcomeOf(status: number, body: object) {
  if (status !== 200) return classifyAnswer({ status, headers: {}, body: JSON.stringify(body) }, 0, now);
  try {
    failForHiddenError(body);
  } catch (cause) {
    if (cause instanceof CallFault) return cause.outcome;
  }
  return null;
}

const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

describe("an account that can pay no more pauses what asks it, in its provider's words", () => {
  test.each<Wire>([
    [
      "OpenAI",
      429,
      error("You exceeded your current quota, please check your plan and billing details.", {
        type: "insufficient_quota",
        code: "insufficient_quota",
      }),
    ],
    [
      "OpenAI, at its limit",
      400,
      error("Billing hard limit has been reached", { code: "billing_hard_limit_reached" }),
    ],
    [
      "OpenAI, banned",
      401,
      error("The OpenAI account associated with this API key has been deactivated.", {
        code: "account_deactivated",
      }),
    ],
    [
      "Anthropic",
      400,
      {
        type: "error",
        error: {
          type: "invalid_request_error",
          message: "Your credit balance is too low to access the Anthropic API.",
        },
      },
    ],
    [
      "Anthropic, at its limit",
      400,
      {
        type: "error",
        error: {
          type: "invalid_request_error",
          message:
            "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
        },
      },
    ],
    [
      "Google",
      429,
      error("You exceeded your current quota.", {
        status: "RESOURCE_EXHAUSTED",
        details: [{ violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }] }],
      }),
    ],
    [
      "Google, without billing",
      403,
      error("This API method requires billing to be enabled.", { status: "PERMISSION_DENIED" }),
    ],
    [
      "DashScope",
      400,
      error("Access denied, please make sure your account is in good standing.", { code: "Arrearage" }),
    ],
    [
      "DashScope's free tier",
      403,
      error("The free tier of the model has been exhausted.", { code: "AllocationQuota.FreeTierOnly" }),
    ],
    ["DeepSeek", 402, error("Insufficient Balance", { type: "unknown_error" })],
    [
      "Ark",
      403,
      error("The request failed because your account has an overdue balance.", {
        code: "AccountOverdueError",
      }),
    ],
    [
      "Ark, at its limit",
      429,
      error("Your account has reached the set inference limit for this model.", { code: "SetLimitExceeded" }),
    ],
    ["Zhipu", 429, error("您的账户已欠费，请充值后重试。", { code: "1113" })],
    ["Zhipu, for today", 429, error("您已达到今日 API 调用次数上限", { code: "1304" })],
    ["Zhipu's plan", 429, error("您的套餐已到期，暂无法使用", { code: "1309" })],
    ["SiliconFlow", 403, { code: 30001, message: "Sorry, your account balance is insufficient", data: null }],
    [
      "Moonshot",
      429,
      error("Your account org-1 <ak-1> is suspended, please check your plan and billing details", {
        type: "exceeded_current_quota_error",
      }),
    ],
    ["MiniMax", 200, { base_resp: { status_code: 1008, status_msg: "insufficient balance" } }],
    ["one-api", 403, error("user quota is not enough", { code: "insufficient_user_quota" })],
    ["one-api's key", 403, error("该令牌额度已用尽", { type: "one_api_error" })],
    [
      "new-api",
      403,
      error("token quota is not enough, token remain quota: ＄0.1", {
        code: "pre_consume_token_quota_failed",
      }),
    ],
    ["new-api, banned", 403, error("用户已被封禁", { type: "new_api_error" })],
    ["OpenRouter", 200, { error: { code: 402, message: "Insufficient credits." } }],
    ["OpenRouter's key", 403, { error: { code: 403, message: "Key limit exceeded (monthly limit)." } }],
    [
      "xAI",
      403,
      {
        code: "The caller does not have permission",
        error: "Your team has either used all available credits or reached its monthly spending limit.",
      },
    ],
    [
      "Google, prepaid",
      429,
      error("Your prepayment credits are depleted.", { status: "RESOURCE_EXHAUSTED" }),
    ],
    [
      "Google, for today, with a wait of seconds beside it",
      429,
      error("Quota exceeded.", {
        details: [
          { violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }] },
          { retryDelay: "34s" },
        ],
      }),
    ],
    [
      "Google, suspended",
      403,
      error("Permission denied: Consumer 'api_key:1' has been suspended.", { status: "PERMISSION_DENIED" }),
    ],
    [
      "Anthropic, disabled",
      400,
      {
        type: "error",
        error: { type: "invalid_request_error", message: "This organization has been disabled." },
      },
    ],
    [
      "Ark's trial",
      429,
      error("Your account has exhausted its free trial quota.", { code: "QuotaExceeded" }),
    ],
    ["Zhipu, locked", 429, error("您的账户已被锁定，请联系客服解锁", { code: "1112" })],
    ["Moonshot, for today", 429, error("request reached organization TPD rate limit, current: 2, limit: 1")],
    ["MiniMax's plan", 200, { base_resp: { status_code: 2056, status_msg: "usage limit exceeded" } }],
    ["Qianfan, for today", 200, { error_code: 17, error_msg: "Open api daily request limit reached" }],
    ["SiliconFlow, for today", 429, { message: "Request was rejected. Details:RPD limit reached." }],
    ["Groq", 400, error("Organization has been restricted.", { code: "organization_restricted" })],
    ["Fireworks", 412, error("Account a is suspended, possibly due to reaching the monthly spending limit.")],
    ["Mistral, for this month", 429, { message: "Monthly quota exceeded", type: "quota_exceeded" }],
    [
      "Cohere's trial",
      429,
      { message: "You are using a Trial key, which is limited to 1000 API calls / month." },
    ],
    ["a gateway with a status of its own", 500, error("用户额度不足", { code: "insufficient_user_quota" })],
    [
      "LiteLLM's budget",
      400,
      error("Budget has been exceeded! Current cost: 26.075, Max budget: 0.25", { type: "budget_exceeded" }),
    ],
    [
      "LiteLLM's budget of a user",
      400,
      error("ExceededBudget: End User=a over budget. Spend=0.0009, Budget=0.0001"),
    ],
    [
      "LiteLLM's budget of a deployment",
      429,
      error(
        "No deployments available - crossed budget: Exceeded budget for deployment model_name: m: 0.36 >= 1d",
      ),
    ],
    [
      "Vercel's gateway",
      403,
      error("AI Gateway requires a valid credit card on file to service requests.", {
        type: "customer_verification_required",
      }),
    ],
    [
      "Dify's own quota",
      400,
      {
        code: "provider_quota_exceeded",
        message: "Your quota for Dify Hosted OpenAI has been exhausted.",
        status: 400,
      },
    ],
    ["Google's cap", 429, error("Your project has exceeded its monthly spending cap.")],
    ["a plan of DashScope", 429, error("week allocated quota exceeded.")],
    ["Poe", 429, error("You've used up your points.")],
    [
      "GitHub, for today",
      429,
      error(
        "Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 35913 seconds before retrying.",
        { code: "RateLimitReached" },
      ),
    ],
    [
      "ModelScope, for today",
      429,
      {
        errors: {
          message:
            "We have to rate limit you, you have exceeded today's request quota for this model, try tomorrow.",
        },
      },
    ],
  ])("%s", (_, status, body) => {
    const outcome = outcomeOf(status, body);
    expect(outcome).toMatchObject({ kind: "exhausted" });
    expect(outcome && "detail" in outcome && outcome.detail).toMatch(/\S/);
  });
});

describe("a limit that is full for a moment is waited for", () => {
  test.each<[...Wire, waitMs: number]>([
    [
      "OpenAI",
      429,
      error(
        "Rate limit reached for gpt in organization org on tokens per min (TPM): Limit 30000. Please try again in 1.5s.",
        { code: "rate_limit_exceeded" },
      ),
      1_500,
    ],
    [
      "Azure",
      429,
      error(
        "Requests have exceeded call rate limit of your current pricing tier. Please retry after 26 seconds.",
        { code: "429" },
      ),
      26_000,
    ],
    [
      "Google",
      429,
      error("Quota exceeded.", {
        status: "RESOURCE_EXHAUSTED",
        details: [
          { violations: [{ quotaId: "GenerateRequestsPerMinutePerProject" }] },
          { retryDelay: "34s" },
        ],
      }),
      34_000,
    ],
    [
      "Google, in the words of a quota",
      429,
      error(
        "You exceeded your current quota. Quota exceeded for metric requests, limit: 10. Please retry in 34.07s.",
        {
          status: "RESOURCE_EXHAUSTED",
          details: [{ violations: [{ quotaId: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier" }] }],
        },
      ),
      34_070,
    ],
    [
      "Google's Vertex",
      429,
      error("Resource has been exhausted (e.g. check quota).", { status: "RESOURCE_EXHAUSTED" }),
      1_000,
    ],
    ["Qianfan", 200, { error_code: 18, error_msg: "Open api qps request limit reached" }, 1_000],
    [
      "DashScope",
      429,
      error("Allocated quota exceeded, please increase your quota limit.", {
        code: "Throttling.AllocationQuota",
      }),
      1_000,
    ],
    [
      "Groq, soon within its day",
      429,
      error(
        "Rate limit reached on tokens per day (TPD): Limit 100000, Used 99000. Please try again in 7m12s.",
      ),
      432_000,
    ],
    ["Zhipu", 429, error("您当前使用该 API 的并发数过高，请降低并发", { code: "1302" }), 1_000],
    [
      "Moonshot",
      429,
      error("The engine is currently overloaded, please try again later", {
        type: "engine_overloaded_error",
      }),
      1_000,
    ],
    ["MiniMax", 200, { base_resp: { status_code: 1002, status_msg: "rate limit exceeded" } }, 1_000],
    [
      "OpenRouter",
      429,
      { error: { code: 429, message: "Rate limit exceeded: free-models-per-min." } },
      1_000,
    ],
  ])("%s", (_, status, body, waitMs) => {
    const outcome = outcomeOf(status, body);
    expect(outcome).toMatchObject({ kind: "throttled" });
    const waited = outcome?.kind === "throttled" ? outcome.retryAfterMs : 0;
    expect(waited).toBeGreaterThanOrEqual(waitMs);
    expect(waited).toBeLessThanOrEqual(waitMs * 1.25 + 250);
  });
});

test("the words of an error are its sentence, wherever it stands", () => {
  const detail = "You have exceeded today's quota.";
  for (const body of [{ errors: { message: detail } }, { errors: [{ message: detail }] }, { detail }])
    expect(outcomeOf(429, body), JSON.stringify(body)).toMatchObject({ kind: "exhausted", detail });
});

describe("a filter is told as such, and nothing is learnt from it", () => {
  test.each<Wire>([
    [
      "OpenAI",
      400,
      error("Your request was rejected as a result of our safety system.", {
        code: "content_policy_violation",
      }),
    ],
    [
      "Azure",
      400,
      error("The response was filtered.", {
        code: "content_filter",
        innererror: { code: "ResponsibleAIPolicyViolation" },
      }),
    ],
    [
      "DashScope",
      400,
      error("Input data may contain inappropriate content.", { code: "data_inspection_failed" }),
    ],
    [
      "Ark",
      400,
      error("The request failed because the input text may contain sensitive information.", {
        code: "InputTextSensitiveContentDetected",
      }),
    ],
    ["Zhipu", 400, error("系统检测到输入或生成内容可能包含不安全或敏感内容", { code: "1301" })],
    [
      "OpenRouter",
      403,
      { error: { code: 403, message: "Your chosen model requires moderation and your input was flagged" } },
    ],
  ])("%s", (_, status, body) => {
    const outcome = outcomeOf(status, body);
    expect(outcome).toMatchObject({ kind: "refused", code: "content_filter" });
    expect(outcome).not.toHaveProperty("complaint");
  });
});

describe("a server that cannot now is tried again", () => {
  test.each<Wire>([
    ["Anthropic", 529, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }],
    ["Google", 503, error("The model is overloaded. Please try again later.", { status: "UNAVAILABLE" })],
    ["DeepSeek", 503, error("Service is too busy.")],
    ["SiliconFlow", 504, { message: "Gateway timeout" }],
    [
      "new-api",
      200,
      error("Our servers are currently overloaded.", { type: "server_error", code: "server_is_overloaded" }),
    ],
  ])("%s", (_, status, body) => expect(outcomeOf(status, body)).toMatchObject({ kind: "unavailable" }));
});

describe("what a success tells of its key or its text is as if a status told it", () => {
  test.each<[...Wire, code: string]>([
    ["MiniMax", 200, { base_resp: { status_code: 1004, status_msg: "login fail" } }, "provider_unauthorized"],
    [
      "MiniMax's filter",
      200,
      { base_resp: { status_code: 1026, status_msg: "input new_sensitive" } },
      "content_filter",
    ],
    ["new-api", 200, { error: { message: "该令牌已过期" } }, "provider_unauthorized"],
    [
      "new-api without a channel",
      503,
      error("当前分组 default 下对于模型 m 无可用渠道"),
      "provider_not_found",
    ],
  ])("%s", (_, status, body, code) => {
    expect(outcomeOf(status, body)).toMatchObject({ kind: "refused", code });
  });

  test("and a failure keeps its provider's words", () => {
    const told = { kind: "unavailable", code: "http_500", detail: "Something broke." };
    expect(outcomeOf(200, error("Something broke."))).toEqual(told);
    expect(outcomeOf(500, error("Something broke."))).toEqual(told);
  });
});

describe("a key or a model that is not accepted is told from what is wrong with a text", () => {
  test.each<[...Wire, what: "key" | "model"]>([
    ["OpenAI", 401, error("Incorrect API key provided.", { code: "invalid_api_key" }), "key"],
    ["OpenAI, elsewhere", 403, error("Country, region, or territory not supported"), "key"],
    ["Google", 400, error("Bad key.", { details: [{ reason: "API_KEY_INVALID" }] }), "key"],
    ["Google, unauthorised", 403, error("The caller does not have permission"), "key"],
    ["DashScope", 403, error("Model access denied.", { code: "Model.AccessDenied" }), "key"],
    ["one-api", 403, error("该令牌无权使用模型：m"), "key"],
    ["OpenAI's models", 404, error("The model `m` does not exist.", { code: "model_not_found" }), "model"],
    ["DeepSeek", 400, error("Model Not Exist"), "model"],
    [
      "SiliconFlow",
      400,
      { code: 20012, message: "Model does not exist. Please check it carefully." },
      "model",
    ],
    ["Mistral", 400, { type: "invalid_model", message: "Invalid model: m" }, "model"],
    ["OpenRouter", 400, { error: { code: 400, message: "a/m is not a valid model ID" } }, "model"],
    ["Zhipu", 400, error("模型不存在，请检查模型代码。", { code: "1211" }), "model"],
    ["new-api", 503, error("当前分组 default 下对于模型 m 无可用渠道"), "model"],
    [
      "LiteLLM",
      400,
      error(
        "/chat/completions: Invalid model name passed in model=m. Call `/v1/models` to view available models.",
      ),
      "model",
    ],
    [
      "LiteLLM, quoting itself",
      400,
      error("{'error': '/chat/completions: Invalid model name passed in model=m.'}"),
      "model",
    ],
    ["LiteLLM's key", 400, error("Authentication Error, LiteLLM Virtual Key expected."), "key"],
    [
      "LiteLLM, passing it on",
      400,
      error("litellm.AuthenticationError: AuthenticationError: OpenAIException - Incorrect API key provided"),
      "key",
    ],
    ["Bedrock", 400, { message: "The provided model identifier is invalid." }, "model"],
    [
      "Bedrock's access",
      400,
      { message: "You don't have access to the model with the specified model ID." },
      "model",
    ],
    [
      "Bedrock on demand",
      400,
      {
        message:
          "Invocation of model ID m with on-demand throughput isn’t supported. Retry with an inference profile.",
      },
      "model",
    ],
  ])("%s", (_, status, body, what) => {
    expect(outcomeOf(status, body)).toMatchObject({ kind: "refused", unaccepted: what });
  });

  test.each<Wire>([
    [
      "a row that quotes such words",
      400,
      error("Invalid value: 'invalid API key, the model does not exist'"),
    ],
    [
      "a prompt that is too long for the model",
      400,
      error("The model's maximum context length is 8 tokens."),
    ],
    ["a text somebody objects to", 403, error("This request was blocked.")],
    ["a body that is too large", 413, error("Too large.")],
  ])("which %s is not", (_, status, body) => {
    expect(outcomeOf(status, body)).not.toHaveProperty("unaccepted");
  });

  test("nor a firewall's page", () => {
    const body = "<html><title>403 Forbidden</title>You don't have permission to access this.</html>";
    expect(classifyAnswer({ status: 403, headers: {}, body }, 0, now)).not.toHaveProperty("unaccepted");
  });
});

test("a row that speaks of trials and packages in a bad request is no account that can pay no more", () => {
  const quoted = "Invalid value: 'trial package of the monthly quota, expired'";
  expect(outcomeOf(400, error(quoted))).toMatchObject({ kind: "refused", code: "provider_rejected" });
});
