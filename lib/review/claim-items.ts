import { db } from "#db/client.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import {
  type ReviewBatchRow,
  type ReviewContextRow,
  readQueueTotals,
  readReviewBatches,
  readReviewContexts,
} from "#db/queries/review/batches.ts";
import { type ClaimRow, claimItems as claimRows, resumeClaims } from "#db/queries/review/claims.ts";
import { readAssignment } from "#db/queries/review/members.ts";
import { findPlaces, type QueuePlace } from "#db/queries/review/queue-places.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { wholeVerdicts } from "#lib/checks/kept-verdicts.ts";
import { isShownBlind } from "#lib/checks/shown-blind.ts";
import { inOrder } from "#lib/in-order.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type Assigned, assignedOf } from "./assignment.ts";
import type { Claim, ClaimedBatch } from "./claim.ts";
import { fieldsIn } from "./fields-in.ts";
import { practisesFirst } from "./practice/practises-first.ts";
import { countProbes, withProbes } from "./probes/hand-out-probes.ts";
import { inQueueOrder, RISKS, type Risk } from "./queue-order.ts";
import { triesLeft } from "./regeneration/tries.ts";
import { type EmptyReason, whyEmpty } from "./why-empty.ts";

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
  language?: string | undefined;
  templateId?: string | undefined;
  /** What the checks said of it at worst. */
  risk?: Risk | undefined;
  /** An item that somebody was sent to: handed out before all others, if it can be. */
  first?: string | undefined;
}

/** What was handed out, and why nothing where that is so. */
export interface Handed {
  claims: Claim[];
  batches: ClaimedBatch[];
  empty: EmptyReason | null;
}

/**
 * Hands out items for five minutes: blocks and warnings first, then what is new, then the oldest. Never items of a batch
 * the actor launched, items they wrote in or have decided on, nor languages they are not assigned; nothing to who has to
 * practise first.
 */
export async function claimItems(
  actor: Actor,
  input: ClaimInput,
): Promise<Result<Handed, "forbidden" | "not_found">> {
  if (!can(actor, "review:decide")) return refuse("forbidden");
  if (await practisesFirst(db(), actor.memberId))
    return accept({ claims: [], batches: [], empty: "practice-first" });
  const first = input.first === undefined ? null : parseItemId(input.first);
  const batchId = first?.batchId ?? input.batchId;
  const { memberId } = actor;
  const assignment = await readAssignment(db(), memberId);
  const rows = await readReviewBatches(db(), BATCHES_SEARCHED, {
    ...{ batchId, templateId: input.templateId, language: input.language },
    ...(batchId === undefined && { notLaunchedBy: memberId, reviewLanguages: assignment.languages }),
  });
  if (batchId && rows.length === 0 && (await isUnknown(batchId))) return refuse("not_found");
  const batches = rows
    .filter(({ launchedBy }) => launchedBy !== memberId)
    .map((batch) => {
      const assigned = assignedOf(batch, assignment);
      return { ...assigned, languages: assigned.languages.filter((one) => (input.language ?? one) === one) };
    });
  const claimed: Handout[] = [];
  if (first) claimed.push(...(await claimOne(memberId, batches, first, input.state)));
  if (input.resume) await resume(memberId, batches, input, claimed);
  if (claimed.length < input.limit) await claimFresh(memberId, batches, input, claimed);
  const described = await describeClaims(claimed);
  const isEmpty = claimed.length === 0 && input.state === "pending";
  return accept({ ...described, empty: isEmpty ? await findReason(memberId, input, batchId) : null });
}

type Handout = { batchId: string; row: ClaimRow };
type Queued = Assigned<Pick<ReviewBatchRow, "batchId" | "languages" | "isNew" | "reviewPlan">>;

async function isUnknown(batchId: string): Promise<boolean> {
  return (await readReviewBatches(db(), 1, { batchId })).length === 0;
}

async function claimOne(
  memberId: string,
  batches: readonly Queued[],
  { batchId, seq }: { batchId: string; seq: number },
  state: ClaimInput["state"],
): Promise<Handout[]> {
  const batch = batches.find((one) => one.batchId === batchId);
  if (!batch) return [];
  const { languages, categories } = batch;
  const one = { batchId, memberId, state, seq, limit: 1, except: [], languages, categories };
  const held = await resumeClaims(db(), one);
  const rows = held.length > 0 ? held : await claimRows(db(), one);
  return rows.map((row) => ({ batchId, row }));
}

/** What the actor holds already, of what is asked for, is theirs before anything new. */
async function resume(
  memberId: string,
  batches: readonly Queued[],
  { state, limit, risk }: ClaimInput,
  claimed: Handout[],
): Promise<void> {
  for (const { batchId, languages } of batches) {
    if (claimed.length >= limit) return;
    const except = claimed.flatMap((handed) => (handed.batchId === batchId ? handed.row.seq : []));
    const question = { batchId, memberId, state, limit: limit - claimed.length, except, languages };
    const rows = await resumeClaims(db(), { ...question, risk: risk && RISKS.indexOf(risk) });
    claimed.push(...rows.map((row) => ({ batchId, row })));
  }
}

async function claimFresh(
  memberId: string,
  batches: readonly Queued[],
  { state, limit, risk, except }: ClaimInput,
  claimed: Handout[],
): Promise<void> {
  const left = except.flatMap((id) => parseItemId(id) ?? []);
  const leftOut = (batchId: string) => [
    ...left.flatMap((item) => (item.batchId === batchId ? item.seq : [])),
    ...claimed.flatMap((handed) => (handed.batchId === batchId ? handed.row.seq : [])),
  ];
  const risks = RISKS.flatMap((one, index) => (risk === undefined || one === risk ? index : []));
  const shares = new Map(batches.map(({ batchId, reviewPlan }) => [batchId, reviewPlan.probeShare]));
  const places =
    state === "pending"
      ? inQueueOrder(await findPlaces(db(), { batches, risks, memberId }), batches).map((place) => ({
          batchId: place.batchId,
          languages: [place.language],
          categories: place.category === null ? null : [place.category],
          risk: place.risk as number | undefined,
          probeShare: shares.get(place.batchId),
        }))
      : batches.map(({ batchId, languages, categories }) => ({
          ...{ batchId, languages, categories, risk: risk && RISKS.indexOf(risk) },
          probeShare: undefined,
        }));
  for (const place of places) {
    if (claimed.length >= limit) return;
    const question = { memberId, state, limit: limit - claimed.length, except: leftOut(place.batchId) };
    const probes = countProbes(question.limit, place.probeShare);
    const taken = await claimRows(db(), { ...place, ...question, limit: question.limit - probes });
    const { batchId, categories } = place;
    const where = { batchId, language: place.languages[0] ?? "", categories, memberId };
    const rows = await withProbes(where, taken, probes);
    claimed.push(...rows.map((row) => ({ batchId: place.batchId, row })));
  }
}

async function findReason(
  memberId: string,
  input: ClaimInput,
  batchId: string | undefined,
): Promise<EmptyReason> {
  const totals = await readQueueTotals(db(), { batchId }, memberId);
  const assignment = await readAssignment(db(), memberId);
  const all = await readReviewBatches(db(), BATCHES_SEARCHED, { batchId, notLaunchedBy: memberId });
  const mine = all.map((batch) => assignedOf(batch, assignment));
  const places = await findPlaces(db(), { batches: mine, risks: [0, 1, 2], memberId, evenHeld: true });
  const templates = new Map(all.map((batch) => [batch.batchId, batch.templateId]));
  const isAsked = (place: QueuePlace) =>
    (input.templateId ?? templates.get(place.batchId)) === templates.get(place.batchId) &&
    (input.language ?? place.language) === place.language &&
    (input.risk === undefined || RISKS[place.risk] === input.risk);
  const unassigned = await findPlaces(db(), { batches: all, risks: [0, 1, 2], memberId, evenHeld: true });
  return whyEmpty({
    ...totals,
    isHeld: places.some(isAsked),
    isElsewhere: places.some((place) => !isAsked(place)),
    isUnassigned: new Set(unassigned.map(whereOf)).size > new Set(places.map(whereOf)).size,
  });
}

/** Where a place is, whatever its category. */
function whereOf({ batchId, language, risk }: QueuePlace): string {
  return JSON.stringify([batchId, language, risk]);
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
  const fields = fieldsIn(context, row.language);
  const isBlind = isShownBlind(context.reviewPlan, context.reviewSeed, row.seq);
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
    checks: isBlind ? [] : wholeVerdicts(row.checks),
    isBlind,
    checkedVersion: row.checkedVersion,
    openBlocks: row.openBlocks,
    triesLeft: triesLeft(row.tries),
    fields,
  };
}

/** Columns as a reviewer reads them: those the template reads, then the others, each in the order of the file. */
export function sourceOrder({ inputs, columns }: ReviewContextRow): string[] {
  const read = new Set(inputs.map(({ name }) => name));
  const names = columns.map(({ name }) => name);
  return [...names.filter((name) => read.has(name)), ...names.filter((name) => !read.has(name))];
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
    columns: context.columns.map(({ name }) => name),
    simulated: context.simulated,
  };
}
