import { db } from "#db/client.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { readPublishedOfRow } from "#db/queries/publishing/published-of-row.ts";
import {
  type PublishedVersionRow,
  readPublishedVersions,
} from "#db/queries/publishing/published-versions.ts";
import { readReviewContexts } from "#db/queries/review/batches.ts";
import { type DecisionRow, readItemDecisions } from "#db/queries/review/decisions.ts";
import { readOpenDoubles } from "#db/queries/review/double-reviews.ts";
import { findReviewItem, type ReviewItemRow } from "#db/queries/review/items.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import { readMessages } from "#db/queries/review/messages.ts";
import { type OverrideRow, readOverrides } from "#db/queries/review/overrides.ts";
import { findProbe } from "#db/queries/review/probes.ts";
import { type RegenerationRow, readRegenerations } from "#db/queries/review/regenerations.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { type OutputVersion, outputsAround } from "#lib/batches/output-version.ts";
import { type OutputVersionView, viewOutputVersions } from "#lib/batches/view/output-versions.ts";
import { stateAfter } from "#lib/batches/view/state-after.ts";
import type { ReviewState } from "#lib/checks/first-review-state.ts";
import { wholeVerdicts } from "#lib/checks/kept-verdicts.ts";
import { isKeptBlind } from "#lib/checks/shown-blind.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import type { Failure } from "#lib/failure.ts";
import { inOrder } from "#lib/in-order.ts";
import { type Money, money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { OutputField } from "#lib/templates/template.ts";
import type { ClaimedBatch } from "./claim.ts";
import { readSources, sourceOrder, toClaimedBatch } from "./claim-items.ts";
import type { DecisionKind, Output } from "./decision.ts";
import { fieldsIn } from "./fields-in.ts";
import { guidelineFor } from "./guideline-for.ts";
import { mayOverride } from "./override-check.ts";
import { triesLeft } from "./regeneration/tries.ts";
import type { RejectRoute } from "./reject-reason.ts";
import { type Passage, sourcesOf } from "./sources-of.ts";

/** One decision of an item's past. */
export interface PastDecision {
  id: string;
  itemId: string;
  decision: DecisionKind;
  by: { memberId: string; name: string };
  at: string;
  reason: string | null;
  note: string | null;
  /** With a rejection: where its item went. */
  route: RejectRoute | null;
  outputVersion: number;
  /** With an edit or its undoing: the output before and after. */
  outputBefore: Output | null;
  outputAfter: Output | null;
}

/** What somebody wrote about an item while it was escalated. */
export interface ReviewMessage {
  id: string;
  by: { memberId: string; name: string };
  at: string;
  text: string;
  /** Of the output it is about. */
  outputVersion: number;
}

/** What is published of a row in a language at this moment, by whichever batch. */
export interface PublishedOutput {
  itemId: string;
  output: Output;
  outputVersion: number;
  publishedAt: string;
}

/** A block that somebody let pass. It holds for one version of the output and one of the check. */
export interface PastOverride {
  check: string;
  outputVersion: number;
  checkVersion: string;
  reason: string;
  by: { memberId: string; name: string };
  at: string;
}

/** An output that was asked to be made anew, and what came of it. */
export interface PastRegeneration {
  id: string;
  cause: RegenerationRow["cause"];
  state: RegenerationRow["state"];
  reason: string | null;
  note: string | null;
  askedBy: { memberId: string; name: string };
  askedAt: string;
  fromVersion: number;
  /** The version it came back as. */
  toVersion: number | null;
  failure: Failure | null;
  /** Billed for certain, and possibly billed. */
  spent: Money;
  unknownSpend: Money;
  endedAt: string | null;
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
  /** What the checks found is not shown while it waits, so that it can be seen how much it sways who decides. */
  isBlind: boolean;
  /** The version of the output that the checks speak of. */
  checkedVersion: number;
  batch: ClaimedBatch;
  /** The template's requirements, rendered for the row; `null` where they can't be. */
  guideline: string | null;
  /** The passages of collections that it was written from. */
  passages: Passage[];
  claimedBy: { memberId: string; name: string } | null;
  isPublished: boolean;
  /** Publications that hold it, and which version. */
  publications: { publicationId: string; outputVersion: number; cutoffAt: string }[];
  /** The output that is out for this row and language; `null` for none. */
  published: PublishedOutput | null;
  /** Where it goes, of a rejected one. */
  route: RejectRoute | null;
  /** How often it may still be made anew because it is rejected. */
  triesLeft: number;
  /** Kinds of check that block it and that nobody has overridden; whether the reader may. */
  openBlocks: string[];
  mayOverride: boolean;
  /** Oldest first, as all that follow. */
  overrides: PastOverride[];
  regenerations: PastRegeneration[];
  history: PastDecision[];
  /** What was written about it while it was escalated, oldest first. */
  messages: ReviewMessage[];
}

/** Reads one item with its past; claims nothing. */
export async function readReviewItem(
  actor: Actor,
  id: string,
): Promise<Result<ReviewItem, "forbidden" | "not_found">> {
  if (!can(actor, "review:read")) return refuse("forbidden");
  const at = parseItemId(id);
  const row = at && ((await findReviewItem(db(), at.batchId, at.seq)) ?? (await readProbe(actor, at)));
  const [context] = row ? await readReviewContexts(db(), [row.batchId]) : [];
  if (!row || !context) return refuse("not_found");
  const decisions = await readItemDecisions(db(), row.batchId, row.seq);
  const hidden = await readOpenDoubles(db(), [row]);
  const history = decisions.filter(
    ({ id, memberId }) =>
      memberId === actor.memberId || hidden.every(({ firstDecisionId }) => firstDecisionId !== id),
  );
  const messages = await readMessages(db(), row.batchId, row.seq);
  const overrides = await readOverrides(db(), row.batchId, row.seq);
  const regenerations = await readRegenerations(db(), row);
  const names = await readMemberNames(db(), [
    row.claimedBy,
    ...[...history, ...messages, ...overrides].map(({ memberId }) => memberId),
    ...regenerations.map(({ askedBy }) => askedBy),
  ]);
  const versions = await viewOutputVersions(db(), row);
  const publications = await readPublishedVersions(db(), row.batchId, row.seq);
  const published = await readPublishedOfRow(db(), { ...context, ...row });
  const sources = await readSources(context, [row]);
  const source = sources.get(row.rowNumber) ?? {};
  const fields = fieldsIn(context, row.language);
  const isHeld = row.claimedBy && row.claimExpiresAt && new Date(row.claimExpiresAt).getTime() > Date.now();
  const isBlind = isKeptBlind(actor, context, row);
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
    source: inOrder(source, sourceOrder(context)),
    fields,
    checks: isBlind ? [] : wholeVerdicts(row.checks),
    isBlind,
    checkedVersion: row.checkedVersion,
    batch: toClaimedBatch(context),
    guideline: await guidelineFor(context, source, row.language),
    passages: sourcesOf((await readSteps(db(), row.batchId, [row.seq])).get(row.seq) ?? []),
    claimedBy:
      isHeld && row.claimedBy ? { memberId: row.claimedBy, name: names.get(row.claimedBy) ?? "" } : null,
    isPublished: publications.length > 0,
    publications: publications.map(toPublishedVersion),
    published: published && {
      itemId: itemId(published.batchId, published.seq),
      output: inOrder(
        published.output,
        fields.map(({ name }) => name),
      ),
      outputVersion: published.outputVersion,
      publishedAt: new Date(published.publishedAt).toISOString(),
    },
    route: row.route,
    triesLeft: triesLeft(row.tries),
    openBlocks: row.openBlocks,
    mayOverride: mayOverride(actor, row),
    overrides: overrides.map((one) => toPastOverride(one, names)),
    regenerations: regenerations.map((one) => toPastRegeneration(one, context.currency, names)),
    history: history.map((decision) => toPastDecision(decision, names, versions)),
    messages: messages.map(({ id, memberId, at, text, outputVersion }) => ({
      id,
      by: { memberId, name: names.get(memberId) ?? "" },
      at: at.toISOString(),
      text,
      outputVersion,
    })),
  });
}

// To whom it was shown a probe is an item like any other; for everybody else there is none of that number.
async function readProbe(actor: Actor, at: { batchId: string; seq: number }): Promise<ReviewItemRow | null> {
  const probe = await findProbe(db(), actor.memberId, at);
  return (
    probe && {
      ...at,
      rowNumber: probe.rowNumber,
      language: probe.language,
      reviewState: stateAfter(probe.decision),
      output: probe.editedOutput ?? probe.output,
      checks: probe.checks,
      outputVersion: 1,
      openBlocks: [],
      tries: 0,
      route: null,
      // Nothing of a copy can be overridden, least of all by who reads it.
      launchedBy: probe.memberId,
      authors: [],
      claimedBy: probe.memberId,
      claimToken: probe.claimToken,
      claimExpiresAt: probe.claimExpiresAt?.toISOString() ?? null,
      lastEditedBy: null,
      decidedBy: null,
      decidedAt: null,
      checkedVersion: 1,
      endedAt: probe.createdAt.toISOString(),
    }
  );
}

function toPublishedVersion({ cutoffAt, ...row }: PublishedVersionRow) {
  return { ...row, cutoffAt: new Date(cutoffAt).toISOString() };
}

function toPastOverride(
  { kind, outputVersion, checkVersion, reason, memberId, at }: OverrideRow,
  names: Map<string, string>,
): PastOverride {
  const by = { memberId, name: names.get(memberId) ?? "" };
  return { check: kind, outputVersion, checkVersion, reason, by, at: at.toISOString() };
}

function toPastRegeneration(
  row: RegenerationRow,
  currency: string,
  names: Map<string, string>,
): PastRegeneration {
  const { id, cause, state, reason, note, askedBy, fromVersion, toVersion, failure } = row;
  return {
    id,
    cause,
    state,
    reason,
    note,
    askedBy: { memberId: askedBy, name: names.get(askedBy) ?? "" },
    askedAt: row.askedAt.toISOString(),
    fromVersion,
    toVersion,
    failure,
    spent: money(row.spent, currency),
    unknownSpend: money(row.unknownSpend, currency),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
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
    route: row.route,
    outputVersion: row.outputVersion,
    ...outputsAround(row, versions),
  };
}
