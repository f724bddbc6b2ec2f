import type { Verdict } from "#lib/checks/verdict.ts";
import type { OutputField } from "#lib/templates/template.ts";
import type { Output } from "./decision.ts";

/** An item one reviewer holds, with all the screen shows of it. */
export interface Claim {
  itemId: string;
  batchId: string;
  rowNumber: number;
  language: string;
  reviewState: "pending" | "escalated";
  /** Fencing token: a decision under an older one does not stand. */
  token: number;
  outputVersion: number;
  leaseExpiresAt: string;
  /** The source row, in the order of its columns. */
  source: Record<string, string>;
  output: Output;
  checks: Verdict[];
  fields: OutputField[];
}

/** What the claims of one batch have in common. */
export interface ClaimedBatch {
  batchId: string;
  name: string;
  templateName: string;
  versionNumber: number | null;
  /** The template's requirements: what the reviewer holds the output against. */
  guideline: string;
  /** Columns the template reads; they lead the source pane. */
  inputs: string[];
  simulated: boolean;
}

/** The values of a row in a stated order, others after; the database keeps no order of its own. */
export function inOrder<Value>(
  values: Record<string, Value>,
  names: readonly string[],
): Record<string, Value> {
  const known = names.filter((name) => Object.hasOwn(values, name));
  const others = Object.keys(values).filter((name) => !names.includes(name));
  return Object.fromEntries([...known, ...others].map((name) => [name, values[name] as Value]));
}
