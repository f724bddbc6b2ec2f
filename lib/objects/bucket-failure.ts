import type { BucketAddress } from "./bucket-address.ts";
import { ObjectStoreError } from "./object-store-error.ts";

const RIGHTS = "s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload";

/** What a failed request to a bucket means and what to do about it, as an error. */
export function bucketFailure(
  { endpoint, bucket, region }: Omit<BucketAddress, "accessKeyId" | "secretAccessKey">,
  cause: unknown,
): ObjectStoreError {
  const { name, code } = cause as { name?: string; code?: string };
  const said = code ?? name ?? "Error";
  const at = `The object store at ${endpoint}`;
  const advice = adviceOn(said, { at, bucket, region });
  return new ObjectStoreError(advice, { cause, facts: { endpoint, bucket, code: said } });
}

function adviceOn(
  code: string,
  { at, bucket, region }: { at: string; bucket: string; region: string },
): string {
  switch (code) {
    case "InvalidAccessKeyId":
    case "SignatureDoesNotMatch":
      return `${at} does not accept the key or the secret (${code}). Check both in OBJECT_STORE_URL, percent-encoded.`;
    case "NoSuchBucket":
      return `${at} has no bucket ${bucket}. Create it, or name another in OBJECT_STORE_URL.`;
    case "AccessDenied":
    case "Forbidden":
      return `${at} refuses access to the bucket ${bucket} (${code}). The key needs ${RIGHTS}.`;
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
    case "IllegalLocationConstraintException":
      return `${at} keeps the bucket ${bucket} in another region than ${region} (${code}). Set ?region= in OBJECT_STORE_URL.`;
    case "RequestTimeTooSkewed":
      return `${at} finds this machine's clock wrong (${code}). Set it, for example with NTP.`;
    default:
      return `${at} cannot be used (${code}). Check that it runs, and the host, port and ?tls=0 of OBJECT_STORE_URL.`;
  }
}
