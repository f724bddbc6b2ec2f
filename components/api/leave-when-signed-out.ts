import { problemOf } from "./client.ts";

/** A session that was revoked or has run out ends here too, and comes back to this page. Other errors change nothing. */
export function leaveWhenSignedOut(error: unknown): void {
  if (problemOf(error)?.code !== "unauthenticated") return;
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(`${pathname}${search}`)}`);
}
