/** A sign-in ends this long after it began, and sooner when the browser stays away. */
export const SESSION_DAYS = 30;
const IDLE_DAYS = 7;

const DAY_MS = 24 * 60 * 60_000;
const SEEN_EVERY_MS = 60_000;

export interface SessionState {
  lastSeenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

/** When a session that begins now ends at the latest. */
export function sessionEnd(now: Date): Date {
  return new Date(now.getTime() + SESSION_DAYS * DAY_MS);
}

/** Whether a session still stands for its member. */
export function isLive(session: SessionState, now: Date): boolean {
  const idleEnd = session.lastSeenAt.getTime() + IDLE_DAYS * DAY_MS;
  return !session.revokedAt && session.expiresAt > now && idleEnd > now.getTime();
}

/** Whether it is time to note that a session was seen: once a minute, so that reading pages writes little. */
export function shouldNoteSeen(session: SessionState, now: Date): boolean {
  return now.getTime() - session.lastSeenAt.getTime() >= SEEN_EVERY_MS;
}
