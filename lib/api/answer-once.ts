import { createHash } from "node:crypto";
import { and, eq, lt, or, type SQL } from "drizzle-orm";
import { db } from "#db/client.ts";
import { idempotencyKeys } from "#db/schema/auth.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { seal, unseal } from "#lib/seal.ts";

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
 * Does the work unless the same question was answered before, and remembers the answer for a day, sealed: it may
 * hold a secret that is shown only once.
 * Refuses with `idempotency_conflict` when the key came with another body, or its first request still runs.
 */
export async function answerOnce<Answer>(
  { memberId, key, body }: Question,
  work: () => Promise<Answer>,
): Promise<Result<Answer, "idempotency_conflict">> {
  const owner = `idempotency:${memberId}:${key}`;
  const requestHash = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const mine = and(eq(idempotencyKeys.memberId, memberId), eq(idempotencyKeys.key, key));
  await forgetExpired(mine);
  const [taken] = await db()
    .insert(idempotencyKeys)
    .values({ memberId, key, requestHash: seal(requestHash, owner), status: "running" })
    .onConflictDoNothing()
    .returning();
  if (!taken) {
    const [earlier] = await db().select().from(idempotencyKeys).where(mine);
    if (!earlier?.answer || unseal(earlier.requestHash, owner) !== requestHash)
      return refuse("idempotency_conflict");
    return accept(JSON.parse(unseal(earlier.answer, owner)) as Answer);
  }
  try {
    const answer = await work();
    await db()
      .update(idempotencyKeys)
      .set({ status: "done", answer: seal(JSON.stringify(answer), owner) })
      .where(mine);
    return accept(answer);
  } catch (cause) {
    await db().delete(idempotencyKeys).where(mine);
    throw cause;
  }
}

// Everybody's old answers, so that none outlives its day; of those cut off only the one that is asked for again.
async function forgetExpired(mine: SQL | undefined): Promise<void> {
  const now = Date.now();
  const isOld = lt(idempotencyKeys.createdAt, new Date(now - KEPT_FOR_MS));
  const wasCutOff = and(
    mine,
    eq(idempotencyKeys.status, "running"),
    lt(idempotencyKeys.createdAt, new Date(now - ABANDONED_AFTER_MS)),
  );
  await db().delete(idempotencyKeys).where(or(isOld, wasCutOff));
}
