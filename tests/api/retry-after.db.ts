import { expect, test } from "vitest";
import { handleApi, problemResponse } from "#lib/api/handler.ts";
import { SIGN_IN_LIMITS, WINDOW_MS } from "#lib/auth/throttle.ts";
import { addMember } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

describeOnDatabase("answers to who asks too often", () => {
  test("say in the header and in the body when to come again", async () => {
    const { actor } = await addMember(["operator"]);
    const guess = () =>
      handleApi(
        new Request("http://console/api/v1/me/password", {
          method: "PUT",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ current: "a wrong guess", next: "a much better password" }),
        }),
        { actor, locale: "en", address: "192.0.2.7" },
      );
    for (let n = 0; n < SIGN_IN_LIMITS.device; n++) expect((await guess()).status).toBe(422);
    const refused = await guess();
    expect(refused.status).toBe(429);
    const problem = (await refused.json()) as { code: string; retryAfterSeconds: number };
    expect(problem.code).toBe("sign_in_throttled");
    expect(refused.headers.get("retry-after")).toBe(String(problem.retryAfterSeconds));
    expect(problem.retryAfterSeconds).toBeGreaterThan(0);
    expect(problem.retryAfterSeconds).toBeLessThanOrEqual(WINDOW_MS / 1000);
  });

  test("say so too when it is refused before any procedure, and other answers say nothing", () => {
    const early = problemResponse({ code: "rate_limited" }, "en");
    expect([early.status, early.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(problemResponse({ code: "not_found" }, "en").headers.has("retry-after")).toBe(false);
  });
});
