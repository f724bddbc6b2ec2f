import { createHash } from "node:crypto";
import { and, eq, lt, or, type SQL } from "drizzle-orm";
import { db } from "#db/client.ts";
import { idempotencyKeys } from "#db/schema/auth.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { log } from "#lib/observability/log.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { canUnseal, seal, unseal } from "#lib/seal.ts";

/** A creation still marked as running after this long was cut off by a crash and may be done again. */
const ABANDONED_AFTER_MS = 60_000;
/** Well below it: work that goes on is not one that was cut off. */
const STILL_AT_IT_EVERY_MS = 20_000;
const KEPT_FOR_MS = 24 * 60 * 60_000;

export interface Question {
  actor: Actor;
  key: string;
  /** What must be the same for the same key. */
  body: unknown;
}

/**
 * Does the work unless the same question was answered before, and remembers the answer for a day, sealed: it may
 * hold a secret that is shown only once. It is given again only to who may still do what they did then: by the same kind
 * of credential, and with every role they had.
 * Refuses with `idempotency_conflict` when the key came with another body, or its first request still runs, and with
 * `forbidden`.
 */
export async function answerOnce<Answer>(
  { actor, key, body }: Question,
  work: () => Promise<Answer>,
): Promise<Result<Answer, "idempotency_conflict" | "forbidden">> {
  const { memberId, via, roles } = actor;
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
    if (!earlier?.answer || !canUnseal(earlier.answer) || unseal(earlier.requestHash, owner) !== requestHash)
      return refuse("idempotency_conflict");
    const { by, answer } = JSON.parse(unseal(earlier.answer, owner)) as Kept<Answer>;
    return mayHaveAgain(actor, by) ? accept(answer) : refuse("forbidden");
  }
  const stillAtIt = setInterval(() => noteStillAtIt(mine), STILL_AT_IT_EVERY_MS);
  try {
    const answer = await work();
    await db()
      .update(idempotencyKeys)
      .set({ status: "done", answer: seal(JSON.stringify({ by: { via, roles }, answer }), owner) })
      .where(mine);
    return accept(answer);
  } catch (cause) {
    await db().delete(idempotencyKeys).where(mine);
    throw cause;
  } finally {
    clearInterval(stillAtIt);
  }
}

// A launch that looks through a million rows takes longer than a crash is waited for: its key must not be taken for one
// that was abandoned.
async function noteStillAtIt(mine: SQL | undefined): Promise<void> {
  try {
    await db().update(idempotencyKeys).set({ createdAt: new Date() }).where(mine);
  } catch (cause) {
    log.warn({ err: cause }, "a creation under way could not be noted");
  }
}

interface Kept<Answer> {
  by: Pick<Actor, "via" | "roles">;
  answer: Answer;
}

// An answer that was kept before it was noted who asked is given to nobody.
function mayHaveAgain({ via, roles }: Actor, by: Kept<unknown>["by"] | undefined): boolean {
  return by?.via === via && by.roles.every((role) => roles.includes(role));
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
