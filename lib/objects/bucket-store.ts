import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { BucketAddress } from "./bucket-address.ts";
import { bucketFailure } from "./bucket-failure.ts";
import type { ObjectKey, ObjectStore } from "./object-store.ts";
import { scratchPath } from "./scratch.ts";

/** Three of them are in memory at most; 10,000 of them, as many as S3 takes, are 80 GB. */
const PART_BYTES = 8 * 1024 ** 2;
const PARTS_UNDER_WAY = 2;
const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 120_000;
/** Of this machine's own disk. */
const NO_SPACE = new Set(["ENOSPC", "EDQUOT"]);

/** Objects in a bucket that any number of machines share. */
export interface BucketStore<Key extends string = ObjectKey> extends ObjectStore<Key> {
  /** Whether it is there and lets itself be read. @throws ObjectStoreError with what to do. */
  reach(): Promise<void>;
}

/**
 * Opens an S3-compatible bucket; nothing is asked of it yet.
 * @param lookup resolves the name of its host where not every address may be gone to; the system otherwise.
 */
export function bucketStore<Key extends string = ObjectKey>(
  address: BucketAddress,
  { lookup }: { lookup?: LookupFunction } = {},
): BucketStore<Key> {
  const { endpoint, region, bucket: Bucket, accessKeyId, secretAccessKey } = address;
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    // Servers other than Amazon's do not know the checksums that it added later; a signature covers the content.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: IDLE_TIMEOUT_MS,
      ...(lookup && { httpAgent: { keepAlive: true, lookup }, httpsAgent: { keepAlive: true, lookup } }),
    },
  });
  const failure = (cause: unknown) => bucketFailure(address, cause);

  const get: ObjectStore<Key>["get"] = async (key) => {
    try {
      const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket, Key: key }));
      return { bytes: ContentLength, content: Body as Readable };
    } catch (cause) {
      if (cause instanceof NoSuchKey) return null;
      throw failure(cause);
    }
  };

  return {
    get,
    async put(key, content) {
      let bytes = 0;
      let broken: { cause: unknown } | null = null;
      const parts = content[Symbol.asyncIterator]();
      async function* counted() {
        try {
          for (;;) {
            // Not around the yield: where the bucket fails, the upload ends there with an error of its own.
            const next = await parts.next().catch((cause: unknown) => {
              broken = { cause };
              throw cause;
            });
            if (next.done) return;
            bytes += next.value.length;
            yield next.value;
          }
        } finally {
          await parts.return?.();
        }
      }
      // What is uploaded in parts is there once all of them are, and given up with the first that fails.
      const upload = new Upload({
        client,
        params: { Bucket, Key: key, Body: Readable.from(counted(), { objectMode: false }) },
        partSize: PART_BYTES,
        queueSize: PARTS_UNDER_WAY,
      });
      try {
        await upload.done();
      } catch (cause) {
        throw broken ? (broken as { cause: unknown }).cause : failure(cause);
      }
      return bytes;
    },
    async delete(key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: key })).catch((cause) => {
        throw failure(cause);
      });
    },
    async *list(prefix) {
      for (let after: string | undefined; ; ) {
        const page = await client
          .send(new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken: after }))
          .catch((cause) => {
            throw failure(cause);
          });
        for (const { Key: name, LastModified } of page.Contents ?? [])
          if (name && LastModified) yield { key: name as Key, changedAt: LastModified };
        after = page.NextContinuationToken;
        if (after === undefined) return;
      }
    },
    async localCopy(key) {
      const found = await get(key);
      if (!found) return null;
      const path = await scratchPath();
      const release = () => rm(/* turbopackIgnore: true */ path, { force: true });
      try {
        await pipeline(found.content, createWriteStream(/* turbopackIgnore: true */ path, { mode: 0o600 }));
      } catch (cause) {
        await release();
        throw NO_SPACE.has((cause as NodeJS.ErrnoException).code ?? "") ? cause : failure(cause);
      }
      return { path, bytes: found.bytes, release };
    },
    async reach() {
      await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 })).catch((cause) => {
        throw failure(cause);
      });
    },
  };
}
