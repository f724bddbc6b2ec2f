import { eq, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { batchItems } from "#db/schema/batches.ts";
import { publications } from "#db/schema/publishing.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { type CreatePublicationInput, createPublication } from "#lib/publishing/create-publication.ts";
import { sendDueTo } from "#lib/publishing/deliveries/send-due.ts";
import { createChannel, type NewChannel } from "#lib/publishing/managed/save-channel.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { given } from "#tests/auth/people.ts";
import { seedBatch } from "../review/seed-batch.ts";

const runOn = new AbortController().signal;

/** A batch of approved perfumes, known by their sku, with a title each. */
export function approvedPerfumes(launchedBy: Actor, items: number, more: { languages?: string[] } = {}) {
  return seedBatch({
    ...{ launchedBy, items, name: "Perfumes", reviewState: "approved", ...more },
    output: sql`jsonb_build_object('title', 'Rose ' || n, 'points', jsonb_build_array('a', 'b'), 'score', n, 'seo', null)`,
  });
}

/** A channel that nothing is held in and that calls its products by sku; its secret, if it has one. */
export async function addChannel(admin: Actor, channel: Partial<NewChannel> & Pick<NewChannel, "kind">) {
  return given(
    await createChannel(admin, { name: "Shop", config: {}, key: "sku", holdSeconds: 0, ...channel }),
  );
}

/** A receiver's channel inside this machine, in a hurry. */
export function webhookTo(url: string, more: Record<string, unknown> = {}) {
  const config = { url, allowPrivateNetwork: true, ratePerSecond: 1_000, timeoutMs: 2_000, ...more };
  return { kind: "webhook" as const, config };
}

/** Publishes what is approved, as the job does; a receiver is told of nothing yet. */
export async function publishTo(
  actor: Actor,
  batchId: string,
  channelId: string,
  only?: CreatePublicationInput["only"],
): Promise<string> {
  const { id } = given(await createPublication(actor, { batchId, channel: { channelId }, only }));
  await writePublication({ publicationId: id }, runOn);
  return id;
}

/** Sends a receiver what is due, once. */
export function sendNow(channelId: string): Promise<void> {
  return sendDueTo(channelId, runOn);
}

/** Makes everything that waits due now, however long it was to wait. */
export async function hurry(channelId: string): Promise<void> {
  await db().execute(sql`update deliveries set next_at = now() where channel_id = ${channelId}`);
  await db().execute(sql`update channels set next_send_at = null where id = ${channelId}`);
}

/** Gives items another title, as a reviewer's edit does: a new version of their output. */
export async function retitle(batchId: string, seqs: number[], title: string): Promise<void> {
  await db().execute(sql`
    insert into output_versions (batch_id, seq, version, kind, output, made_at)
    select batch_id, seq, output_version, 'generated', output, now() from batch_items
    where batch_id = ${batchId} and seq in ${seqs} on conflict do nothing`);
  await db().execute(sql`
    update batch_items set output = output || jsonb_build_object('title', ${title}::text),
      output_version = output_version + 1, decided_at = clock_timestamp()
    where batch_id = ${batchId} and seq in ${seqs}`);
  await db().execute(sql`
    insert into output_versions (batch_id, seq, version, kind, output, made_at)
    select batch_id, seq, output_version, 'edited', output, now() from batch_items
    where batch_id = ${batchId} and seq in ${seqs}`);
}

/** Makes the named items wait for review again, or be approved. */
export async function setApproved(batchId: string, seqs: number[], isApproved: boolean): Promise<void> {
  await db()
    .update(batchItems)
    .set({
      reviewState: isApproved ? "approved" : "pending",
      decidedAt: isApproved ? sql`clock_timestamp()` : null,
    })
    .where(sql`${batchItems.batchId} = ${batchId} and ${batchItems.seq} in ${seqs}`);
}

/** A publication's row as it stands. */
export async function rowOf(id: string) {
  const [row] = await db().select().from(publications).where(eq(publications.id, id));
  if (!row) throw new Error("No such publication.");
  return row;
}
