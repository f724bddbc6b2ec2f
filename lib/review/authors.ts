import type { OutputVersion } from "#lib/batches/output-version.ts";
import { sameOutput } from "./decision.ts";

type Version = Pick<OutputVersion, "version" | "kind" | "output" | "madeBy" | "fromVersion">;

/**
 * The members who edited what is in the output of a version: everyone who has changed it since a model made it, whatever
 * others changed after, or who handed in its translation. An edit that was taken back, or what a model made anew, left nothing.
 * @param versions those that are kept of the item; the first need not be.
 */
export function authorsOf(versions: readonly Version[], version: number): string[] {
  const editors = editsBehind(versions, version).map(({ madeBy }) => madeBy);
  return [...new Set(editors)].filter((editor) => editor !== null);
}

// Oldest first; nothing before the last output that a model made.
function editsBehind(versions: readonly Version[], version: number): Version[] {
  const found = versions.find((one) => one.version === version);
  if (!found || found.fromVersion === null) return [];
  if (found.kind === "restored") return editsBehind(versions, found.fromVersion);
  // What was translated is nobody else's sentence any more.
  if (found.kind === "translated") return [found];
  if (found.kind !== "edited") return [];
  const earlier = editsBehind(versions, found.fromVersion);
  const base = versions.find((one) => one.version === found.fromVersion);
  return base && sameOutput(base.output, found.output) ? earlier : [...earlier, found];
}
