import type { ReadableVerdict } from "#lib/checks/readable-verdict.ts";
import type { ReadableFailure } from "#lib/failure-schema.ts";
import type { Claim as KeptClaim } from "#lib/review/claim.ts";
import type { ReviewItem as KeptReviewItem, PastRegeneration } from "#lib/review/read-review-item.ts";

/** A claim as the API hands it out: what the checks said is in the reader's words. */
export interface Claim extends Omit<KeptClaim, "checks"> {
  checks: ReadableVerdict[];
}

/** An item with its past, as the API tells it. */
export interface ReviewItem extends Omit<KeptReviewItem, "checks" | "regenerations"> {
  checks: ReadableVerdict[];
  regenerations: (Omit<PastRegeneration, "failure"> & { failure: ReadableFailure | null })[];
}
