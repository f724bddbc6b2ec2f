import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Actor } from "#lib/auth/actor.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { createChannel, type NewChannel } from "#lib/publishing/managed/save-channel.ts";
import type { Refusal, Result } from "#lib/result.ts";
import { seedBatch, seedMember } from "#tests/review/seed-batch.ts";

/** What secrets of channels are sealed with, in every process of a benchmark. */
export const ENCRYPTION_KEY = createHash("sha256").update("bench").digest("base64");

/** Somebody who may set channels and publish to them. */
export function seedPublisher(): Promise<Actor> {
  return seedMember("Bench", ["admin", "operator"]);
}

/** A batch of so many approved outputs of three texts each, no two alike, known by their sku. */
export function seedApproved(launchedBy: Actor, items: number): Promise<string> {
  return seedBatch({
    ...{ launchedBy, items, name: "Perfumes", reviewState: "approved" },
    values: sql`jsonb_build_object('name', 'Perfume ' || n, 'sku', lpad(n::text, 9, '0'), 'notes', 'rose, musk')`,
    output: sql`jsonb_build_object('title', 'Rose & Oud No. ' || n, 'points',
      jsonb_build_array('A <b>warm</b> scent of {name} for evenings ' ||
        regexp_replace(md5(n::text) || md5((-n)::text), '(.{4})', '\\1 ', 'g'), 'Lasts eight hours on the skin'), 'score', n,
      'seo', null)`,
  });
}

/** A channel in which nothing is held. @returns its id. */
export async function addBenchChannel(
  publisher: Actor,
  channel: Pick<NewChannel, "kind" | "config"> & Partial<NewChannel>,
): Promise<string> {
  return ok(await createChannel(publisher, { name: "Bench", key: "sku", holdSeconds: 0, ...channel })).id;
}

/** A publication that waits to be written. @returns its id. */
export async function queuePublication(
  publisher: Actor,
  batchId: string,
  channelId: string,
): Promise<string> {
  return ok(await createPublication(publisher, { batchId, channel: { channelId } })).id;
}

/** What a use-case of a benchmark gives; the benchmark ends where it refuses. */
export function ok<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.refusal satisfies Refusal));
}
