import { createHash } from "node:crypto";
import { and, eq, lt, or } from "drizzle-orm";
import { db } from "#db/client.ts";
import { idempotencyKeys } from "#db/schema/auth.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** A creation still marked as running after this long was cut off by a crash and may be done again. */
const ABANDONED_AFTER_MS = 60_000;
const KEPT_FOR_MS = 24 * 60 * 60_000;

export interface Question {
  memberId: string;
  key: string;
  /** What must be the same for the same key. */
  body: unknown;
}

/**
 * Does the work unless the same question was answered before, and remembers the answer for a day.
 * Refuses with `idempotency_conflict` when the key came with another body, or its first request still runs.
 */
export async function answerOnce<Answer>(
  { memberId, key, body }: Question,
  work: () => Promise<Answer>,
): Promise<Result<Answer, "idempotency_conflict">> {
  const requestHash = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const mine = and(eq(idempotencyKeys.memberId, memberId), eq(idempotencyKeys.key, key));
  const now = Date.now();
  const expired = or(
    lt(idempotencyKeys.createdAt, new Date(now - KEPT_FOR_MS)),
    and(
      eq(idempotencyKeys.status, "running"),
      lt(idempotencyKeys.createdAt, new Date(now - ABANDONED_AFTER_MS)),
    ),
  );
  await db().delete(idempotencyKeys).where(and(mine, expired));
  const [taken] = await db()
    .insert(idempotencyKeys)
    .values({ memberId, key, requestHash, status: "running" })
    .onConflictDoNothing()
    .returning();
  if (!taken) {
    const [earlier] = await db().select().from(idempotencyKeys).where(mine);
    if (earlier?.requestHash !== requestHash || earlier.status !== "done")
      return refuse("idempotency_conflict");
    return accept(earlier.answer as Answer);
  }
  try {
    const answer = await work();
    await db()
      .update(idempotencyKeys)
      .set({ status: "done", answer: answer as object })
      .where(mine);
    return accept(answer);
  } catch (cause) {
    await db().delete(idempotencyKeys).where(mine);
    throw cause;
  }
}
