import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batchItems } from "#db/schema/batches.ts";
import { probes } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { viewItem } from "#lib/batches/view/view-items.ts";
import type { Claim } from "#lib/review/claim.ts";
import { releaseClaims, renewClaims } from "#lib/review/claim-leases.ts";
import { listOwnDecisions } from "#lib/review/list-own-decisions.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { claim, decide, handedOut, value } from "./as-reviewer.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

const ITEMS = 60;

describeOnDatabase("known-answer probes", () => {
  test("a probe is handed out as an item like any other, of a decided item whose answer is known", async () => {
    const { batchId, lin, decided } = await probesOf();
    const probe = await untilProbe(lin, batchId);
    expect(isProbe(probe)).toBe(true);
    const ordinary = (await claim(lin, { batchId, limit: 5 })).find((held) => !isProbe(held))!;
    expect(Object.keys(probe).sort()).toEqual(Object.keys(ordinary).sort());
    expect(probe.source).toMatchObject({ sku: expect.any(String) });
    const [kept] = await db().select().from(probes).where(eq(probes.memberId, lin.memberId));
    expect(decided.get(kept!.ofSeq)).toBe(kept!.answer);
    const seen = value(await readReviewItem(lin, probe.itemId));
    expect(seen).toMatchObject({ reviewState: "pending", history: [], isPublished: false });
    const mei = await seedMember("Mei");
    expect(await readReviewItem(mei, probe.itemId)).toMatchObject({ refusal: { code: "not_found" } });
  });

  test("what is decided on a probe is kept with it, and changes nothing of the item", async () => {
    const { batchId, lin } = await probesOf();
    const before = await itemsOf(batchId);
    for (const decision of ["approve", "reject"] as const) {
      const probe = await untilProbe(lin, batchId);
      const { item, status } = await decide(lin, probe, decision, { note: "Hm" });
      expect(status).toBe("accepted");
      expect(item).toMatchObject({ reviewState: decision === "approve" ? "approved" : "rejected" });
      const [kept] = await keptOf(probe);
      expect(kept).toMatchObject({ decision, caught: kept!.answer === decision });
      expect(value(await listOwnDecisions(lin, 1))).toMatchObject([
        {
          ...{ itemId: probe.itemId, decision, note: "Hm", isLatest: true },
          item: {
            ...{ rowNumber: kept!.rowNumber, language: "en", batchName: "Perfumes" },
            ...{ reviewState: item?.reviewState, words: String(probe.output.score), isPublished: false },
          },
        },
      ]);
    }
    const after = await itemsOf(batchId);
    expect(after).toEqual(before);
  });

  test("an edit or an escalation of what was rejected has caught it, and of what was approved has not", async () => {
    const { batchId, lin } = await probesOf();
    for (let round = 0; round < 4; round++) {
      const probe = await untilProbe(lin, batchId);
      const decision = round % 2 === 0 ? "escalate" : "edit";
      const rest = decision === "edit" ? { output: { title: "Better", score: 7 } } : {};
      expect(await decide(lin, probe, decision, rest)).toMatchObject({ status: "accepted" });
      const [kept] = await keptOf(probe);
      expect(kept!.caught).toBe(kept!.answer === "reject");
      const [latest] = value(await listOwnDecisions(lin, 1));
      expect(latest?.item?.words).toBe(decision === "edit" ? "7" : String(probe.output.score));
    }
  });

  test("a line of one's decisions leads from a probe to an item with its row and calls, as from any other", async () => {
    const { batchId, lin } = await probesOf();
    const probe = await untilProbe(lin, batchId);
    await decide(lin, probe, "approve");
    const { seq } = parseItemId(probe.itemId)!;
    const item = value(await viewItem(lin, batchId, seq));
    expect(item).toMatchObject({
      ...{ itemId: probe.itemId, seq, rowNumber: probe.rowNumber, reviewState: "approved" },
      ...{ values: probe.source, output: probe.output },
    });
    expect(await viewItem(await seedMember("Mei"), batchId, seq)).toMatchObject({
      refusal: { code: "not_found" },
    });
    await db().execute(sql`update batches set outputs_removed_at = now() where id = ${batchId}`);
    expect(value(await listOwnDecisions(lin, 1))).toMatchObject([{ item: null }]);
  });

  test("a probe is decided once, taken back like any decision, and held and given back like any item", async () => {
    const { batchId, lin } = await probesOf();
    const probe = await untilProbe(lin, batchId);
    expect(value(await renewClaims(lin, [probe]))).toMatchObject([{ status: "held" }]);
    await decide(lin, probe, "approve");
    expect(await decide(lin, probe, "reject")).toMatchObject({ status: "conflict", code: "already_decided" });
    const undone = await decide(lin, probe, "undo");
    expect(undone.item).toMatchObject({ reviewState: "pending", token: probe.token + 1 });
    expect((await keptOf(probe))[0]).toMatchObject({ decision: null, caught: null });
    expect(value(await releaseClaims(lin, [probe]))).toBe(1);
    expect(await keptOf(probe)).toEqual([]);
  });

  test("an edit of a probe has to fit like any other", async () => {
    const { batchId, lin } = await probesOf();
    const probe = await untilProbe(lin, batchId);
    expect(await decide(lin, probe, "edit", { output: { title: "x".repeat(200) } })).toMatchObject({
      status: "invalid",
      code: "output_misfit",
    });
  });

  test("nobody is probed with what they decided themselves, and nothing is where nothing else waits", async () => {
    const { batchId, mei } = await probesOf();
    const handed = await claim(mei, { batchId, limit: 50 });
    expect(handed.filter(isProbe)).toEqual([]);
    await db().execute(sql`update batch_items set review_state = 'approved' where batch_id = ${batchId}`);
    const zoe = await seedMember("Zoe");
    expect((await handedOut(zoe, { batchId })).claims).toEqual([]);
  });

  test("never more than was asked for, probes included", async () => {
    const { batchId, lin } = await probesOf();
    for (const limit of [1, 3, 10])
      expect((await claim(lin, { batchId, limit })).length).toBeLessThanOrEqual(limit);
  });
});

/** A batch of which Mei has decided the first third, and a fifth of what others are handed is probes. */
async function probesOf() {
  const launcher = await seedMember("Ana", ["operator"]);
  const reviewPlan = { kind: "every" as const, probeShare: 0.2 };
  const batchId = await seedBatch({ launchedBy: launcher, items: ITEMS, reviewPlan });
  const [mei, lin] = [await seedMember("Mei"), await seedMember("Lin")];
  const decided = new Map<number, string>();
  for (const [index, held] of (await claim(mei, { batchId, limit: 20 })).entries()) {
    const decision = index % 2 === 0 ? "approve" : "reject";
    await decide(mei, held, decision);
    decided.set(parseItemId(held.itemId)!.seq, decision);
  }
  return { batchId, mei, lin, decided };
}

async function untilProbe(actor: Actor, batchId: string): Promise<Claim> {
  for (let round = 0; round < 200; round++) {
    const handed = await claim(actor, { batchId, limit: 5 });
    const probe = handed.find(isProbe);
    await releaseClaims(
      actor,
      handed.filter((held) => held !== probe),
    );
    if (probe) return probe;
  }
  throw new Error("No probe in 1,000 items.");
}

function isProbe({ itemId }: Claim): boolean {
  return parseItemId(itemId)!.seq >= ITEMS;
}

function keptOf({ itemId }: Claim) {
  const { seq } = parseItemId(itemId)!;
  const { batchId } = parseItemId(itemId)!;
  return db().select().from(probes).where(sql`${probes.batchId} = ${batchId} and ${probes.seq} = ${seq}`);
}

function itemsOf(batchId: string) {
  return db()
    .select({
      seq: batchItems.seq,
      state: batchItems.reviewState,
      output: batchItems.output,
      decidedBy: batchItems.decidedBy,
      decidedAt: batchItems.decidedAt,
      version: batchItems.outputVersion,
    })
    .from(batchItems)
    .where(eq(batchItems.batchId, batchId))
    .orderBy(batchItems.seq);
}
