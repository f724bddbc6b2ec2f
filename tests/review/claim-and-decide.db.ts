import { and, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batchCounters, batchItems } from "#db/schema/batches.ts";
import { publications } from "#db/schema/publishing.ts";
import { reviewDecisions } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import type { Result } from "#lib/result.ts";
import type { Claim } from "#lib/review/claim.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { releaseClaims, renewClaims } from "#lib/review/claim-leases.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import type { DecisionResult } from "#lib/review/decision-result.ts";
import { listOwnDecisions } from "#lib/review/list-own-decisions.ts";
import { readQueue } from "#lib/review/read-queue.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { describeOnBothDatabases } from "../fixtures/describe-on-both-databases.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

describeOnBothDatabases("review", () => {
  test("a claim carries the row, the output and what it was made by, in the order of the columns", async () => {
    const { batchId, reviewer } = await batchOf(3);
    const { claims, batches } = value(await claim(reviewer, { batchId, limit: 2 }));
    expect(claims.map((c) => c.itemId)).toEqual([`${batchId}.0`, `${batchId}.1`]);
    expect(claims[0]).toMatchObject({ token: 1, outputVersion: 1, language: "en", rowNumber: 1 });
    expect(Object.keys(claims[0]!.source)).toEqual(["name", "sku", "notes"]);
    expect(Object.keys(claims[0]!.output)).toEqual(["title", "points", "score", "seo"]);
    expect(claims[0]!.source.sku).toBe("000001");
    expect(claims[0]!.fields.map((f) => f.name)).toEqual(["title", "points", "score", "seo"]);
    expect(batches).toMatchObject([
      {
        templateName: "Copy",
        guideline: "Say nothing that is not in the row.",
        columns: ["sku", "name", "notes"],
      },
    ]);
  });

  test("two reviewers get different items, and nobody gets what is held", async () => {
    const { batchId, reviewer } = await batchOf(3);
    const other = await seedMember("Lin");
    const mine = await claims(reviewer, batchId, 2);
    const theirs = await claims(other, batchId, 5);
    expect(mine.length + theirs.length).toBe(3);
    expect(new Set([...mine, ...theirs].map((c) => c.itemId)).size).toBe(3);
    expect(await claims(other, batchId, 5)).toEqual([]);
  });

  test("a lease that ran out goes to the next reviewer under a higher token, and the first is told", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const other = await seedMember("Lin");
    const [first] = await claims(reviewer, batchId, 1);
    await expire(batchId);
    const [second] = await claims(other, batchId, 1);
    expect(second!.token).toBe(first!.token + 1);
    expect(value(await renewClaims(reviewer, [first!]))[0]?.status).toBe("lost");
    expect(await decide(reviewer, first!, "approve")).toMatchObject({ status: "stale", code: "claim_lost" });
    expect(await decide(other, second!, "approve")).toMatchObject({ status: "accepted" });
    expect(await decide(reviewer, first!, "approve")).toMatchObject({
      status: "conflict",
      code: "already_decided",
      item: { reviewState: "approved", decidedBy: { name: "Lin" } },
    });
  });

  test("a lease that ran out loses nothing while nobody else took the item", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const [held] = await claims(reviewer, batchId, 1);
    await expire(batchId);
    expect(await decide(reviewer, held!, "approve")).toMatchObject({ status: "accepted" });
  });

  test("a decision kept from an earlier claim of my own still stands", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const [first] = await claims(reviewer, batchId, 1);
    await expire(batchId);
    const [again] = await claims(reviewer, batchId, 1);
    expect(again!.token).toBe(first!.token + 1);
    expect(await decide(reviewer, first!, "approve")).toMatchObject({ status: "accepted" });
  });

  test("a heartbeat keeps an item, a release gives it to the next at once", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const other = await seedMember("Lin");
    const [held] = await claims(reviewer, batchId, 1);
    expect(value(await renewClaims(reviewer, [held!]))).toMatchObject([{ status: "held" }]);
    expect(await claims(other, batchId, 1)).toEqual([]);
    expect(value(await releaseClaims(reviewer, [held!]))).toBe(1);
    expect(await claims(other, batchId, 1)).toHaveLength(1);
    expect(await decide(reviewer, held!, "approve")).toMatchObject({ status: "stale" });
  });

  test("coming back after a reload gives what I held, under the same tokens", async () => {
    const { batchId, reviewer } = await batchOf(5);
    const before = await claims(reviewer, batchId, 2);
    const { claims: after } = value(await claim(reviewer, { batchId, limit: 3, resume: true }));
    expect(after.slice(0, 2).map(({ itemId, token }) => [itemId, token])).toEqual(
      before.map(({ itemId, token }) => [itemId, token]),
    );
    expect(after).toHaveLength(3);
  });

  test("who launched a batch is handed none of it, and decides nothing on it with a claim made by hand", async () => {
    const { batchId, launcher } = await batchOf(2);
    expect(await claims(launcher, batchId, 5)).toEqual([]);
    await db()
      .update(batchItems)
      .set({ claimedBy: launcher.memberId, claimToken: 1 })
      .where(eq(batchItems.batchId, batchId));
    const forged = { itemId: `${batchId}.0`, token: 1, outputVersion: 1 };
    for (const kind of ["approve", "reject", "edit", "escalate"] as const)
      expect(await decide(launcher, forged, kind)).toMatchObject({ status: "forbidden", code: "four_eyes" });
  });

  test("an edit returns the item for another pair of eyes, and its editor can't approve it", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const other = await seedMember("Lin");
    const [held] = await claims(reviewer, batchId, 1);
    const output = { ...held!.output, title: "Rose, dry and warm" };
    const edited = await decide(reviewer, held!, "edit", { output });
    expect(edited).toMatchObject({
      status: "accepted",
      item: { reviewState: "pending", outputVersion: 2, lastEditedBy: { name: "Mei" } },
    });
    expect(await claims(reviewer, batchId, 1)).toEqual([]);
    expect(await decide(reviewer, { ...held!, outputVersion: 2 }, "approve")).toMatchObject({
      status: "forbidden",
    });
    const [theirs] = await claims(other, batchId, 1);
    expect(theirs).toMatchObject({ outputVersion: 2, output: { title: "Rose, dry and warm" } });
    expect(await decide(other, { ...theirs!, outputVersion: 1 }, "approve")).toMatchObject({
      status: "stale",
      code: "output_changed",
    });
    expect(await decide(other, theirs!, "approve")).toMatchObject({ status: "accepted" });
    const { history } = value(await readReviewItem(reviewer, held!.itemId));
    expect(history.map(({ decision, by }) => [decision, by.name])).toEqual([
      ["edit", "Mei"],
      ["approve", "Lin"],
    ]);
    expect(history[0]).toMatchObject({ outputBefore: { title: "Rose 1" }, outputAfter: output });
  });

  test("an edit that does not fit the template's fields says where, and changes nothing", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const [held] = await claims(reviewer, batchId, 1);
    const result = await decide(reviewer, held!, "edit", {
      output: { ...held!.output, title: "x".repeat(81) },
    });
    expect(result).toMatchObject({ status: "invalid", errors: [{ path: "title", code: "output_too_long" }] });
    expect(await decide(reviewer, held!, "approve")).toMatchObject({ status: "accepted" });
  });

  test("a reject carries its reason, by code or by key, and none without", async () => {
    const { batchId, reviewer } = await batchOf(3);
    const [a, b, c] = await claims(reviewer, batchId, 3);
    expect(
      await decide(reviewer, a!, "reject", { reason: "wrong_fact", note: "It is not silk" }),
    ).toMatchObject({ status: "accepted", item: { reviewState: "rejected" } });
    expect(await decide(reviewer, b!, "reject", { reason: "3" })).toMatchObject({ status: "accepted" });
    expect(await decide(reviewer, c!, "reject")).toMatchObject({ status: "invalid", code: "reason_unknown" });
    const kept = await db().select().from(reviewDecisions).where(eq(reviewDecisions.batchId, batchId));
    expect(kept.map(({ reason, note }) => [reason, note]).sort()).toEqual([
      ["prohibited_claim", null],
      ["wrong_fact", "It is not silk"],
    ]);
  });

  test("a decision sent twice is made once, with or without its own id", async () => {
    const { batchId, reviewer } = await batchOf(2);
    const [a, b] = await claims(reviewer, batchId, 2);
    const requestId = newId();
    for (let sent = 0; sent < 3; sent++) {
      expect(await decide(reviewer, a!, "approve", { requestId })).toMatchObject({ status: "accepted" });
      expect(await decide(reviewer, b!, "reject", { reason: "0" })).toMatchObject({ status: "accepted" });
    }
    expect(await countDecisions(batchId)).toBe(2);
    expect(await counters(batchId)).toMatchObject({ reviewPending: 0, approved: 1, rejected: 1 });
  });

  test("an escalated item waits for someone else", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const other = await seedMember("Lin");
    const [held] = await claims(reviewer, batchId, 1);
    expect(await decide(reviewer, held!, "escalate", { note: "Is this legal?" })).toMatchObject({
      item: { reviewState: "escalated" },
    });
    expect(await counters(batchId)).toMatchObject({ reviewPending: 0, escalated: 1 });
    expect(value(await claim(reviewer, { batchId, limit: 5, state: "escalated" })).claims).toEqual([]);
    const { claims: taken } = value(await claim(other, { batchId, limit: 5, state: "escalated" }));
    expect(taken).toMatchObject([{ reviewState: "escalated" }]);
    expect(await decide(other, taken[0]!, "approve")).toMatchObject({ status: "accepted" });
    expect(await counters(batchId)).toMatchObject({ reviewPending: 0, escalated: 0, approved: 1 });
  });

  test("undo gives the item back to me as it was, once, and only my own latest decision", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const other = await seedMember("Lin");
    const [held] = await claims(reviewer, batchId, 1);
    await decide(reviewer, held!, "reject", { reason: "1" });
    expect(await decide(other, held!, "undo")).toMatchObject({ status: "conflict", code: "nothing_to_undo" });
    const undone = await decide(reviewer, held!, "undo");
    expect(undone).toMatchObject({ status: "accepted", item: { reviewState: "pending", decidedBy: null } });
    expect(await decide(reviewer, held!, "undo")).toMatchObject({ code: "nothing_to_undo" });
    expect(await counters(batchId)).toMatchObject({ reviewPending: 1, rejected: 0 });
    expect(await claims(other, batchId, 1)).toEqual([]);
    const again = { ...held!, token: undone.item!.token };
    expect(await decide(reviewer, again, "approve")).toMatchObject({ status: "accepted" });
  });

  test("an undone edit is the text of before, and its editor may approve again", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const [held] = await claims(reviewer, batchId, 1);
    await decide(reviewer, held!, "edit", { output: { ...held!.output, title: "Mine" } });
    const undone = await decide(reviewer, held!, "undo");
    expect(undone.item).toMatchObject({ outputVersion: 3, output: held!.output, lastEditedBy: null });
    const again = { ...held!, token: undone.item!.token, outputVersion: 3 };
    expect(await decide(reviewer, again, "approve")).toMatchObject({ status: "accepted" });
  });

  test("an edit that somebody else already holds is not undone under their eyes", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const other = await seedMember("Lin");
    const [held] = await claims(reviewer, batchId, 1);
    await decide(reviewer, held!, "edit", { output: { ...held!.output, title: "Mine" } });
    await claims(other, batchId, 1);
    expect(await decide(reviewer, held!, "undo")).toMatchObject({ code: "claimed_by_other" });
  });

  test("an approval that a publication holds can't be undone", async () => {
    const { batchId, launcher, reviewer } = await batchOf(1);
    const [held] = await claims(reviewer, batchId, 1);
    await decide(reviewer, held!, "approve");
    await db()
      .insert(publications)
      .values({
        id: newId(),
        batchId,
        kind: "file",
        config: { format: "csv" },
        status: "queued",
        cutoffAt: sql`clock_timestamp()`,
        createdBy: launcher.memberId,
      });
    expect(await decide(reviewer, held!, "undo")).toMatchObject({
      status: "conflict",
      code: "already_published",
    });
  });

  test("approve and undo sent together end where they began, however often they are sent", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const [held] = await claims(reviewer, batchId, 1);
    const both: DecisionInput[] = [
      { ...named(held!), decision: "approve", requestId: newId() },
      { ...named(held!), decision: "undo", requestId: newId() },
    ];
    for (let sent = 0; sent < 2; sent++)
      expect(value(await decideItems(reviewer, both)).map((r) => r.status)).toEqual(["accepted", "accepted"]);
    expect(await counters(batchId)).toMatchObject({ reviewPending: 1, approved: 0 });
    expect(await countDecisions(batchId)).toBe(2);
  });

  test("a rejection made again with a note, behind its undo, stands once and has the note", async () => {
    const { batchId, reviewer } = await batchOf(1);
    const [held] = await claims(reviewer, batchId, 1);
    const rejected = { ...named(held!), decision: "reject" as const, reason: "1" };
    const undo = { ...named(held!), decision: "undo" as const };
    value(await decideItems(reviewer, [{ ...rejected, requestId: newId() }]));
    const again = [
      { ...undo, requestId: newId() },
      { ...rejected, note: "rose, not fig", requestId: newId() },
    ];
    expect(value(await decideItems(reviewer, again))).toMatchObject([
      { status: "accepted" },
      { status: "accepted" },
    ]);
    expect(await counters(batchId)).toMatchObject({ rejected: 1, reviewPending: 0 });
    expect(await standing(batchId)).toMatchObject({ approved: 0, rejected: 1 });
    const { reviewState, history } = value(await readReviewItem(reviewer, held!.itemId));
    expect(reviewState).toBe("rejected");
    expect(history.at(-1)).toMatchObject({ reason: "wrong_fact", note: "rose, not fig" });
  });

  test("what stands decided is counted where spend reads it, also when it is undone an hour later", async () => {
    const { batchId, reviewer } = await batchOf(4);
    await db().update(batchItems).set({ cost: "0.25" }).where(eq(batchItems.batchId, batchId));
    const [first, second, third] = await claims(reviewer, batchId, 3);
    await decide(reviewer, first!, "approve");
    await decide(reviewer, second!, "reject", { reason: "1" });
    await decide(reviewer, third!, "reject", { reason: "1" });
    expect(await standing(batchId)).toEqual({ approved: 1, rejected: 2, rejectedCost: 0.5 });
    const anHourAgo = sql`- interval '1 hour'`;
    await db().execute(sql`update batch_items set decided_at = decided_at ${anHourAgo}
      where batch_id = ${batchId} and decided_at is not null`);
    await db().execute(sql`update decision_buckets set starts_at = starts_at ${anHourAgo}
      where batch_id = ${batchId}`);
    await decide(reviewer, third!, "undo");
    await decide(reviewer, first!, "undo");
    expect(await standing(batchId)).toEqual({ approved: 0, rejected: 1, rejectedCost: 0.25 });
    expect(await bucketsBelowZero(batchId)).toBe(0);
  });

  test("without a batch the oldest one with something to review is served first", async () => {
    const { batchId, reviewer } = await batchOf(2);
    const found = value(await claim(reviewer, { limit: 50 })).claims;
    expect(found.length).toBeGreaterThan(0);
    expect(found.at(-1)?.batchId).toBe(batchId);
    const queue = value(await readQueue(reviewer, { batchId }));
    expect(queue).toMatchObject([{ pending: 2, held: 2, launchedByMe: false }]);
  });

  test("an operator reads the queue and decides nothing; ids of nothing are said to be so", async () => {
    const { batchId, launcher, reviewer } = await batchOf(1);
    const operator = { ...launcher, roles: ["operator" as const] };
    expect(value(await readQueue(operator, { batchId }))).toMatchObject([{ launchedByMe: true }]);
    expect(await claim(operator, { batchId, limit: 1 })).toMatchObject({ ok: false });
    const nowhere = { itemId: `${batchId}.99`, token: 1, outputVersion: 1 };
    expect(await decide(reviewer, nowhere, "approve")).toMatchObject({ status: "not_found" });
    expect(await decide(reviewer, { ...nowhere, itemId: "x" }, "approve")).toMatchObject({
      status: "not_found",
    });
  });

  test("my decisions are listed latest first", async () => {
    const { batchId, reviewer } = await batchOf(2);
    const [a, b] = await claims(reviewer, batchId, 2);
    await decide(reviewer, a!, "approve");
    await decide(reviewer, b!, "reject", { reason: "5" });
    const mine = value(await listOwnDecisions(reviewer, 50));
    expect(mine.map(({ itemId, decision, isLatest }) => [itemId, decision, isLatest])).toEqual([
      [b!.itemId, "reject", true],
      [a!.itemId, "approve", true],
    ]);
    await decide(reviewer, b!, "undo");
    expect(value(await listOwnDecisions(reviewer, 1))).toMatchObject([{ isLatest: false }]);
  });
});

async function batchOf(items: number) {
  const launcher = await seedMember("Ana", ["operator", "reviewer"]);
  return {
    launcher,
    reviewer: await seedMember("Mei"),
    batchId: await seedBatch({ launchedBy: launcher, items }),
  };
}

function claim(actor: Actor, input: Partial<Parameters<typeof claimItems>[1]>) {
  return claimItems(actor, { limit: 10, state: "pending", except: [], resume: false, ...input });
}

async function claims(actor: Actor, batchId: string, limit: number): Promise<Claim[]> {
  return value(await claim(actor, { batchId, limit })).claims;
}

function named({ itemId, token, outputVersion }: Pick<Claim, "itemId" | "token" | "outputVersion">) {
  return { itemId, token, outputVersion };
}

async function decide(
  actor: Actor,
  held: Pick<Claim, "itemId" | "token" | "outputVersion">,
  decision: DecisionInput["decision"],
  rest: Partial<DecisionInput> = {},
): Promise<DecisionResult> {
  const needed = decision === "edit" ? { output: { title: "t", points: [], score: 1, seo: null } } : {};
  const reason = decision === "reject" && !held.itemId.endsWith(".2") ? { reason: "1" } : {};
  const [result] = value(
    await decideItems(actor, [{ ...named(held), decision, ...needed, ...reason, ...rest }]),
  );
  return result!;
}

async function expire(batchId: string): Promise<void> {
  await db()
    .update(batchItems)
    .set({ claimExpiresAt: new Date(Date.now() - 1_000) })
    .where(eq(batchItems.batchId, batchId));
}

async function counters(batchId: string) {
  const [row] = await db()
    .select()
    .from(batchCounters)
    .where(and(eq(batchCounters.batchId, batchId), eq(batchCounters.slot, 0)));
  return row;
}

// From the items and from the buckets alike, or it fails.
async function standing(batchId: string) {
  const summed = await db().execute<{ approved: number; rejected: number; rejectedCost: number }>(sql`
    select count(*) filter (where review_state = 'approved')::int as approved,
      count(*) filter (where review_state = 'rejected')::int as rejected,
      coalesce(sum(cost) filter (where review_state = 'rejected'), 0)::float8 as "rejectedCost"
    from batch_items where batch_id = ${batchId}
    union all
    select sum(approved)::int, sum(rejected)::int, sum(rejected_cost)::float8
    from decision_buckets where batch_id = ${batchId}`);
  const [items, buckets] = [...summed];
  expect(buckets).toEqual(items);
  return items;
}

// Whatever an undo takes away is taken from where it was counted.
async function bucketsBelowZero(batchId: string): Promise<number> {
  const buckets = await db().execute(sql`select from decision_buckets
    where batch_id = ${batchId} and (approved < 0 or rejected < 0 or rejected_cost < 0)`);
  return buckets.length;
}

function countDecisions(batchId: string): Promise<number> {
  return db().$count(reviewDecisions, eq(reviewDecisions.batchId, batchId));
}

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
