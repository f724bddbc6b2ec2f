import { expect, test } from "vitest";
import { readReportedLimits } from "#lib/models/endpoints/reported-limits.ts";

const now = () => new Date("2026-11-22T12:00:00Z");
const read = (headers: Record<string, string>) => readReportedLimits(headers, now);

test("an answer without such headers tells nothing", () => {
  expect(read({ "content-type": "application/json" })).toBeNull();
  expect(readReportedLimits(undefined, now)).toBeNull();
});

test("OpenAI's headers tell requests and tokens a minute", () => {
  expect(
    read({
      "x-ratelimit-limit-requests": "500",
      "x-ratelimit-remaining-requests": "499",
      "x-ratelimit-reset-requests": "120ms",
      "x-ratelimit-limit-tokens": "30000",
      "x-ratelimit-remaining-tokens": "29100",
      "x-ratelimit-reset-tokens": "1.8s",
    }),
  ).toEqual({ rpm: 500, tpm: 30_000 });
});

test("a limit of a day under the same name is not taken for one of a minute", () => {
  const daily = { "x-ratelimit-limit-requests": "10000", "x-ratelimit-limit-tokens": "60000" };
  const first = { "x-ratelimit-remaining-requests": "9999", "x-ratelimit-reset-requests": "8.64s" };
  expect(read({ ...daily, ...first })).toEqual({ rpm: null, tpm: 60_000 });
  const late = { "x-ratelimit-remaining-requests": "4000", "x-ratelimit-reset-requests": "14h24m0s" };
  expect(read({ ...daily, ...late })).toEqual({ rpm: null, tpm: 60_000 });
});

test("Anthropic's headers tell when a limit is full again as a moment", () => {
  expect(
    read({
      "anthropic-ratelimit-requests-limit": "50",
      "anthropic-ratelimit-requests-remaining": "49",
      "anthropic-ratelimit-requests-reset": "2026-11-22T12:00:01Z",
      "anthropic-ratelimit-tokens-limit": "40000",
      "anthropic-ratelimit-tokens-remaining": "38000",
      "anthropic-ratelimit-tokens-reset": "2026-11-22T12:00:03Z",
    }),
  ).toEqual({ rpm: 50, tpm: 40_000 });
});

test("what is no number tells nothing", () => {
  expect(read({ "x-ratelimit-limit-requests": "unlimited", "x-ratelimit-limit-tokens": "0" })).toBeNull();
});
