import { db } from "#db/client.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import { type ReviewContextRow, readReviewBatches, readReviewContexts } from "#db/queries/review/batches.ts";
import { type ClaimRow, claimItems as claimRows, resumeClaims } from "#db/queries/review/claims.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { type Claim, type ClaimedBatch, inOrder } from "./claim.ts";

/** Batches one claim looks through before it says that there is nothing. */
const BATCHES_SEARCHED = 50;

export interface ClaimInput {
  batchId?: string | undefined;
  /** At most this many items. */
  limit: number;
  state: "pending" | "escalated";
  /** Item ids to leave for others. */
  except: string[];
  /** Also what the actor holds already, first. */
  resume: boolean;
}

/**
 * Hands out items for five minutes: those of one batch, or of the oldest batches that have any. Never items of a
 * batch the actor launched, nor items the actor last edited.
 */
export async function claimItems(
  actor: Actor,
  input: ClaimInput,
): Promise<Result<{ claims: Claim[]; batches: ClaimedBatch[] }, "forbidden" | "not_found">> {
  if (!can(actor, "review:decide")) return refuse("forbidden");
  const batches = await readReviewBatches(db(), BATCHES_SEARCHED, input.batchId);
  if (input.batchId && batches.length === 0) return refuse("not_found");
  const claimed: { batchId: string; row: ClaimRow }[] = [];
  for (const { batchId, launchedBy } of batches) {
    if (claimed.length >= input.limit) break;
    if (launchedBy === actor.memberId) continue;
    const rows = await claimOfBatch(actor.memberId, batchId, input, input.limit - claimed.length);
    claimed.push(...rows.map((row) => ({ batchId, row })));
  }
  return accept(await describeClaims(claimed));
}

async function claimOfBatch(
  memberId: string,
  batchId: string,
  { state, except, resume }: ClaimInput,
  limit: number,
): Promise<ClaimRow[]> {
  const exceptSeqs = except.map(parseItemId).flatMap((item) => (item?.batchId === batchId ? item.seq : []));
  const held = resume ? await resumeClaims(db(), { batchId, memberId, state, limit }) : [];
  const fresh =
    held.length < limit
      ? await claimRows(db(), { batchId, memberId, state, limit: limit - held.length, except: exceptSeqs })
      : [];
  return [...held, ...fresh];
}

async function describeClaims(
  claimed: { batchId: string; row: ClaimRow }[],
): Promise<{ claims: Claim[]; batches: ClaimedBatch[] }> {
  const contexts = await readReviewContexts(db(), [...new Set(claimed.map(({ batchId }) => batchId))]);
  const claims: Claim[] = [];
  for (const context of contexts) {
    const rows = claimed.filter(({ batchId }) => batchId === context.batchId).map(({ row }) => row);
    const sources = await readSources(context, rows);
    claims.push(...rows.map((row) => toClaim(context, row, sources.get(row.rowNumber) ?? {})));
  }
  const order = new Map(claimed.map(({ batchId, row }, index) => [itemId(batchId, row.seq), index]));
  claims.sort((a, b) => (order.get(a.itemId) ?? 0) - (order.get(b.itemId) ?? 0));
  return { claims, batches: contexts.map(toClaimedBatch) };
}

/** The source rows behind items of one batch, by row number. */
export async function readSources(context: ReviewContextRow, items: { rowNumber: number }[]) {
  const numbers = [...new Set(items.map(({ rowNumber }) => rowNumber))];
  const rows = await readRowsByNumber(db(), context.datasetId, numbers);
  return new Map(rows.map(({ rowNumber, values }) => [rowNumber, values]));
}

function toClaim(context: ReviewContextRow, row: ClaimRow, source: Record<string, string>): Claim {
  const fields = context.outputs as OutputField[];
  return {
    itemId: itemId(context.batchId, row.seq),
    batchId: context.batchId,
    rowNumber: row.rowNumber,
    language: row.language,
    reviewState: row.reviewState,
    token: row.claimToken,
    outputVersion: row.outputVersion,
    leaseExpiresAt: new Date(row.claimExpiresAt).toISOString(),
    source: inOrder(source, sourceOrder(context)),
    output: inOrder(
      row.output,
      fields.map(({ name }) => name),
    ),
    checks: row.checks,
    fields,
  };
}

/** Columns in the order a reviewer reads them: those the template reads, then the rest of the dataset. */
export function sourceOrder({ inputs, columns }: ReviewContextRow): string[] {
  return [...new Set([...inputs, ...columns].map(({ name }) => name))];
}

/** What a reviewer is told of the batch behind a claim. */
export function toClaimedBatch(context: ReviewContextRow): ClaimedBatch {
  return {
    batchId: context.batchId,
    name: context.name,
    templateName: context.templateName,
    versionNumber: context.versionNumber,
    guideline: context.sections.requirements ?? "",
    inputs: context.inputs.map(({ name }) => name),
    simulated: context.simulated,
  };
}
