import { expect, test } from "vitest";
import { noteEnding } from "#lib/items/breaker.ts";
import { textOf } from "#lib/notifications/event-text.ts";

test("whoever hears that a batch is paused for an outage is told its cause in the provider's own words", () => {
  const failure = {
    code: "provider_unavailable",
    params: { reason: "http_503", detail: "Down for maintenance." },
  };
  const seven = { group: "provider_unavailable:http_503", count: 7 };
  const { trip } = noteEnding(
    { items: seven, calls: { group: "", count: 0 } },
    { state: "failed", failure, misfits: false },
  );
  if (!trip) throw new Error("not paused");
  const facts = { name: "Roses", launchedBy: "mei", reason: trip, by: null };
  const event = { id: "1", kind: "batch.paused" as const, subjectId: "2", at: new Date(), facts };
  for (const locale of ["en", "zh-CN"] as const) {
    const { detail } = textOf(event, locale);
    expect(detail).toContain("Down for maintenance.");
    expect(detail).toContain("HTTP 503");
    expect(detail).not.toMatch(/provider_unavailable|\{/);
  }
});
