import { type RejectRoute, rejectReason } from "#lib/review/reject-reason.ts";

/**
 * Where a rejection sends its item: where the reviewer says, else where its reason does. An output that was made anew as
 * often as it may be is not made again: it is dropped, unless the reviewer says otherwise.
 */
export function rejectRoute(
  reason: string,
  { chosen, triesLeft }: { chosen: RejectRoute | null; triesLeft: number },
): RejectRoute {
  const route = chosen ?? rejectReason(reason)?.route ?? "drop";
  return route === "regenerate" && triesLeft === 0 ? "drop" : route;
}
