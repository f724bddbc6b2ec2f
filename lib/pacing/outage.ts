import type { OutageCause } from "#db/queries/pacing.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { cutText } from "#lib/storable-text.ts";

/** Failures in a row, with not one answer between them, that make an outage. */
const FAILURES_IN_A_ROW = 8;
const FIRST_HOLD_MS = 1_000;
const LONGEST_HOLD_MS = 60_000;
const LONGEST_WORDS = 300;

/** What a provider's last answers say about whether it answers at all. */
export interface Pulse {
  failures: number;
  /** How often in a row it was found out; 0 while it answers. */
  outage: number;
}

/** What follows from one more outcome: nothing, an outage (or one more probe in vain), or its end. */
export type PulseChange =
  | { do: "nothing" }
  | { do: "hold"; outage: number; forMs: number; cause: OutageCause }
  | { do: "end" };

/** A provider that nobody has heard of yet, or that answers. */
export const steadyPulse: Pulse = { failures: 0, outage: 0 };

/**
 * Decides whether a provider is out. Once it is, only probes go to it, each later than the last, until one of
 * them is answered.
 * @param isProbe whether this call was a probe: others that fail now were on their way before.
 * @param random from 0 to 1, for the jitter.
 */
export function takePulse(
  pulse: Pulse,
  outcome: CallOutcome<unknown>,
  isProbe: boolean,
  random: number,
): { pulse: Pulse; change: PulseChange } {
  const nothing = { do: "nothing" } as const;
  switch (signOf(outcome)) {
    case "none":
      return { pulse, change: nothing };
    case "alive":
      return { pulse: steadyPulse, change: pulse.outage > 0 ? { do: "end" } : nothing };
    case "dead": {
      const failures = pulse.failures + 1;
      const isNews = pulse.outage > 0 ? isProbe : failures >= FAILURES_IN_A_ROW;
      if (!isNews) return { pulse: { ...pulse, failures }, change: nothing };
      const outage = pulse.outage + 1;
      const hold = { do: "hold", outage, forMs: holdMs(outage, random), cause: causeOf(outcome) } as const;
      return { pulse: { failures, outage }, change: hold };
    }
  }
}

function causeOf(outcome: CallOutcome<unknown>): OutageCause {
  const reason = "code" in outcome ? outcome.code : outcome.kind;
  const words = "detail" in outcome && outcome.detail ? cutText(outcome.detail, LONGEST_WORDS) : null;
  return { reason, words };
}

// Doubling, with jitter, so that processes do not try together.
function holdMs(outage: number, random: number): number {
  return Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** (outage - 1)) * (0.75 + random / 4);
}

// A refusal or a full rate limit is an answer too. What we ended ourselves says nothing.
function signOf(outcome: CallOutcome<unknown>): "alive" | "dead" | "none" {
  switch (outcome.kind) {
    case "unavailable":
      if (outcome.code === "aborted" || outcome.code === "http_408" || outcome.code === "http_409")
        return "none";
      return "dead";
    case "uncertain":
      return outcome.code === "timeout" || outcome.code === "connection_lost" ? "dead" : "none";
    default:
      return "alive";
  }
}
