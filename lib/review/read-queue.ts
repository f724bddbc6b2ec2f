import { db } from "#db/client.ts";
import { countClaims, type ReviewBatchRow, readReviewBatches } from "#db/queries/review/batches.ts";
import { readAssignment } from "#db/queries/review/members.ts";
import { findPlaces } from "#db/queries/review/queue-places.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { coversLanguage, RISKS, type Risk } from "./queue-order.ts";

const BATCHES_SHOWN = 100;

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
  /** Not launched by the actor, and in a language they review. */
  isForMe: boolean;
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
  const { languages: assigned } = await readAssignment(db(), actor.memberId);
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
      isForMe:
        launchedBy !== actor.memberId &&
        batch.languages.some((language) => coversLanguage(assigned, language)),
    })),
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
