import { expect, test } from "vitest";
import { readEnv } from "#lib/env.ts";
import { parseBucketAddress } from "#lib/objects/bucket-address.ts";

test("an address names host, bucket and what opens it", () => {
  expect(parseBucketAddress("s3://AKIA:abc@s3.eu-central-1.amazonaws.com/files?region=eu-central-1")).toEqual(
    {
      endpoint: "https://s3.eu-central-1.amazonaws.com",
      region: "eu-central-1",
      bucket: "files",
      accessKeyId: "AKIA",
      secretAccessKey: "abc",
    },
  );
});

test("a server without TLS and on a port of its own is asked for, and a region is not needed", () => {
  expect(parseBucketAddress("s3://k:s@minio:9000/press-work?tls=0")).toMatchObject({
    endpoint: "http://minio:9000",
    region: "us-east-1",
  });
});

test("key and secret are percent-decoded", () => {
  expect(parseBucketAddress("s3://a%2Fb:s%2Fe%2Bc%40r%3Ae%25t@host/files")).toMatchObject({
    accessKeyId: "a/b",
    secretAccessKey: "s/e+c@r:e%t",
  });
});

const REFUSED: readonly [string, string, RegExp][] = [
  ["another scheme", "https://key:hush@host/files", /begins with s3:\/\//],
  ["no secret", "s3://key@host/files", /lacks the key or the secret/],
  ["no key", "s3://:hush@host/files", /lacks the key or the secret/],
  ["no bucket", "s3://key:hush@host", /name of one bucket/],
  ["a folder in a bucket", "s3://key:hush@host/files/more", /name of one bucket/],
  ["a bucket in capitals", "s3://key:hush@host/Files", /name of one bucket/],
  ["a slash in the secret", "s3://key:hush/hush@host/files", /Percent-encode/],
  ["a bare percent sign", "s3://key:hush%hush@host/files", /write % as %25/],
  ["what is not understood", "s3://key:hush@host/files?pathStyle=1", /only \?region= and \?tls=0/],
  ["no address at all", "hush", /not of the form s3:\/\//],
  ["another word for no TLS", "s3://key:hush@host/files?tls=no", /tls is 0 or 1/],
];

for (const [what, text, reason] of REFUSED) {
  test(`${what} is refused with what to do, and without the secret`, () => {
    const read = () => readEnv({ OBJECT_STORE_URL: text });
    expect(read).toThrow(reason);
    expect(read).toThrow(/OBJECT_STORE_URL/);
    expect(read).not.toThrow(/hush/);
  });
}

test("without one there is none", () => {
  expect(readEnv({}).OBJECT_STORE_URL).toBeUndefined();
  expect(readEnv({ OBJECT_STORE_URL: " " }).OBJECT_STORE_URL).toBeUndefined();
});
