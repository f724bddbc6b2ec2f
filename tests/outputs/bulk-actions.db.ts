import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { nextBulkPart } from "#db/queries/outputs/bulk-actions.ts";
import { claimItems as claimRows } from "#db/queries/review/claims.ts";
import { members } from "#db/schema/auth.ts";
import { reviewDecisions } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { askBulkAction, type BulkActionInput, previewBulkAction } from "#lib/outputs/ask-bulk-action.ts";
import { indexOutputs } from "#lib/outputs/index-outputs.ts";
import { listOutputs } from "#lib/outputs/list-outputs.ts";
import { listBulkActions, listBulkFailures, readBulkAction } from "#lib/outputs/read-bulk-actions.ts";
import { giveUpBulkAction, runBulkAction } from "#lib/outputs/run-bulk-action.ts";
import { encodeCursor } from "#lib/page.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { seedMember } from "../review/seed-batch.ts";
import { madeOutputs } from "./made-outputs.ts";

const goesOn = new AbortController().signal;

describeOnDatabase("a bulk action", () => {
  beforeAll(async () => {
    await startQueue(jobs, "worker");
  });

  async function people() {
    return {
      olga: await seedMember("Olga", ["operator"]),
      mei: await seedMember("Mei"),
      li: await seedMember("Li"),
    };
  }

  const ask = async (actor: Actor, input: BulkActionInput) => given(await askBulkAction(actor, input));
  const run = (id: string) => runBulkAction({ actionId: id }, goesOn);
  const see = async (actor: Actor, id: string) => given(await readBulkAction(actor, id));
  const failures = async (actor: Actor, id: string) =>
    given(await listBulkFailures(actor, id, { limit: 100 })).items.map(({ itemId, reason }) => [
      Number(itemId.split(".")[1]),
      reason.code,
    ]);
  const statesOf = async (actor: Actor, batchId: string) =>
    given(await listOutputs(actor, { batchId }, { limit: 200 })).items.map(({ state }) => state);
  const reject = (batchId: string): BulkActionInput => ({
    ...{ filter: { batchId, state: "pending" }, do: "reject", reason: "brand_or_tone", note: " Too loud. " },
  });

  test("tells its count, samples and what was spent before, and then rejects each with its reason and note", async () => {
    const { olga, mei } = await people();
    const batchId = await madeOutputs(olga, ["a", "b", "c"]);
    await db().execute(sql`update batch_items set cost = 0.000437 where batch_id = ${batchId}`);
    const preview = given(await previewBulkAction(mei, reject(batchId)));
    expect(preview).toMatchObject({ count: 3, spent: [{ amount: "0.001311", currency: "USD" }] });
    expect(preview.samples.map(({ output }) => output.title)).toEqual(["a", "b", "c"]);

    const { id, count } = await ask(mei, reject(batchId));
    expect(count).toBe(3);
    expect(await see(mei, id)).toMatchObject({ status: "queued", count: 3, done: 0, note: "Too loud." });
    await run(id);
    expect(await see(mei, id)).toMatchObject({ status: "succeeded", done: 3, failed: 0 });
    expect(await statesOf(olga, batchId)).toEqual(["rejected", "rejected", "rejected"]);
    const { history } = given(await readReviewItem(mei, itemId(batchId, 1)));
    expect(history).toMatchObject([{ decision: "reject", reason: "brand_or_tone", note: "Too loud." }]);
  });

  test("is about what answered to its filter when it was asked for, and about nothing that came later", async () => {
    const { olga, mei, li } = await people();
    const batchId = await madeOutputs(olga, ["a", "b", "c", "d"]);
    await db().execute(
      sql`update batch_items set review_state = 'none' where batch_id = ${batchId} and seq = 3`,
    );
    const { id, count } = await ask(mei, reject(batchId));
    expect(count).toBe(3);
    await db().execute(
      sql`update batch_items set review_state = 'pending' where batch_id = ${batchId} and seq = 3`,
    );
    const { claims } = given(
      await claimItems(li, { batchId, state: "pending", limit: 2, except: [], resume: false }),
    );
    const [first, second] = claims.map(({ itemId, token, outputVersion }) => ({
      itemId,
      token,
      outputVersion,
    }));
    if (!first || !second) throw new Error("Nothing to claim.");
    const edit = { decision: "edit" as const, output: { title: "changed" } };
    given(
      await decideItems(li, [
        { ...first, decision: "approve" },
        { ...second, ...edit },
      ]),
    );
    await run(id);
    expect(await statesOf(olga, batchId)).toEqual(["approved", "pending", "rejected", "pending"]);
    expect(await see(mei, id)).toMatchObject({ status: "succeeded", done: 3, failed: 2 });
    expect(await failures(mei, id)).toEqual([
      [0, "already_decided"],
      [1, "output_changed"],
    ]);
    const [item] = await db().execute(
      sql`select claimed_by from batch_items where batch_id = ${batchId} and seq = 1`,
    );
    expect(item).toEqual({ claimed_by: null });
  });

  test("rejects what two people decide on as well, rather than judging it first", async () => {
    const { olga, mei, li } = await people();
    const batchId = await madeOutputs(olga, ["a", "b"]);
    await db().execute(
      sql`update batches set review_plan = '{"kind": "every", "doubleShare": 1}' where id = ${batchId}`,
    );
    const { claims } = given(
      await claimItems(li, { batchId, state: "pending", limit: 1, except: [], resume: false }),
    );
    const { itemId: held, token, outputVersion } = claims[0]!;
    given(await decideItems(li, [{ itemId: held, token, outputVersion, decision: "approve" }]));
    const { id } = await ask(mei, reject(batchId));
    await run(id);
    expect(await see(mei, id)).toMatchObject({ done: 2, failed: 0 });
    expect(await statesOf(olga, batchId)).toEqual(["rejected", "rejected"]);
  });

  test("leaves to others what they are reading, and what the asker launched or wrote", async () => {
    const { olga, mei, li } = await people();
    const batchId = await madeOutputs(olga, ["a", "b", "c"]);
    await claimRows(db(), { batchId, memberId: li.memberId, state: "pending", limit: 1, except: [] });
    await db().execute(sql`update batch_items set last_edited_by = ${mei.memberId}
      where batch_id = ${batchId} and seq = 1`);
    const { id } = await ask(mei, { filter: { batchId }, do: "escalate" });
    await run(id);
    expect(await failures(mei, id)).toEqual([
      [0, "claim_lost"],
      [1, "four_eyes"],
    ]);
    expect(await statesOf(olga, batchId)).toEqual(["pending", "pending", "escalated"]);

    const both = { ...olga, roles: ["operator", "reviewer"] as const };
    await db()
      .update(members)
      .set({ roles: ["operator", "reviewer"] })
      .where(sql`id = ${olga.memberId}`);
    const own = await ask(both, reject(batchId));
    await run(own.id);
    expect(await see(both, own.id)).toMatchObject({ done: 2, failed: 2 });
    expect(await statesOf(olga, batchId)).toEqual(["pending", "pending", "escalated"]);
  });

  test("goes on where it was cut off, and decides on nothing twice", async () => {
    const { olga, mei } = await people();
    const batchId = await madeOutputs(
      olga,
      Array.from({ length: 250 }, (_, n) => `t${n}`),
    );
    const { id } = await ask(mei, reject(batchId));
    const first = await nextBulkPart(db(), id);
    expect(first?.seqs).toHaveLength(100);
    // Cut off after the first part was done, and again between a part's decisions and its note of them.
    const stopping = new AbortController();
    const cut = runBulkAction({ actionId: id }, stopping.signal);
    stopping.abort();
    await expect(cut).rejects.toThrow();
    expect((await see(mei, id)).status).toBe("running");
    await run(id);
    await db().execute(
      sql`update bulk_action_parts set done_at = null where action_id = ${id} and number = 1`,
    );
    await db().execute(sql`update bulk_actions set status = 'running' where id = ${id}`);
    await run(id);
    expect(await see(mei, id)).toMatchObject({ status: "succeeded", done: 250, failed: 0 });
    const made = await db().select().from(reviewDecisions).where(sql`batch_id = ${batchId}`);
    expect(made).toHaveLength(250);
    expect(new Set(made.map(({ seq }) => seq)).size).toBe(250);
    await run(id);
    expect(await db().select().from(reviewDecisions).where(sql`batch_id = ${batchId}`)).toHaveLength(250);
  });

  test("checks anew what stands, with the lexicons and rules of today, and says where there is nothing to check by", async () => {
    const { olga } = await people();
    const checks = [{ kind: "links", severity: "warn" } as const];
    const batchId = await madeOutputs(olga, ["see www.shop.example", "fine"], { checks });
    const without = await madeOutputs(olga, ["see www.shop.example"]);
    const { id } = await ask(olga, { filter: { batchId }, do: "recheck" });
    await run(id);
    await indexOutputs({ patienceMs: 60_000 });
    const found = given(await listOutputs(olga, { batchId, check: "links" }, { limit: 5 })).items;
    expect(found.map(({ output }) => output.title)).toEqual(["see www.shop.example"]);
    const other = await ask(olga, { filter: { batchId: without }, do: "recheck" });
    await run(other.id);
    expect(await failures(olga, other.id)).toEqual([[0, "no_checks"]]);
  });

  test("checks anew without forgetting how an output came to fit its fields, and says it once", async () => {
    const { olga } = await people();
    const repaired = { kind: "format", verdict: "warn", field: null, spans: [], version: "2" };
    const verdicts = JSON.stringify([{ ...repaired, message: { code: "format_repaired", params: {} } }]);
    const checks = [{ kind: "links", severity: "warn" } as const];
    const batchId = await madeOutputs(olga, ["fine"], { checks, verdicts: sql`${verdicts}::jsonb` });
    for (const _ of [1, 2]) await run((await ask(olga, { filter: { batchId }, do: "recheck" })).id);
    const [output] = given(await listOutputs(olga, { batchId }, { limit: 5 })).items;
    expect(output?.checks.map(({ message }) => message.code)).toEqual(["format_repaired", "links_none"]);
  });

  test("is refused with a filter that says nothing, that nothing answers to, or without a reason or the right", async () => {
    const { olga, mei } = await people();
    const batchId = await madeOutputs(olga, ["a"]);
    const refusal = async (actor: Actor, input: BulkActionInput) => {
      const answer = await askBulkAction(actor, input);
      return answer.ok ? null : answer.refusal.code;
    };
    const asked = reject(batchId);
    expect(await refusal(mei, { ...asked, filter: {} })).toBe("empty_filter");
    expect(await refusal(mei, { ...asked, filter: { q: "  ", timeZone: "Asia/Shanghai" } })).toBe(
      "empty_filter",
    );
    expect(await refusal(mei, { ...asked, filter: { q: "?!" } })).toBe("nothing_matches");
    expect(await refusal(mei, { ...asked, filter: { batchId, state: "approved" } })).toBe("nothing_matches");
    expect(await refusal(mei, { ...asked, reason: undefined })).toBe("reason_unknown");
    expect(await refusal(mei, { ...asked, reason: "99" })).toBe("reason_unknown");
    expect(await refusal(olga, asked)).toBe("forbidden");
    expect(await refusal(mei, { filter: { batchId }, do: "recheck" })).toBe("forbidden");
    const preview = await previewBulkAction(mei, { ...asked, filter: {} });
    expect(preview).toMatchObject({ ok: false, refusal: { code: "empty_filter" } });
  });

  test("ends without a deed where its asker may do it no more, and says so where it was tried in vain", async () => {
    const { olga, mei, li } = await people();
    const batchId = await madeOutputs(olga, ["a"]);
    const { id } = await ask(mei, reject(batchId));
    await db()
      .update(members)
      .set({ roles: ["manager"] })
      .where(sql`id = ${mei.memberId}`);
    await run(id);
    expect(await see(mei, id)).toMatchObject({ status: "failed", failure: { code: "forbidden" }, done: 0 });
    const other = await ask(li, reject(batchId));
    await giveUpBulkAction({ actionId: other.id });
    expect(await see(li, other.id)).toMatchObject({
      status: "failed",
      failure: { code: "bulk_action_failed" },
    });
    expect(await statesOf(olga, batchId)).toEqual(["pending"]);
  });

  test("is listed, and what it left as it was, from the beginning with a cursor that is well formed and not ours", async () => {
    const { olga, mei } = await people();
    const batchId = await madeOutputs(olga, ["a", "b"]);
    const { id } = await ask(mei, reject(batchId));
    await db().execute(sql`update batch_items set review_state = 'approved' where batch_id = ${batchId}`);
    await run(id);
    for (const position of [["x", 1], [1], [batchId, 2_147_483_648], [batchId, 1.5]]) {
      const asked = { limit: 5, cursor: encodeCursor(position) };
      expect(given(await listBulkFailures(mei, id, asked)).items).toHaveLength(2);
    }
    for (const position of [["x"], [1]]) {
      const listed = given(await listBulkActions(mei, { limit: 5, cursor: encodeCursor(position) }));
      expect(listed.items.map((action) => action.id)).toEqual([id]);
    }
  });

  test("is seen by who asked for it and by who sees everybody's work", async () => {
    const { olga, mei, li } = await people();
    const batchId = await madeOutputs(olga, ["a"]);
    const { id } = await ask(mei, reject(batchId));
    expect((await readBulkAction(mei, id)).ok).toBe(true);
    expect((await readBulkAction(await seedMember("Max", ["manager"]), id)).ok).toBe(true);
    expect(await readBulkAction(li, id)).toMatchObject({ ok: false, refusal: { code: "not_found" } });
  });
});
