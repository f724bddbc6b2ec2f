import type { Failure } from "#lib/failure.ts";

/** What work paid for, where it asked a model. */
export interface PaidWork {
  /** Calls that were made, whether or not they were answered. */
  attempts: number;
  /** What they are known to have cost. */
  cost: string;
}

/** How the work of a step ended in which no model writes. */
export type WorkOutcome = { paid?: PaidWork } & WorkEnd;

type WorkEnd =
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
