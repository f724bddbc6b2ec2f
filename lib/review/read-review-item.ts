import { db } from "#db/client.ts";
import {
  type PublishedVersionRow,
  readPublishedVersions,
} from "#db/queries/publishing/published-versions.ts";
import { readReviewContexts } from "#db/queries/review/batches.ts";
import { type DecisionRow, readItemDecisions } from "#db/queries/review/decisions.ts";
import { findReviewItem } from "#db/queries/review/items.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { type OutputVersion, outputsAround } from "#lib/batches/output-version.ts";
import { type OutputVersionView, viewOutputVersions } from "#lib/batches/view/output-versions.ts";
import type { ReviewState } from "#lib/checks/first-review-state.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { type ClaimedBatch, inOrder } from "./claim.ts";
import { readSources, sourceOrder, toClaimedBatch } from "./claim-items.ts";
import type { DecisionKind, Output } from "./decision.ts";

/** One decision of an item's past. */
export interface PastDecision {
  id: string;
  itemId: string;
  decision: DecisionKind;
  by: { memberId: string; name: string };
  at: string;
  reason: string | null;
  note: string | null;
  outputVersion: number;
  /** With an edit or its undoing: the output before and after. */
  outputBefore: Output | null;
  outputAfter: Output | null;
}

/** An item as review sees it, with everything ever decided on it. */
export interface ReviewItem {
  itemId: string;
  rowNumber: number;
  language: string;
  reviewState: ReviewState;
  output: Output;
  outputVersion: number;
  /** Every version of the output, oldest first. */
  versions: OutputVersionView[];
  source: Record<string, string>;
  fields: OutputField[];
  checks: Verdict[];
  /** The version of the output that the checks speak of. */
  checkedVersion: number;
  batch: ClaimedBatch;
  claimedBy: { memberId: string; name: string } | null;
  isPublished: boolean;
  /** Publications that hold it, and which version. */
  publications: { publicationId: string; outputVersion: number; cutoffAt: string }[];
  /** Oldest first. */
  history: PastDecision[];
}

/** Reads one item with its past; claims nothing. */
export async function readReviewItem(
  actor: Actor,
  id: string,
): Promise<Result<ReviewItem, "forbidden" | "not_found">> {
  if (!can(actor, "review:read")) return refuse("forbidden");
  const at = parseItemId(id);
  const row = at && (await findReviewItem(db(), at.batchId, at.seq));
  const [context] = row ? await readReviewContexts(db(), [row.batchId]) : [];
  if (!row || !context) return refuse("not_found");
  const history = await readItemDecisions(db(), row.batchId, row.seq);
  const names = await readMemberNames(db(), [row.claimedBy, ...history.map(({ memberId }) => memberId)]);
  const versions = await viewOutputVersions(db(), row);
  const publications = await readPublishedVersions(db(), row.batchId, row.seq);
  const sources = await readSources(context, [row]);
  const fields = context.outputs as OutputField[];
  const isHeld = row.claimedBy && row.claimExpiresAt && new Date(row.claimExpiresAt).getTime() > Date.now();
  return accept({
    itemId: itemId(row.batchId, row.seq),
    rowNumber: row.rowNumber,
    language: row.language,
    reviewState: row.reviewState,
    output: inOrder(
      row.output,
      fields.map(({ name }) => name),
    ),
    outputVersion: row.outputVersion,
    versions,
    source: inOrder(sources.get(row.rowNumber) ?? {}, sourceOrder(context)),
    fields,
    checks: row.checks,
    checkedVersion: row.checkedVersion,
    batch: toClaimedBatch(context),
    claimedBy:
      isHeld && row.claimedBy ? { memberId: row.claimedBy, name: names.get(row.claimedBy) ?? "" } : null,
    isPublished: publications.length > 0,
    publications: publications.map(toPublishedVersion),
    history: history.map((decision) => toPastDecision(decision, names, versions)),
  });
}

function toPublishedVersion({ cutoffAt, ...row }: PublishedVersionRow) {
  return { ...row, cutoffAt: new Date(cutoffAt).toISOString() };
}

/**
 * A row of the decision log as people read it.
 * @param versions those of its item.
 */
export function toPastDecision(
  row: DecisionRow,
  names: Map<string, string>,
  versions: readonly Pick<OutputVersion, "version" | "kind" | "output">[],
): PastDecision {
  return {
    id: row.id,
    itemId: itemId(row.batchId, row.seq),
    decision: row.decision,
    by: { memberId: row.memberId, name: names.get(row.memberId) ?? "" },
    at: row.at.toISOString(),
    reason: row.reason,
    note: row.note,
    outputVersion: row.outputVersion,
    ...outputsAround(row, versions),
  };
}
