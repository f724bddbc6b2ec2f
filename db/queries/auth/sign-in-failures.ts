import { eq, lt, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { signInFailures } from "#db/schema/auth.ts";

/**
 * Counts one attempt for a subject, in a new window when the old one began before `windowsFrom`. One statement,
 * so that attempts on any number of servers are each counted.
 */
export async function countAttempt(tx: Db, subject: string, now: Date, windowsFrom: Date) {
  const isOver = sql`${signInFailures.windowStartedAt} <= ${windowsFrom.toISOString()}::timestamptz`;
  const [counted] = await tx
    .insert(signInFailures)
    .values({ subject, failures: 1, windowStartedAt: now })
    .onConflictDoUpdate({
      target: signInFailures.subject,
      set: {
        failures: sql`case when ${isOver} then 1 else ${signInFailures.failures} + 1 end`,
        windowStartedAt: sql`case when ${isOver} then excluded.window_started_at else ${signInFailures.windowStartedAt} end`,
      },
    })
    .returning({ attempts: signInFailures.failures, windowStartedAt: signInFailures.windowStartedAt });
  if (!counted) throw new Error("An upsert gave no row.");
  return counted;
}

/** Forgets a subject's attempts. */
export async function forgetAttempts(tx: Db, subject: string): Promise<void> {
  await tx.delete(signInFailures).where(eq(signInFailures.subject, subject));
}

/** Takes back one attempt that turned out not to be a failure. */
export async function takeBackAttempt(tx: Db, subject: string): Promise<void> {
  await tx
    .update(signInFailures)
    .set({ failures: sql`greatest(0, ${signInFailures.failures} - 1)` })
    .where(eq(signInFailures.subject, subject));
}

/** Forgets the windows that began before a moment. */
export async function forgetOldWindows(tx: Db, before: Date): Promise<void> {
  await tx.delete(signInFailures).where(lt(signInFailures.windowStartedAt, before));
}
