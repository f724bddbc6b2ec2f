import type { OutputVersion } from "#lib/batches/output-version.ts";
import type { Output } from "#lib/review/decision.ts";

/** The version before another: as it was before somebody changed it, or as it was rejected before it was made anew. */
export interface OutputBefore {
  kind: "edits" | "rejected";
  output: Output;
  version: number;
}

type Version = Pick<OutputVersion, "version" | "kind" | "output">;

/** The version before this one; `null` for the first. */
export function outputBefore(versions: readonly Version[], version: number): OutputBefore | null {
  const before = versions.find((one) => one.version === version - 1);
  const isAnew = versions.find((one) => one.version === version)?.kind === "regenerated";
  return before
    ? { kind: isAnew ? "rejected" : "edits", output: before.output, version: before.version }
    : null;
}
