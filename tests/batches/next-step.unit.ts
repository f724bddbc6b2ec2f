import { expect, test } from "vitest";
import { backoffMs, MAX_ATTEMPTS, nextStep } from "#lib/batches/run/next-step.ts";

test("a throttled call waits as long as it was told, however often it was tried", () => {
  for (const attempts of [1, 5, 50])
    expect(nextStep(attempts, { kind: "throttled", retryAfterMs: 2_500 }, 0.5)).toEqual({
      do: "wait",
      forMs: 2_500,
    });
});

test("an unavailable or uncertain call is tried five times and then failed with its reason", () => {
  for (const kind of ["unavailable", "uncertain"] as const) {
    for (let attempts = 1; attempts < MAX_ATTEMPTS; attempts++)
      expect(nextStep(attempts, { kind, code: "http_503" }, 1).do).toBe("retry");
    expect(nextStep(MAX_ATTEMPTS, { kind, code: "http_503" }, 1)).toEqual({
      do: "fail",
      failure: { code: `provider_${kind}`, params: { reason: "http_503" } },
    });
  }
});

test("what an outage explains burns no attempt, and goes to another model at once where there is one", () => {
  const outcome = { kind: "unavailable", code: "connection_refused", outage: true } as const;
  expect(nextStep(MAX_ATTEMPTS, outcome, 1)).toEqual({ do: "wait", forMs: 0 });
  expect(nextStep(1, outcome, 1, true)).toMatchObject({ do: "fail" });
});

test("a refused call is final at once", () => {
  const step = nextStep(1, { kind: "refused", code: "http_401", detail: "no key" }, 0);
  expect(step).toMatchObject({ do: "fail", failure: { params: { reason: "http_401", detail: "no key" } } });
});

test("an exhausted quota pauses the batch", () => {
  expect(nextStep(1, { kind: "exhausted", code: "insufficient_quota" }, 0)).toMatchObject({
    do: "pause",
    reason: { code: "provider_exhausted" },
  });
});

test("the backoff has full jitter under a limit that doubles up to half a minute", () => {
  expect(backoffMs(1, 0)).toBe(0);
  expect([1, 2, 3].map((attempts) => backoffMs(attempts, 1))).toEqual([1_000, 2_000, 4_000]);
  expect(backoffMs(20, 1)).toBe(30_000);
});
