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
  /** The source row: what the template reads, then the rest, each in the order of the file. */
  source: Record<string, string>;
  output: Output;
  checks: Verdict[];
  /** What the checks found is not shown, so that it can be seen how much it sways who decides. */
  isBlind: boolean;
  /** The version of the output that the checks speak of. */
  checkedVersion: number;
  /** Kinds of check that block it: it cannot be approved before somebody overrides them. */
  openBlocks: string[];
  /** How often it may still be made anew because it is rejected. */
  triesLeft: number;
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
  /** Columns of the dataset, in the order of its file. */
  columns: string[];
  simulated: boolean;
}
