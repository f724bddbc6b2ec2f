import type { Output } from "#lib/review/decision.ts";
import type { OutputBefore } from "./output-before.ts";

/** What the output pane shows: the output, or how it differs from what is published, from its last version, by my edits. */
export const DIFF_MODES = ["output", "published", "previous", "mine"] as const;

export type DiffMode = (typeof DIFF_MODES)[number];

/** Two outputs beside each other. */
export interface Comparison {
  /** With what: what is published, what it was before it was edited or rejected, or the output that I edit. */
  with: "published" | OutputBefore["kind"] | "mine";
  before: Output;
  after: Output;
  /** Of the version that it is compared with; `null` for my edits, which are none yet. */
  version: number | null;
}

/** What an output can be compared with; `null` for what there is not. */
export interface Comparable {
  published: { output: Output; outputVersion: number } | null;
  previous: OutputBefore | null;
  draft: Output | null;
}

/** The comparison that a mode asks for; `null` where it asks for none, or there is nothing to compare with. */
export function comparisonFor(mode: DiffMode, output: Output, with_: Comparable): Comparison | null {
  const { published, previous, draft } = with_;
  if (mode === "published" && published)
    return { with: mode, before: published.output, after: output, version: published.outputVersion };
  if (mode === "previous" && previous)
    return { with: previous.kind, before: previous.output, after: output, version: previous.version };
  return mode === "mine" && draft ? { with: mode, before: output, after: draft, version: null } : null;
}

/** The mode after this one, among those there is something for; in a circle, from the output and back to it. */
export function nextDiffMode(mode: DiffMode, with_: Comparable): DiffMode {
  const there = DIFF_MODES.filter((one) => one === "output" || comparisonFor(one, {}, with_) !== null);
  const at = there.indexOf(mode);
  // One that there is nothing for shows the output, so the next is the first there is something for.
  return there[at < 0 ? 1 : (at + 1) % there.length] ?? "output";
}
