import { expect, test } from "vitest";
import type { OutageCause } from "#db/queries/pacing.ts";
import { pressureWait } from "#lib/batches/view/pressure-wait.ts";
import { readableFailure } from "#lib/failure-schema.ts";

const calm = { outage: 0, outageCause: null, closedUntil: null, pressedBy: null, limit: 600 };
const soon = new Date(Date.now() + 5_000);

test("a batch whose model has nothing in its way waits for nothing", () => {
  expect(pressureWait(calm)).toBeNull();
  expect(pressureWait({ ...calm, pressedBy: "requests", limit: null })).toBeNull();
});

test("what stops calls altogether is said before what slows them", () => {
  const pressed = { ...calm, pressedBy: "requests" as const };
  expect(pressureWait(pressed)).toMatchObject({ code: "waits_for_rate_limit", until: null });
  expect(pressureWait({ ...pressed, pressedBy: "tokens" })).toMatchObject({
    code: "waits_for_token_limit",
    params: { limit: 600 },
  });
  const held = { ...pressed, closedUntil: soon };
  expect(pressureWait(held)).toEqual({ code: "waits_for_throttle", until: soon.toISOString() });
  expect(pressureWait({ ...held, outage: 2 })).toMatchObject({
    code: "waits_for_outage",
    until: soon.toISOString(),
  });
});

test("an outage is told with its cause in the provider's own words, where either is known", () => {
  const said = (outageCause: OutageCause | null) =>
    readableFailure(pressureWait({ ...calm, outage: 1, outageCause }), "en")?.message.trim();
  expect(said({ reason: "http_503", words: "Down for maintenance." })).toBe(
    "The provider does not answer (HTTP 503). One call at a time tries it again. Down for maintenance.",
  );
  expect(said(null)).toBe("The provider does not answer. One call at a time tries it again.");
});
