import { expect, test } from "vitest";
import { readableFailure } from "#lib/failure-schema.ts";
import type { ItemEnding } from "#lib/items/advance.ts";
import { type Breaker, type BreakerTurn, closedBreaker, noteCall, noteEnding } from "#lib/items/breaker.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { answered } from "./play-item.ts";

const refused: ItemEnding = {
  state: "failed",
  misfits: false,
  failure: {
    code: "provider_refused",
    params: { reason: "provider_unauthorized", detail: "Incorrect API key." },
  },
};
const tooLong = (length: number): ItemEnding => ({
  state: "failed",
  misfits: true,
  failure: { code: "output_too_long", params: { field: "title", max: 80, length, misfits: 1 } },
});
const succeeded: ItemEnding = { state: "succeeded", output: {}, fits: "at-once", coercions: [], judged: [] };
const skipped: ItemEnding = {
  state: "skipped",
  reason: { code: "input_missing", params: { input: "name" } },
};
const uncertain: CallOutcome = { kind: "uncertain", code: "invalid_answer" };

/** How many signs it takes to trip; `null` where it does not. */
function tripsAfter<Sign>(signs: Sign[], note: (breaker: Breaker, sign: Sign) => BreakerTurn): number | null {
  let breaker = closedBreaker;
  for (const [index, sign] of signs.entries()) {
    const turn = note(breaker, sign);
    if (turn.trip) return index + 1;
    breaker = turn.breaker;
  }
  return null;
}

test("eight items in a row that fail for one cause pause the run, whatever else tells them apart", () => {
  expect(tripsAfter(Array(20).fill(refused), noteEnding)).toBe(8);
  expect(tripsAfter([81, 82, 83, 84, 85, 86, 87, 88].map(tooLong), noteEnding)).toBe(8);
});

test("one success, or another cause, begins the count anew; a skipped row does not", () => {
  const seven = Array<ItemEnding>(7).fill(refused);
  expect(tripsAfter([...seven, succeeded, ...seven], noteEnding)).toBeNull();
  expect(tripsAfter([...seven, tooLong(90), ...seven], noteEnding)).toBeNull();
  expect(tripsAfter([...seven, skipped, refused], noteEnding)).toBe(9);
});

test("twenty calls in a row that come to nothing alike pause it before as many items have failed", () => {
  expect(tripsAfter(Array(30).fill(uncertain), noteCall)).toBe(20);
  const nineteen = Array<CallOutcome>(19).fill(uncertain);
  expect(tripsAfter([...nineteen, answered("{}"), ...nineteen], noteCall)).toBeNull();
});

test("what waits by itself trips nothing", () => {
  const waiting: CallOutcome[] = [
    { kind: "throttled", retryAfterMs: 1 },
    { kind: "unavailable", code: "http_503", outage: true },
  ];
  for (const outcome of waiting) expect(tripsAfter(Array(99).fill(outcome), noteCall)).toBeNull();
});

test("the reason says how many, and the cause in the provider's own words", () => {
  const { trip } = noteEnding(
    { ...closedBreaker, items: { group: "provider_refused:provider_unauthorized", count: 7 } },
    refused,
  );
  expect(trip).toMatchObject({
    code: "failing_alike",
    params: { what: "items", count: 8, cause: "provider_refused" },
  });
  for (const locale of ["en", "zh-CN"] as const) {
    const message = readableFailure(trip, locale)?.message;
    expect(message).toContain("8");
    expect(message).toContain("Incorrect API key.");
    expect(message).not.toContain("provider_refused");
  }
});

test("photos that cannot be cut out do not stop the others, and a template that cannot do its work does", () => {
  const failed = (code: string): ItemEnding => ({ state: "failed", failure: { code }, misfits: false });
  expect(tripsAfter(Array(40).fill(failed("cut_out_unsure")), noteEnding)).toBeNull();
  expect(tripsAfter(Array(40).fill(failed("background_without_cut_out")), noteEnding)).toBe(8);
});
