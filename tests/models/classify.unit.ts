import { describe, expect, test } from "vitest";
import { classifyAnswer, classifyFailure, retryAfterMs } from "#lib/models/endpoints/classify.ts";

const now = new Date("2026-11-22T12:00:00Z");
const json = (error: object) => JSON.stringify({ error });

describe("what an error answer means", () => {
  const cases: [what: string, status: number, body: string, kind: string, code?: string][] = [
    ["a full rate limit", 429, json({ code: "rate_limit_exceeded" }), "throttled"],
    ["a used-up quota", 429, json({ code: "insufficient_quota" }), "exhausted", "insufficient_quota"],
    ["no balance at DeepSeek", 402, json({ message: "Insufficient Balance" }), "exhausted", "http_402"],
    ["arrears at DashScope", 400, json({ code: "Arrearage", message: "overdue" }), "exhausted", "Arrearage"],
    [
      "no credit at Anthropic",
      400,
      json({ type: "invalid_request_error", message: "Your credit balance is too low" }),
      "exhausted",
      "invalid_request_error",
    ],
    ["a time-out said by the provider", 408, "", "unavailable", "http_408"],
    ["a conflict", 409, "", "unavailable", "http_409"],
    ["an error of the provider", 500, "<html>oops</html>", "unavailable", "http_500"],
    ["a gateway without a server", 502, "", "unavailable", "http_502"],
    ["an overloaded Anthropic", 529, json({ type: "overloaded_error" }), "unavailable", "http_529"],
    ["a bad request", 400, json({ message: "max_tokens is too large" }), "refused", "provider_rejected"],
    ["a wrong key", 401, json({ code: "invalid_api_key" }), "refused", "provider_unauthorized"],
    ["a key without rights", 403, json({ message: "no access" }), "refused", "provider_forbidden"],
    ["an unknown model", 404, json({ code: "model_not_found" }), "refused", "provider_not_found"],
    ["a content filter", 400, json({ code: "content_filter" }), "refused", "content_filter"],
    [
      "DashScope's content filter",
      400,
      json({ code: "data_inspection_failed" }),
      "refused",
      "content_filter",
    ],
    ["a redirect", 302, "", "refused", "provider_rejected"],
  ];
  for (const [what, status, body, kind, code] of cases) {
    test(`${what} is ${kind}`, () => {
      const outcome = classifyAnswer({ status, headers: {}, body }, 0.5, now);
      expect(outcome.kind).toBe(kind);
      if (code) expect(outcome).toMatchObject({ code });
    });
  }

  test("the provider's own words are kept for a person, but never a page of them", () => {
    const body = json({ message: "x".repeat(10_000) });
    const outcome = classifyAnswer({ status: 400, headers: {}, body }, 0, now);
    expect(outcome).toMatchObject({ detail: "x".repeat(500) });
    const html = classifyAnswer({ status: 404, headers: {}, body: "<h1>Not\n  here</h1>" }, 0, now);
    expect(html).toMatchObject({ detail: "Not here" });
  });
});

describe("a quota of the day is used up", () => {
  const kindOf = (status: number, message: string) =>
    classifyAnswer({ status, headers: {}, body: json({ message }) }, 0, now).kind;

  test.each([
    [429, "Too many requests per day"],
    [403, "Daily usage limit reached"],
    [403, "Quota exceeded: GenerateRequestsPerDay"],
    [403, "您已达到今日 API 调用次数上限"],
  ])("where %i says %s", (status, message) => {
    expect(kindOf(status, message)).toBe("exhausted");
  });

  test.each([
    [400, "Invalid value in 'Wear it daily, one spray per day': not a string"],
    [400, "daily limit of sprays is no known field"],
    [401, "Daily rotated key expired"],
    [403, "Your daily news model is not enabled"],
  ])("but not where %i quotes the word: %s", (status, message) => {
    expect(kindOf(status, message)).toBe("refused");
  });
});

describe("how long a throttled caller waits", () => {
  const wait = (headers: Record<string, string>) => retryAfterMs(headers, 0, now);

  test("it is what the provider says, in milliseconds, seconds or as a date", () => {
    expect(wait({ "retry-after-ms": "1500", "retry-after": "9" })).toBe(1_500);
    expect(wait({ "retry-after": "3" })).toBe(3_000);
    expect(wait({ "retry-after": "Sun, 22 Nov 2026 12:00:07 GMT" })).toBe(7_000);
    expect(wait({ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" })).toBe(0);
  });

  test("without that it is when the limit that ran out is full again", () => {
    const headers = { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "1m2.5s" };
    expect(wait(headers)).toBe(62_500);
    expect(wait({ ...headers, "x-ratelimit-remaining-tokens": "12" })).toBe(1_000);
  });

  test.each<[what: string, headers: Record<string, string>, ms: number]>([
    ["a length", { "retry-after": "1m30s" }, 90_000],
    ["a moment in seconds", { "retry-after": String(now.getTime() / 1_000 + 40) }, 40_000],
    ["seconds", { "ratelimit-remaining": "0", "ratelimit-reset": "40" }, 40_000],
    [
      "a moment in milliseconds",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now.getTime() + 40_000) },
      40_000,
    ],
    [
      "a date",
      { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2026-11-22T12:00:40Z" },
      40_000,
    ],
    ["a limit that is not full", { "x-ratelimit-remaining": "7", "x-ratelimit-reset": "40" }, 1_000],
  ])("a header may say it as %s", (_, headers, ms) => expect(wait(headers)).toBe(ms));

  test("no text holds the process up: of a long one the beginning is looked at", () => {
    expect(retryAfterMs({}, 0, now, `retry after ${"1,".repeat(2_000_000)}`)).toBe(1_000);
    expect(retryAfterMs({}, 0, now, `${"retry after 1, ".repeat(2_000_000)}retry after 5 s`)).toBe(1_000);
  });

  test("it is a second when nothing is said, and never more than two weeks", () => {
    expect(wait({})).toBe(1_000);
    expect(wait({ "retry-after": "soon" })).toBe(1_000);
    expect(wait({ "retry-after": "3600" })).toBe(3_600_000);
    expect(wait({ "retry-after": "577209" })).toBe(577_209_000);
    expect(wait({ "retry-after": "86400000" })).toBe(1_209_600_000);
  });

  test.each<[provider: string, body: string, ms: number]>([
    [
      "Google",
      '{"error":{"code":429,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34s"}]}}',
      34_000,
    ],
    ["OpenAI", "Rate limit reached for gpt on tokens per min. Please try again in 1m30s.", 90_000],
    ["a gateway", "Too many requests, please retry after 30 seconds.", 30_000],
    ["Azure", "Please retry after 2 minutes.", 120_000],
    ["OpenRouter", `{"metadata":{"headers":{"X-RateLimit-Reset":"${now.getTime() + 5_000}"}}}`, 5_000],
    [
      "GitHub",
      "Rate limit of 10 per 60s exceeded for UserByModelByMinute. Please wait 59 seconds before retrying.",
      59_000,
    ],
    ["a plan", "Individual quota reached. Resets in 1h20m10s.", 4_810_000],
    ["a plan of days", "Limit reached, please try again in 1 day.", 86_400_000],
    ["a gateway in Chinese", "当前请求过多，请在 30 秒后重试", 30_000],
    ["another in Chinese", "请求过于频繁，请等待 2 分钟", 120_000],
    [
      "Ark",
      "You have exceeded the 5-hour usage quota. It will reset at 2026-11-22 21:15:06 +0800 CST.",
      4_506_000,
    ],
    ["Zhipu", "已达到限额。您的限额将在 2026-11-22 20:30:00 重置。", 1_800_000],
    ["a subscription", '{"error":{"type":"usage","resets_at":1795350600}}', 1_800_000],
    ["nobody", "Please try again later.", 1_000],
    ["nobody, of what was asked", "Retry 3 models, 5 models at most, after 10 messages.", 1_000],
  ])("without headers it is what %s says in the body", (_, body, ms) => {
    expect(retryAfterMs({}, 0, now, body)).toBe(ms);
    expect(retryAfterMs({ "retry-after": "3" }, 0, now, body)).toBe(3_000);
  });

  test("the provider's words are told where it is long", () => {
    const throttled = (seconds: string) =>
      classifyAnswer(
        { status: 429, headers: { "retry-after": seconds }, body: '{"error":{"message":"Full."}}' },
        0,
        now,
      );
    expect(throttled("3600")).toEqual({ kind: "throttled", retryAfterMs: 3_600_000, detail: "Full." });
    expect(throttled("3")).toEqual({ kind: "throttled", retryAfterMs: 3_000 });
  });

  test("callers throttled together come back apart, never early", () => {
    const waits = [0, 0.25, 0.5, 0.999].map((chance) => retryAfterMs({ "retry-after": "4" }, chance, now));
    expect(waits).toEqual([4_000, 4_250, 4_500, 4_999]);
  });
});

test("a connection that failed before anything was sent is safe to try again, any other may be billed", () => {
  expect(classifyFailure("connection_refused", false)).toEqual({
    kind: "unavailable",
    code: "connection_refused",
  });
  expect(classifyFailure("timeout", true)).toEqual({ kind: "uncertain", code: "timeout" });
});
