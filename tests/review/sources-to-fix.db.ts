import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/auth.ts";
import { regenerations } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { rejectItems } from "#lib/review/reject-items.ts";
import { reopenItem } from "#lib/review/reopen-item.ts";
import { correctSource } from "#lib/review/sources/correct-source.ts";
import { viewSourcesToFix } from "#lib/review/sources/view-sources-to-fix.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "../fixtures/describe-on-database.ts";
import { type SeedOptions, seedBatch, seedMember } from "./seed-batch.ts";

describeOnDatabase("rejections from a list and their routes", () => {
  test("a whole group is rejected for one reason, and each goes where the reason says unless told otherwise", async () => {
    const { batchId, mei } = await batchOf(4);
    const rejected = given(
      await rejectItems(mei, { items: named(batchId, [0, 1]), reason: "9", note: "50 ml" }),
    );
    expect(rejected.map(({ status, item }) => [status, item?.reviewState, item?.route])).toEqual([
      ["accepted", "rejected", "fix-source"],
      ["accepted", "rejected", "fix-source"],
    ]);
    const dropped = given(
      await rejectItems(mei, { items: named(batchId, [2]), reason: "wrong_fact", route: "drop" }),
    );
    expect(dropped).toMatchObject([{ status: "accepted", item: { route: "drop" } }]);
    const { history } = given(await readReviewItem(mei, `${batchId}.0`));
    expect(history).toMatchObject([
      { decision: "reject", reason: "source_data_wrong", note: "50 ml", route: "fix-source" },
    ]);
    expect(await counts(batchId)).toEqual({ pending: 1, rejected: 3 });
  });

  test("what another reads, what was approved, dropped or changed since is left alone, each with why", async () => {
    const { batchId, mei } = await batchOf(5);
    const lin = await seedMember("Lin");
    await db().execute(sql`update batch_items set claimed_by = ${lin.memberId}, claim_token = 1,
      claim_expires_at = now() + interval '1 minute' where batch_id = ${batchId} and seq = 0`);
    await db().execute(
      sql`update batch_items set review_state = 'approved' where batch_id = ${batchId} and seq = 1`,
    );
    given(await rejectItems(mei, { items: named(batchId, [2]), reason: "other" }));
    const stale = { itemId: `${batchId}.3`, outputVersion: 7 };
    const results = given(
      await rejectItems(mei, {
        items: [...named(batchId, [0, 1, 2]), stale, { itemId: "none", outputVersion: 1 }],
        reason: "other",
      }),
    );
    expect(results.map(({ code }) => code)).toEqual([
      "claimed_by_other",
      "already_decided",
      "already_decided",
      "output_changed",
      "not_found",
    ]);
    expect(given(await rejectItems(mei, { items: named(batchId, [4]), reason: "nonsense" }))).toMatchObject([
      { status: "invalid", code: "reason_unknown" },
    ]);
  });

  test("who launched the batch rejects none of it, and of two reviewers at once one is counted", async () => {
    const { batchId, mei, launcher } = await batchOf(1, ["operator", "reviewer"]);
    const asked = { items: named(batchId, [0]), reason: "other" };
    expect(given(await rejectItems(launcher, asked))).toMatchObject([{ code: "four_eyes" }]);
    const done = await Promise.all([rejectItems(mei, asked), rejectItems(await seedMember("Lin"), asked)]);
    expect(done.map((one) => given(one)[0]?.status).sort()).toEqual(["accepted", "conflict"]);
    expect(await counts(batchId)).toEqual({ pending: 0, rejected: 1 });
    expect(await rejectItems(await seedMember("Op", ["operator"]), asked)).toMatchObject({ ok: false });
  });

  test("what was dropped is closed for good: nobody sends it back to review", async () => {
    const { batchId, mei } = await batchOf(2);
    const manager = await seedMember("Ana", ["manager"]);
    given(await rejectItems(mei, { items: named(batchId, [0]), reason: "other" }));
    given(await rejectItems(mei, { items: named(batchId, [1]), reason: "9" }));
    expect(await reopenItem(manager, { itemId: `${batchId}.0`, note: "Why" })).toMatchObject({
      ok: false,
      refusal: { code: "item_dropped" },
    });
    given(await reopenItem(manager, { itemId: `${batchId}.1`, note: "Why" }));
    expect(given(await readReviewItem(mei, `${batchId}.1`))).toMatchObject({
      reviewState: "pending",
      route: null,
    });
  });

  test("the dataset's owner sees what waits for a row, with the reason, the note and the row's values", async () => {
    const { batchId, datasetId, mei, owner } = await batchOf(3);
    given(await rejectItems(mei, { items: named(batchId, [1, 2]), reason: "9", note: "It is 50 ml" }));
    const first = given(await viewSourcesToFix(owner, datasetId, { limit: 1 }));
    expect(first).toMatchObject({
      count: 2,
      items: [
        {
          itemId: `${batchId}.1`,
          rowNumber: 2,
          reason: "source_data_wrong",
          note: "It is 50 ml",
          rejectedBy: { name: "Mei" },
          values: { sku: "000002", name: "Perfume 2", notes: "rose, musk" },
        },
      ],
    });
    expect(Object.keys(first.items[0]!.values)).toEqual(["sku", "name", "notes"]);
    const second = given(await viewSourcesToFix(owner, datasetId, { limit: 1, cursor: first.nextCursor! }));
    expect(second).toMatchObject({ items: [{ itemId: `${batchId}.2` }], nextCursor: null });
  });

  test("a corrected row sends every item that waits for it back, and is in the audit log as it was and is", async () => {
    const { batchId, datasetId, mei, owner } = await batchOf(2);
    const other = await seedBatch({ launchedBy: owner, items: 2 });
    await db().execute(sql`update batches set dataset_id = ${datasetId} where id = ${other}`);
    for (const id of [batchId, other])
      given(await rejectItems(mei, { items: named(id, [0, 1]), reason: "9" }));
    const corrected = given(
      await correctSource(owner, { itemId: `${batchId}.0`, values: { notes: "rose, amber" } }),
    );
    expect(corrected.regenerating.sort()).toEqual([`${batchId}.0`, `${other}.0`].sort());
    const [row] = await db().execute(
      sql`select values from dataset_rows where dataset_id = ${datasetId} and row_number = 1`,
    );
    expect(row).toEqual({ values: { sku: "000001", name: "Perfume 1", notes: "rose, amber" } });
    expect(given(await viewSourcesToFix(owner, datasetId, { limit: 9 }))).toMatchObject({ count: 2 });
    const asked = await db().select().from(regenerations).where(eq(regenerations.batchId, batchId));
    expect(asked).toMatchObject([{ cause: "source", state: "queued", reason: null }]);
    const [audit] = await db().select().from(auditLog).where(eq(auditLog.action, "datasets.correct"));
    expect(audit).toMatchObject({
      before: { row: 1, values: { notes: "rose, musk" } },
      after: { row: 1, values: { notes: "rose, amber" } },
    });
  });

  test("items over a corrected row are assigned by the category that it has by then, whatever their state", async () => {
    const assigned = { reviewPlan: { kind: "every", assignBy: "notes" } } as const;
    const { batchId, mei, owner } = await batchOf(2, ["operator"], { ...assigned, languages: ["en", "de"] });
    await db().execute(sql`update batch_items set category = 'rose > ' where batch_id = ${batchId}`);
    given(await rejectItems(mei, { items: named(batchId, [0]), reason: "9" }));
    given(await correctSource(owner, { itemId: `${batchId}.0`, values: { name: "Rose" } }));
    expect(await categories(batchId)).toEqual(["rose > ", "rose > "]);
    given(await rejectItems(mei, { items: named(batchId, [1]), reason: "9" }));
    given(await correctSource(owner, { itemId: `${batchId}.1`, values: { notes: "Soap>Bars" } }));
    expect(await categories(batchId)).toEqual(["soap > bars > ", "soap > bars > "]);
  });

  test("a correction is refused without the right, for a row nobody waits for, a column there is none of, and none", async () => {
    const { batchId, mei, owner } = await batchOf(2);
    given(await rejectItems(mei, { items: named(batchId, [0]), reason: "9" }));
    const refused = async (who: Actor, seq: number, values: Record<string, string>) => {
      const result = await correctSource(who, { itemId: `${batchId}.${seq}`, values });
      return result.ok
        ? null
        : [result.refusal.code, result.refusal.fields?.map(({ path, code }) => [path, code])];
    };
    expect(await refused(mei, 0, { notes: "x" })).toEqual(["forbidden", undefined]);
    expect(await refused(owner, 1, { notes: "x" })).toEqual(["source_not_asked_for", undefined]);
    expect(await refused(owner, 9, { notes: "x" })).toEqual(["not_found", undefined]);
    expect(await refused(owner, 0, { notes: "rose, musk" })).toEqual(["source_unchanged", undefined]);
    expect(await refused(owner, 0, { colour: "red" })).toEqual([
      "invalid_input",
      [["values.colour", "column_unknown"]],
    ]);
  });
});

async function batchOf(
  items: number,
  roles: Actor["roles"] = ["operator"],
  options: Partial<SeedOptions> = {},
) {
  const launcher = await seedMember("Olga", [...roles]);
  const batchId = await seedBatch({ launchedBy: launcher, items, ...options });
  const [batch] = await db().execute<{ datasetId: string }>(
    sql`select dataset_id as "datasetId" from batches where id = ${batchId}`,
  );
  const owner = await seedMember("Otto", ["operator"]);
  return { batchId, datasetId: batch!.datasetId, launcher, owner, mei: await seedMember("Mei") };
}

function named(batchId: string, seqs: number[]) {
  return seqs.map((seq) => ({ itemId: `${batchId}.${seq}`, outputVersion: 1 }));
}

async function counts(batchId: string) {
  const [row] =
    await db().execute(sql`select sum(review_pending)::int as pending, sum(rejected)::int as rejected
    from batch_counters where batch_id = ${batchId}`);
  return row;
}

async function categories(batchId: string) {
  const rows = await db().execute<{ category: string }>(
    sql`select category from batch_items where batch_id = ${batchId} order by seq`,
  );
  return rows.map(({ category }) => category);
}
