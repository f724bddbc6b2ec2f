import type { ReadableVerdict } from "#lib/checks/readable-verdict.ts";
import type { Explanation as Kept } from "#lib/explanations/explanation.ts";
import type { ReadableFailure } from "#lib/failure-schema.ts";

/** A call as the API explains it: what did not fit is in the reader's words. */
export type ExplainedCall = Omit<Kept["calls"][number], "misfits"> & { misfits: ReadableFailure[] };

/** How a text came about, as the API tells it. */
export type Explanation = Omit<Kept, "calls" | "checks" | "failure"> & {
  calls: ExplainedCall[];
  checks: ReadableVerdict[];
  failure: ReadableFailure | null;
};
