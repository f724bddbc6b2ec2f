import { describe, expect, test } from "vitest";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { type Pulse, steadyPulse, takePulse } from "#lib/pacing/outage.ts";

const refused: CallOutcome = { kind: "unavailable", code: "connection_refused" };
const broken: CallOutcome = { kind: "unavailable", code: "http_503" };
const alive: CallOutcome = { kind: "refused", code: "provider_rejected", detail: "" };

/** Takes outcomes one after another, none of them a probe; what followed from the last. */
function takeAll(outcomes: CallOutcome[], from: Pulse = steadyPulse) {
  let taken: ReturnType<typeof takePulse> = { pulse: from, change: { do: "nothing" } };
  for (const outcome of outcomes) taken = takePulse(taken.pulse, outcome, false, 1);
  return taken;
}

const failures = (count: number) => Array.from({ length: count }, () => refused);

describe("an outage", () => {
  test("begins with failures in a row, and not before", () => {
    expect(takeAll(failures(7)).change).toEqual({ do: "nothing" });
    expect(takeAll([...failures(5), broken, broken, refused]).change).toEqual({
      do: "hold",
      outage: 1,
      forMs: 1_000,
      cause: { reason: "connection_refused", words: null },
    });
  });

  test("is told in the words of the last call, cut where they are long", () => {
    const told: CallOutcome = { ...broken, detail: "x".repeat(900) };
    expect(takeAll([...failures(7), told]).change).toMatchObject({
      cause: { reason: "http_503", words: "x".repeat(300) },
    });
  });

  test("does not begin where anything is answered in between, be it a refusal or a 429", () => {
    expect(takeAll([...failures(7), alive, ...failures(7)]).change).toEqual({ do: "nothing" });
    const throttled: CallOutcome = { kind: "throttled", retryAfterMs: 10 };
    expect(takeAll([...failures(7), throttled, ...failures(7)]).change).toEqual({ do: "nothing" });
  });

  test("is not made of calls that we ended, or that the provider says to repeat", () => {
    const ended = ["aborted", "http_408", "http_409"].map(
      (code): CallOutcome => ({ kind: "unavailable", code }),
    );
    expect(takeAll([...failures(7), ...ended, ...ended]).change).toEqual({ do: "nothing" });
  });

  test("is not prolonged by calls that were on their way before", () => {
    const { pulse } = takeAll(failures(8));
    expect(takeAll(failures(50), pulse).change).toEqual({ do: "nothing" });
  });

  test("is prolonged by each probe in vain, up to a minute, and ends with one that is answered", () => {
    let { pulse } = takeAll(failures(8));
    const holds: number[] = [];
    for (let probes = 0; probes < 8; probes++) {
      const taken = takePulse(pulse, refused, true, 1);
      pulse = taken.pulse;
      if (taken.change.do === "hold") holds.push(taken.change.forMs);
    }
    expect(holds).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(takePulse(pulse, alive, true, 1)).toEqual({ pulse: steadyPulse, change: { do: "end" } });
  });
});
