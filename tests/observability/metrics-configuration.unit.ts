import { expect, test } from "vitest";
import { readEnv } from "#lib/env.ts";
import { carriesMetricsToken } from "#lib/observability/metrics-access.ts";

const TOKEN = "sixteen-or-more-characters";

test("a worker tells its figures at a port only to whoever has the token", () => {
  expect(() => readEnv({ METRICS_PORT: "9400" })).toThrow("METRICS_TOKEN");
  expect(readEnv({ METRICS_PORT: "9400", METRICS_TOKEN: TOKEN }).METRICS_PORT).toBe(9_400);
  expect(readEnv({ METRICS_PORT: "", METRICS_TOKEN: "" }).METRICS_PORT).toBeUndefined();
  expect(() => readEnv({ METRICS_TOKEN: "short" })).toThrow("METRICS_TOKEN");
});

test("the token opens the figures, and nothing does where there is none", () => {
  expect(carriesMetricsToken(`Bearer ${TOKEN}`, TOKEN)).toBe(true);
  expect(carriesMetricsToken(`Bearer ${TOKEN}x`, TOKEN)).toBe(false);
  expect(carriesMetricsToken(TOKEN, TOKEN)).toBe(false);
  expect(carriesMetricsToken("Bearer undefined", undefined)).toBe(false);
  expect(carriesMetricsToken(null, TOKEN)).toBe(false);
});
