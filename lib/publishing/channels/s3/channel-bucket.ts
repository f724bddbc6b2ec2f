import type { ChannelRow } from "#db/queries/publishing/channels.ts";
import { checkUrl, publicLookup } from "#lib/models/endpoints/check-url.ts";
import { type BucketStore, bucketStore } from "#lib/objects/bucket-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { openSecrets } from "../webhook/webhook-secrets.ts";
import { type S3Settings, s3Settings } from "./s3-settings.ts";

/** A channel's bucket, opened with its secret. */
export interface ChannelBucket {
  store: BucketStore<string>;
  settings: S3Settings;
}

/**
 * Opens the bucket of a channel; nothing is asked of it yet. Addresses inside this network are refused unless the channel
 * allows them, by what its name resolves to as well.
 */
export function openChannelBucket(
  channel: ChannelRow,
): Result<ChannelBucket, "key_lost" | "private_address" | "url_invalid"> {
  const settings = s3Settings.parse(channel.settings);
  const { endpoint, region, bucket, accessKeyId, allowPrivateNetwork } = settings;
  const [secretAccessKey] = openSecrets(channel, new Date()) ?? [];
  if (secretAccessKey === undefined) return refuse("key_lost");
  const checked = checkUrl(endpoint, allowPrivateNetwork);
  if (!checked.ok)
    return refuse(
      checked.refusal.code === "private_address" ? "private_address" : "url_invalid",
      checked.refusal.params,
    );
  const address = { endpoint: checked.value.origin, region, bucket, accessKeyId, secretAccessKey };
  return accept({
    store: bucketStore<string>(address, allowPrivateNetwork ? {} : { lookup: publicLookup }),
    settings,
  });
}
