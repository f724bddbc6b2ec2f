import type { DeliveryEnd } from "#db/queries/publishing/deliveries.ts";
import { waitBeforeNext } from "#lib/notifications/targets/next-attempt.ts";
import type { SendFailure } from "#lib/notifications/targets/target.ts";

/** The waits after this many tries are as long as they get. */
const LONGEST_WAIT_AT = 7;

/**
 * What becomes of a delivery after a try.
 * @param attempts in vain before this one.
 * @param random from 0 up to 1, so that not everything that failed together comes back together.
 */
export function afterTry(
  { id, attempts }: Pick<DeliveryEnd, "id" | "attempts">,
  failure: SendFailure | null,
  { maxAttempts }: { maxAttempts: number },
  random: number,
): DeliveryEnd {
  const tried = attempts + 1;
  if (!failure) return { id, state: "delivered", attempts: tried, failure: null, waitMs: 0 };
  const { code, params } = failure;
  const stored = { code, ...(params && { params }) };
  const wait =
    tried >= maxAttempts ? null : waitBeforeNext(Math.min(tried, LONGEST_WAIT_AT), failure, random);
  const state = wait === null ? "dead" : "waiting";
  return { id, state, attempts: tried, failure: stored, waitMs: wait ?? 0 };
}
