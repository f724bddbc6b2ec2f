import type { Failure } from "#lib/failure.ts";
import { ObjectStoreError } from "#lib/objects/object-store-error.ts";

const CODES: Record<string, string> = {
  InvalidAccessKeyId: "s3_key_refused",
  SignatureDoesNotMatch: "s3_key_refused",
  NoSuchBucket: "s3_no_bucket",
  AccessDenied: "s3_denied",
  Forbidden: "s3_denied",
  PermanentRedirect: "s3_region_other",
  AuthorizationHeaderMalformed: "s3_region_other",
  IllegalLocationConstraintException: "s3_region_other",
  RequestTimeTooSkewed: "s3_clock_wrong",
  private_address: "s3_private_address",
};

/** What is wrong with a bucket, where asking again would come to the same; `null` for what may be over soon. */
export function lastingProblem(cause: unknown): Failure | null {
  const code = CODES[saidBy(cause)];
  return code === undefined ? null : { code };
}

/** What is wrong with a bucket, whether it lasts or not. @throws what is not the bucket's. */
export function bucketProblem(cause: unknown): Failure {
  if (!(cause instanceof ObjectStoreError)) throw cause;
  return lastingProblem(cause) ?? { code: "s3_unreachable", params: { said: saidBy(cause) } };
}

function saidBy(cause: unknown): string {
  return cause instanceof ObjectStoreError ? String(cause.facts.code ?? "") : "";
}
