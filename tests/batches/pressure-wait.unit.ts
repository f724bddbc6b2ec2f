import { expect, test } from "vitest";
import { pressureWait } from "#lib/batches/view/pressure-wait.ts";

const calm = { outage: 0, closedUntil: null, pressedBy: null, limit: 600 };
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
  expect(pressureWait({ ...held, outage: 2 })).toEqual({
    code: "waits_for_outage",
    until: soon.toISOString(),
  });
});
