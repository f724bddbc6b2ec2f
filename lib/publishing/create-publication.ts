import { db } from "#db/client.ts";
import { cutOff, insertPublication } from "#db/queries/publishing/publications.ts";
import { readReviewContexts } from "#db/queries/review/batches.ts";
import { lockReviewCounters } from "#db/queries/review/decisions.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { ChannelConfig } from "./channels/channels.ts";
import { writePublicationJob } from "./jobs.ts";

export interface CreatePublicationInput {
  batchId: string;
  channel: ChannelConfig;
}

/**
 * Publishes what is approved of a batch at this moment: the cut-off and count are taken here, the channel gets
 * them in a job. From now on those approvals can't be undone.
 */
export async function createPublication(
  actor: Actor,
  { batchId, channel }: CreatePublicationInput,
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "nothing_approved">> {
  if (!can(actor, "publications:create")) return refuse("forbidden");
  const [context] = await readReviewContexts(db(), [batchId]);
  if (!context) return refuse("not_found");
  const { kind, ...config } = channel;
  return db().transaction(async (tx) => {
    await lockReviewCounters(tx, [batchId]);
    const { cutoffAt, itemCount } = await cutOff(tx, batchId);
    if (itemCount === 0) return refuse("nothing_approved");
    const id = newId();
    const publication = { id, batchId, kind, config, cutoffAt, itemCount };
    await insertPublication(tx, { ...publication, createdBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "publications.create",
      targetType: "publication",
      targetId: id,
      after: { batchId, channel, itemCount },
    });
    await enqueue(tx, writePublicationJob, { publicationId: id });
    return accept({ id });
  });
}
