import { expect, test } from "vitest";
import { TokenShare } from "#lib/pacing/token-share.ts";

test("a call that is not counted in tokens teaches nothing about them", () => {
  const share = new TokenShare(false);
  share.learn({ inputTokens: 100, outputTokens: 100 }, 300);
  share.learn({ inputTokens: 0, outputTokens: 0 }, 0);
  expect(share.of(1_000)).toBe(500);
});
