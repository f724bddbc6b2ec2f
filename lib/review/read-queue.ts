import { db } from "#db/client.ts";
import { countClaims, type ReviewBatchRow, readReviewBatches } from "#db/queries/review/batches.ts";
import { readAssignment } from "#db/queries/review/members.ts";
import { countAssigned, findPlaces } from "#db/queries/review/queue-places.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { assignedOf } from "./assignment.ts";
import { RISKS, type Risk } from "./queue-order.ts";

const BATCHES_SHOWN = 100;
/** As far as a part of a batch is counted. */
export const MOST_COUNTED = 10_000;

/** How much of a batch waits for review. */
export interface QueuedBatch {
  batchId: string;
  name: string;
  simulated: boolean;
  createdAt: string;
  pending: number;
  escalated: number;
  approved: number;
  rejected: number;
  /** Items the actor holds now. */
  held: number;
  /** Waiting for what the samples of their lots say. */
  inLot: number;
  templateId: string;
  templateName: string;
  languages: string[];
  /** No earlier batch had this template with this model. */
  isNew: boolean;
  /** Not launched by the actor, and in languages and categories they review. */
  isForMe: boolean;
  /** Of those that are pending, what is assigned to the actor; a part of a batch is counted to `MOST_COUNTED`. */
  pendingForMe: number;
  /** Four eyes: the actor launched it, so others review it. */
  launchedByMe: boolean;
}

/** Which batches of the queue are asked for. */
export interface QueueFilter {
  batchId?: string | undefined;
  language?: string | undefined;
  templateId?: string | undefined;
  risk?: Risk | undefined;
}

/** Batches with items to review, oldest first, and what the actor holds of them. */
export async function readQueue(
  actor: Actor,
  { risk, ...asked }: QueueFilter = {},
): Promise<Result<QueuedBatch[], "forbidden">> {
  if (!can(actor, "review:read")) return refuse("forbidden");
  const rows = await readReviewBatches(db(), BATCHES_SHOWN, asked);
  const batches = risk === undefined ? rows : await withRisk(actor, rows, risk, asked.language);
  const mine = await readForMe(actor, batches);
  const held = await countClaims(
    db(),
    actor.memberId,
    batches.map((batch) => batch.batchId),
  );
  return accept(
    batches.map(({ launchedBy, createdAt, ...batch }) => ({
      ...batch,
      createdAt: new Date(createdAt).toISOString(),
      held: held.get(batch.batchId) ?? 0,
      launchedByMe: launchedBy === actor.memberId,
      ...(mine.get(batch.batchId) ?? { isForMe: false, pendingForMe: 0 }),
    })),
  );
}

type ForMe = Pick<QueuedBatch, "isForMe" | "pendingForMe">;

/** What of these batches is assigned to the actor, as claims hand it out: none of what they launched. */
async function readForMe(
  { memberId }: Actor,
  batches: readonly ReviewBatchRow[],
): Promise<Map<string, ForMe>> {
  const assignment = await readAssignment(db(), memberId);
  const mine = batches
    .filter(({ launchedBy }) => launchedBy !== memberId)
    .map((batch) => ({ batch, assigned: assignedOf(batch, assignment) }))
    .filter(({ assigned }) => assigned.languages.length > 0);
  const parts = mine.filter(
    ({ batch, assigned: { languages, categories } }) =>
      categories !== null || languages.length < batch.languages.length,
  );
  const counts = new Map(
    (
      await countAssigned(
        db(),
        parts.map(({ assigned }) => assigned),
        MOST_COUNTED,
      )
    ).map((count) => [count.batchId, count]),
  );
  return new Map(
    mine.map(({ batch: { batchId, pending }, assigned: { categories } }) => {
      const part = counts.get(batchId);
      const isForMe = !part || categories === null || part.pending + part.escalated > 0;
      return [batchId, { isForMe, pendingForMe: part?.pending ?? pending }];
    }),
  );
}

async function withRisk(
  { memberId }: Actor,
  batches: readonly ReviewBatchRow[],
  risk: Risk,
  language: string | undefined,
): Promise<ReviewBatchRow[]> {
  const asked = batches.map((batch) => ({
    ...batch,
    languages: batch.languages.filter((one) => (language ?? one) === one),
  }));
  const risks = [RISKS.indexOf(risk)];
  const places = await findPlaces(db(), { batches: asked, risks, memberId, evenHeld: true });
  const found = new Set(places.map(({ batchId }) => batchId));
  return batches.filter(({ batchId }) => found.has(batchId));
}
