import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batchItems } from "#db/schema/batches.ts";
import { reviewDecisions } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { releaseClaims } from "#lib/review/claim-leases.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { describeOnDatabase } from "../fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

const REVIEWERS = 50;

describeOnDatabase("fifty reviewers at once", (database) => {
  test("no item is ever held by two, and no decision is lost or made twice", {
    timeout: 120_000,
  }, async () => {
    const items = database().kind === "postgres" ? 1_000 : 500;
    const launcher = await seedMember("Ana", ["operator"]);
    const batchId = await seedBatch({ launchedBy: launcher, items });
    const reviewers = await Promise.all(Array.from({ length: REVIEWERS }, (_, i) => seedMember(`R${i}`)));
    const handedOut: string[] = [];
    const acknowledged: string[] = [];
    await Promise.all(
      reviewers.map((reviewer, index) => work(reviewer, index, batchId, handedOut, acknowledged)),
    );

    // A token is given once: the same item under the same token twice would be two holders.
    expect(new Set(handedOut).size).toBe(handedOut.length);
    expect(new Set(acknowledged).size).toBe(items);
    expect(acknowledged).toHaveLength(items);
    expect(await db().$count(reviewDecisions, eq(reviewDecisions.batchId, batchId))).toBe(items);
    const [states] = await db()
      .select({
        approved: sql<number>`count(*) filter (where review_state = 'approved')::int`,
        rejected: sql<number>`count(*) filter (where review_state = 'rejected')::int`,
      })
      .from(batchItems)
      .where(eq(batchItems.batchId, batchId));
    const [counted] = await db().execute(sql`select sum(review_pending)::int as pending,
      sum(approved)::int as approved, sum(rejected)::int as rejected
      from batch_counters where batch_id = ${batchId}`);
    expect(counted).toEqual({ pending: 0, ...states });
    expect((states?.approved ?? 0) + (states?.rejected ?? 0)).toBe(items);
  });
});

describeOnDatabase("fifty reviewers of a batch that is read twice", () => {
  test("each output is decided by two people, and by no more unless they differ, in parts of the queue alike", {
    timeout: 120_000,
  }, async () => {
    const items = 300;
    const launcher = await seedMember("Ana", ["operator"]);
    const reviewPlan = { kind: "every" as const, doubleShare: 1, probeShare: 0.05 };
    const languages = ["en", "de"];
    const batchId = await seedBatch({ launchedBy: launcher, items, reviewPlan, languages });
    const reviewers = await Promise.all(Array.from({ length: REVIEWERS }, (_, i) => seedMember(`R${i}`)));
    await Promise.all(
      reviewers.map((reviewer, index) => approveAll(reviewer, batchId, languages[index % 2])),
    );
    const [left] = await db().execute(sql`select
      count(*) filter (where review_state = 'approved')::int as approved, count(*)::int as items
      from batch_items where batch_id = ${batchId}`);
    expect(left).toEqual({ approved: items, items });
    const made =
      await db().execute(sql`select count(*)::int as decisions, count(distinct member_id)::int as people
      from review_decisions where batch_id = ${batchId} and seq < ${items} group by seq`);
    expect(made).toHaveLength(items);
    expect(made.every(({ decisions, people }) => decisions === 2 && people === 2)).toBe(true);
    const [counted] =
      await db().execute(sql`select sum(review_pending)::int as pending, sum(approved)::int as approved
      from batch_counters where batch_id = ${batchId}`);
    expect(counted).toEqual({ pending: 0, approved: items });
  });
});

async function approveAll(reviewer: Actor, batchId: string, language: string | undefined): Promise<void> {
  for (;;) {
    const asked = { batchId, limit: 10, state: "pending" as const, except: [], resume: false, language };
    const result = await claimItems(reviewer, asked);
    if (!result.ok) throw new Error(result.refusal.code);
    const { claims, empty } = result.value;
    if (claims.length === 0 && empty !== "held-by-others") return;
    const decisions = claims.map(({ itemId, token, outputVersion }) => ({
      ...{ requestId: newId(), itemId, token, outputVersion, decision: "approve" as const },
    }));
    const answer = await decideItems(reviewer, decisions);
    expect(answer.ok && answer.value.every(({ status }) => status === "accepted")).toBe(true);
  }
}

// Claims, gives some back, decides the rest and sends every third answer again as if it had been lost.
async function work(
  reviewer: Actor,
  index: number,
  batchId: string,
  handedOut: string[],
  acknowledged: string[],
): Promise<void> {
  for (let round = 0; ; round++) {
    const result = await claimItems(reviewer, {
      batchId,
      limit: 10,
      state: "pending",
      except: [],
      resume: false,
    });
    if (!result.ok) throw new Error(result.refusal.code);
    const { claims } = result.value;
    if (claims.length === 0) {
      // Others may still give items back; nobody holds any when nothing is pending any more.
      const left = await db().$count(
        batchItems,
        sql`${batchItems.batchId} = ${batchId} and ${batchItems.reviewState} = 'pending'`,
      );
      if (left === 0) return;
      continue;
    }
    handedOut.push(...claims.map((claim) => `${claim.itemId}#${claim.token}`));
    const givenBack = round % 4 === index % 4 ? claims.splice(0, 2) : [];
    await releaseClaims(reviewer, givenBack);
    if (claims.length === 0) continue;
    const decisions = claims.map(({ itemId, token, outputVersion }, i): DecisionInput => {
      const kind =
        i % 5 === 0 ? { decision: "reject" as const, reason: "1" } : { decision: "approve" as const };
      return { requestId: newId(), itemId, token, outputVersion, ...kind };
    });
    for (let sent = 0; sent < (round % 3 === 0 ? 2 : 1); sent++) {
      const answer = await decideItems(reviewer, decisions);
      if (!answer.ok) throw new Error(answer.refusal.code);
      if (sent > 0) continue;
      for (const { itemId, status } of answer.value) if (status === "accepted") acknowledged.push(itemId);
    }
  }
}
