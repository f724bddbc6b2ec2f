/**
 * How a version came to be: made by a model, made anew after a rejection, edited, an edit taken back, or translated by people
 * from the version before, which is in another language.
 */
export const OUTPUT_VERSION_KINDS = ["generated", "regenerated", "edited", "restored", "translated"] as const;

export type OutputVersionKind = (typeof OUTPUT_VERSION_KINDS)[number];

/** One version of an item's output. */
export interface OutputVersion {
  /** From 1. */
  version: number;
  kind: OutputVersionKind;
  output: Record<string, unknown>;
  /** The member; `null` where a model made it. */
  madeBy: string | null;
  /** The version it was made from; with `restored` the one whose output it has again, `null` for the first. */
  fromVersion: number | null;
}

/** The item whose output changes, as it stands. */
export interface VersionedItem {
  output: Record<string, unknown>;
  outputVersion: number;
}

/**
 * What is to be kept as an output gives way to the next: that one, and before the second the first too, which
 * until then stands in the item alone.
 */
export function versionsToKeep(
  { output, outputVersion }: VersionedItem,
  next: Omit<OutputVersion, "version">,
): OutputVersion[] {
  const second = { version: outputVersion + 1, ...next };
  if (outputVersion > 1) return [second];
  return [{ version: 1, kind: "generated", output, madeBy: null, fromVersion: null }, second];
}

/** Who last edited the output that a version has; `null` where it is a model's. The first need not be kept. */
export function editorOf(
  versions: readonly Pick<OutputVersion, "version" | "kind" | "madeBy" | "fromVersion">[],
  version: number,
): string | null {
  const found = versions.find((one) => one.version === version);
  if (found?.kind === "restored" && found.fromVersion !== null) return editorOf(versions, found.fromVersion);
  return found?.kind === "edited" || found?.kind === "translated" ? found.madeBy : null;
}

const KIND_AFTER: Partial<Record<string, OutputVersionKind>> = { edit: "edited", undo: "restored" };

/**
 * The outputs before and after a decision that changed its item's, out of the item's versions; `null` for one that
 * did not.
 * @param outputVersion the version it was made on.
 */
export function outputsAround(
  { decision, outputVersion }: { decision: string; outputVersion: number },
  versions: readonly Pick<OutputVersion, "version" | "kind" | "output">[],
): { outputBefore: Record<string, unknown> | null; outputAfter: Record<string, unknown> | null } {
  const after = versions.find(({ version }) => version === outputVersion + 1);
  // Undoing an approval leaves the output: the version after it, if any, is then somebody's edit.
  if (!after || after.kind !== KIND_AFTER[decision]) return { outputBefore: null, outputAfter: null };
  const before = versions.find(({ version }) => version === outputVersion);
  return { outputBefore: before?.output ?? null, outputAfter: after.output };
}
