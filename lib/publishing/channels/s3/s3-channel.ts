import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { db } from "#db/client.ts";
import { type ChannelRow, findChannel } from "#db/queries/publishing/channels.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import { AppError } from "#lib/app-error.ts";
import type { Failure } from "#lib/failure.ts";
import { checkUrl } from "#lib/models/endpoints/check-url.ts";
import { newId } from "#lib/new-id.ts";
import type { FieldRefusal } from "#lib/result.ts";
import { type Channel, type Delivery, DeliveryFailed, type PublishedItems } from "../channel.ts";
import { FILE_FORMATS } from "../file/file-config.ts";
import { bucketProblem, lastingProblem } from "./bucket-problem.ts";
import { type ChannelBucket, openChannelBucket } from "./channel-bucket.ts";
import type { S3Config } from "./s3-config.ts";
import { s3Settings } from "./s3-settings.ts";
import { writeToBucket } from "./write-bucket.ts";

/** A bucket of the user's own: a file and the manifest that names it, for each publication. */
export const s3Channel = {
  kind: "s3",
  config: z.object({ kind: z.literal("s3"), format: z.enum(FILE_FORMATS) }),
  settings: s3Settings,
  secretSetting: "secretAccessKey",
  tellsReceiver: false,
  settingsMisfit,
  deliver,
  test: testBucket,
} satisfies Channel<S3Config>;

async function settingsMisfit(settings: Record<string, unknown>): Promise<FieldRefusal | null> {
  const { endpoint, allowPrivateNetwork } = s3Settings.parse(settings);
  const checked = checkUrl(endpoint, allowPrivateNetwork);
  if (checked.ok) {
    const { pathname, search } = checked.value;
    return pathname === "/" && search === "" ? null : { path: "config.endpoint", code: "s3_endpoint_path" };
  }
  const { code, params } = checked.refusal;
  return { path: "config.endpoint", code, ...(params && { params }) };
}

/** @throws DeliveryFailed where the bucket refuses; what may be over soon is tried again. */
async function deliver(items: PublishedItems, { format }: S3Config): Promise<Delivery> {
  const publication = await findPublication(db(), items.publicationId);
  const channel = publication?.channelId ? await findChannel(db(), publication.channelId) : null;
  if (!channel) throw new AppError("A publication into a bucket has no channel.");
  const bucket = openChannelBucket(channel);
  if (!bucket.ok) throw new DeliveryFailed({ code: ofBucket(bucket.refusal.code) });
  try {
    return { made: "acknowledgement", ...(await writeToBucket(items, format, bucket.value)) };
  } catch (cause) {
    const lasting = lastingProblem(cause);
    if (lasting) throw new DeliveryFailed(lasting, { cause });
    throw cause;
  }
}

/** Writes a probe, reads it and removes it. */
async function testBucket(channel: ChannelRow): Promise<Failure | null> {
  const bucket = openChannelBucket(channel);
  if (!bucket.ok) return { code: ofBucket(bucket.refusal.code) };
  try {
    return await probe(bucket.value);
  } catch (cause) {
    return bucketProblem(cause);
  }
}

const PROBE = "Presswork";

async function probe({ store, settings: { prefix } }: ChannelBucket): Promise<Failure | null> {
  const key = `${prefix}presswork-probe-${newId()}`;
  await store.put(key, Readable.from([Buffer.from(PROBE)]));
  try {
    const there = await store.get(key);
    return there && (await text(there.content)) === PROBE ? null : { code: "s3_not_kept" };
  } finally {
    await store.delete(key);
  }
}

function ofBucket(code: "private_address" | "key_lost" | "url_invalid"): string {
  return { private_address: "s3_private_address", key_lost: "s3_key_lost", url_invalid: "s3_endpoint_path" }[
    code
  ];
}
