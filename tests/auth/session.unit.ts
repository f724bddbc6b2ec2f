import { describe, expect, test } from "vitest";
import { isLive, sessionEnd, shouldNoteSeen } from "#lib/auth/session.ts";

const now = new Date("2026-11-22T12:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60_000);

describe("a session", () => {
  const fresh = { lastSeenAt: now, expiresAt: sessionEnd(now), revokedAt: null };

  test("stands while it is used", () => {
    expect(isLive(fresh, now)).toBe(true);
    expect(isLive({ ...fresh, lastSeenAt: daysAgo(6.9) }, now)).toBe(true);
  });

  test("ends when it is revoked, when 30 days are over, and after a week away", () => {
    expect(isLive({ ...fresh, revokedAt: now }, now)).toBe(false);
    expect(isLive({ ...fresh, expiresAt: sessionEnd(daysAgo(30)) }, now)).toBe(false);
    expect(isLive({ ...fresh, lastSeenAt: daysAgo(7) }, now)).toBe(false);
  });

  test("is noted as seen once a minute", () => {
    const seen = (secondsAgo: number) => ({
      ...fresh,
      lastSeenAt: new Date(now.getTime() - secondsAgo * 1000),
    });
    expect(shouldNoteSeen(seen(59), now)).toBe(false);
    expect(shouldNoteSeen(seen(60), now)).toBe(true);
  });
});
