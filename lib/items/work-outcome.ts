import type { Failure } from "#lib/failure.ts";

/** How the work of a step ended that asks no model. */
export type WorkOutcome =
  /** `value`: its fields, which later steps read; `evidence` is what it rests on. */
  | { kind: "done"; value: Record<string, unknown>; evidence?: Record<string, unknown> }
  /** It is to come back later and burns no attempt; `failure` tells why, should nobody wait so long. */
  | { kind: "throttled"; forMs: number; failure: Failure }
  /** It may go well another time; `outageMs`: nobody is there, and it is to be left alone for so long. */
  | { kind: "unavailable"; failure: Failure; outageMs?: number | undefined }
  /** It says no of this item, however often it is asked. */
  | { kind: "refused"; failure: Failure }
  /** It says nothing of the item, which waits for what somebody has to mend. */
  | { kind: "blocked"; failure: Failure };
