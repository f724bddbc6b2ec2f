import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { readApprovedItems } from "#db/queries/publishing/publications.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { previewPublication } from "#lib/publishing/read-publications.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { overrideCheck } from "#lib/review/override-check.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { recheckOutputs } from "#lib/review/recheck-outputs.ts";
import { rejectItems } from "#lib/review/reject-items.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "../fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

const BLOCKED = { title: "Write to ana@example.com" };
const CLEAN = { title: "A rose" };

describeOnDatabase("what a check blocks", () => {
  test("is not approved before somebody overrides it, and the answer says which check", async () => {
    const { batchId, mei, boss } = await blockedBatch();
    const claim = await claimOf(mei, batchId);
    expect(claim.openBlocks).toEqual(["personal-data"]);
    expect(await decide(mei, claim, "approve")).toMatchObject({
      status: "conflict",
      code: "blocked_by_check",
      blockedBy: ["personal-data"],
      item: { reviewState: "pending" },
    });
    given(
      await overrideCheck(boss, { itemId: claim.itemId, check: "personal-data", reason: "Our own address" }),
    );
    expect(await decide(mei, claim, "approve")).toMatchObject({ status: "accepted" });
    const item = given(await readReviewItem(mei, claim.itemId));
    expect(item).toMatchObject({ reviewState: "approved", openBlocks: [] });
    expect(item.overrides).toMatchObject([
      { check: "personal-data", outputVersion: 1, reason: "Our own address", by: { name: "Ana" } },
    ]);
  });

  test("is overridden by managers and admins, but not by who launched it or wrote the text", async () => {
    const launcher = await seedMember("Ola", ["operator", "manager"]);
    const { batchId, mei } = await blockedBatch({ launcher });
    const itemId = `${batchId}.0`;
    const asked = { itemId, check: "personal-data", reason: "Fine" };
    const admin = await seedMember("Adam", ["admin"]);
    const editor = await seedMember("Eve", ["reviewer", "manager"]);
    for (const who of [mei, await seedMember("Op", ["operator"])])
      expect(await overrideCheck(who, asked)).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    expect(await overrideCheck(launcher, asked)).toMatchObject({ ok: false, refusal: { code: "four_eyes" } });
    const claim = await claimOf(editor, batchId);
    await decide(editor, claim, "edit", { output: { title: "Mail bob@example.com" } });
    expect(await overrideCheck(editor, asked)).toMatchObject({ ok: false, refusal: { code: "four_eyes" } });
    given(await overrideCheck(admin, asked));
    expect(given(await readReviewItem(mei, itemId)).openBlocks).toEqual([]);
  });

  test("is overridden only where it blocks: not another check, not twice, not what was dropped", async () => {
    const { batchId, mei, boss } = await blockedBatch();
    const itemId = `${batchId}.0`;
    const refusal = (code: string) => ({ ok: false, refusal: { code } });
    expect(await overrideCheck(boss, { itemId, check: "links", reason: "x" })).toMatchObject(
      refusal("not_blocked"),
    );
    expect(await overrideCheck(boss, { itemId: "nothing", check: "links", reason: "x" })).toMatchObject(
      refusal("not_found"),
    );
    given(await overrideCheck(boss, { itemId, check: "personal-data", reason: "x" }));
    expect(await overrideCheck(boss, { itemId, check: "personal-data", reason: "x" })).toMatchObject(
      refusal("not_blocked"),
    );
    given(await rejectItems(mei, { items: [{ itemId, outputVersion: 1 }], reason: "other" }));
    expect(await overrideCheck(boss, { itemId, check: "personal-data", reason: "x" })).toMatchObject(
      refusal("item_dropped"),
    );
  });

  test("dies with the text: an edit that is blocked again needs another override, one that is clean needs none", async () => {
    const { batchId, mei, boss } = await blockedBatch();
    const itemId = `${batchId}.0`;
    given(await overrideCheck(boss, { itemId, check: "personal-data", reason: "Fine" }));
    const lin = await seedMember("Lin");
    await decide(mei, await claimOf(mei, batchId), "edit", { output: { title: "Mail bob@example.com" } });
    const again = await claimOf(lin, batchId);
    expect(again.openBlocks).toEqual(["personal-data"]);
    expect(await decide(lin, again, "approve")).toMatchObject({ code: "blocked_by_check" });
    await decide(lin, again, "edit", { output: CLEAN });
    const kim = await seedMember("Kim");
    const clean = await claimOf(kim, batchId);
    expect(clean.openBlocks).toEqual([]);
    expect(await decide(kim, clean, "approve")).toMatchObject({ status: "accepted" });
  });

  test("dies with the check's version, and is never published, whenever the item was approved", async () => {
    const { batchId, mei, boss } = await blockedBatch({ items: 3 });
    const itemId = `${batchId}.0`;
    given(await overrideCheck(boss, { itemId, check: "personal-data", reason: "Fine" }));
    for (const claim of await claimsOf(mei, batchId, 3)) await decide(mei, claim, "approve");
    // A check that has learnt more says so of all three.
    await db().execute(sql`update batch_items set checks = jsonb_set(checks, '{0,version}', '"99"') || '[]'
      where batch_id = ${batchId} and seq = 0`);
    await db().execute(sql`update batch_items set checks = (select checks from batch_items
      where batch_id = ${batchId} and seq = 0) where batch_id = ${batchId} and seq = 1`);
    const publisher = await seedMember("Pia", ["operator"]);
    expect(given(await previewPublication(publisher, batchId))).toMatchObject({
      approved: 3,
      newlyApproved: 1,
      heldBack: 2,
    });
    const all = given(await publish(publisher, batchId, "all"));
    expect(await heldBy(all.id, batchId, "all")).toEqual([2]);
    expect(await publish(publisher, batchId, "new")).toMatchObject({
      ok: false,
      refusal: { code: "nothing_new" },
    });
    expect(given(await readReviewItem(mei, itemId))).toMatchObject({ isPublished: false });
    given(await overrideCheck(boss, { itemId, check: "personal-data", reason: "Still fine" }));
    const later = given(await publish(publisher, batchId, "new"));
    expect(await heldBy(later.id, batchId, "new")).toEqual([0]);
    const whole = given(await publish(publisher, batchId, "all"));
    expect(await heldBy(whole.id, batchId, "all")).toEqual([0, 2]);
    // What an earlier publication was frozen with does not grow afterwards.
    expect(await heldBy(all.id, batchId, "all")).toEqual([2]);
  });

  test("two managers who override at once leave one override", async () => {
    const { batchId, boss } = await blockedBatch();
    const other = await seedMember("Bea", ["manager"]);
    const asked = { itemId: `${batchId}.0`, check: "personal-data", reason: "Fine" };
    const done = await Promise.all([overrideCheck(boss, asked), overrideCheck(other, asked)]);
    expect(done.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(given(await readReviewItem(boss, asked.itemId)).overrides).toHaveLength(1);
  });
});

/** A batch with items; the first holds what the check for personal data blocks. */
async function blockedBatch({ launcher, items = 1 }: { launcher?: Actor; items?: number } = {}) {
  const mei = await seedMember("Mei");
  const boss = await seedMember("Ana", ["manager"]);
  const batchId = await seedBatch({
    launchedBy: launcher ?? (await seedMember("Olga", ["operator"])),
    items,
    outputs: [{ name: "title", type: "text" }],
    checks: [{ kind: "personal-data", severity: "block" }],
    output: sql`jsonb_build_object('title', case n when 1 then ${BLOCKED.title} else ${CLEAN.title} end)`,
  });
  // As the run would have checked it.
  await db().transaction((tx) => recheckOutputs(tx, [{ batchId, seq: 0 }]));
  return { batchId, mei, boss };
}

async function claimsOf(actor: Actor, batchId: string, limit: number) {
  return given(await claimItems(actor, { batchId, limit, state: "pending", except: [], resume: true }))
    .claims;
}

async function claimOf(actor: Actor, batchId: string) {
  return (await claimsOf(actor, batchId, 1))[0]!;
}

async function decide(
  actor: Actor,
  { itemId, token, outputVersion }: { itemId: string; token: number; outputVersion: number },
  decision: DecisionInput["decision"],
  more: Partial<DecisionInput> = {},
) {
  return given(await decideItems(actor, [{ itemId, token, outputVersion, decision, ...more }]))[0];
}

function publish(actor: Actor, batchId: string, only: "all" | "new") {
  return createPublication(actor, { batchId, channel: { kind: "file", format: "jsonl" }, only });
}

async function heldBy(id: string, batchId: string, only: "all" | "new") {
  const [batch] = await db().execute<{ datasetId: string }>(
    sql`select dataset_id as "datasetId" from batches where id = ${batchId}`,
  );
  const rows = await readApprovedItems(
    db(),
    id,
    { batchId, datasetId: batch!.datasetId, listed: only === "new" },
    -1,
    100,
  );
  return rows.map(({ seq }) => seq);
}
