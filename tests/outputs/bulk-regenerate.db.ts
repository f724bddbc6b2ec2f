import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batches } from "#db/schema/batches.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { compareAmounts, multiplyAmount, subtractAmounts } from "#lib/money.ts";
import { askBulkAction, type BulkActionInput, previewBulkAction } from "#lib/outputs/ask-bulk-action.ts";
import { listBulkFailures, readBulkAction } from "#lib/outputs/read-bulk-actions.ts";
import { takeBackBulkAction } from "#lib/outputs/take-back-bulk-action.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { rejectItems } from "#lib/review/reject-items.ts";
import { given } from "#tests/auth/people.ts";
import { booksOf, launch, makeMaterials, until, untilState, workHere } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { seedMember } from "../review/seed-batch.ts";

describeOnDatabase("outputs that are made anew all together", () => {
  let provider: TestProvider;
  let mei: Actor;
  beforeAll(() => workHere());
  beforeEach(async () => {
    provider = await startProvider({
      behave: ({ prompt }) => ({
        do: "answer",
        text: JSON.stringify({ title: prompt.includes("rejected") ? "Second" : "First" }),
      }),
    });
    mei = await seedMember("Mei");
  });
  afterAll(() => provider.stop());

  test("say what they will cost under which cap, come back with reason and note told, and are put back as they were", async () => {
    const li = await seedMember("Li");
    const id = await ended(4);
    await approve(li, id, 0);
    const asked: BulkActionInput = {
      ...{ filter: { batchId: id }, do: "regenerate", reason: "brand_or_tone", note: "Warmer, please" },
    };
    const before = await booksOf(id);
    const { regeneration, count } = given(await previewBulkAction(mei, asked));
    expect(count).toBe(4);
    expect(regeneration).toMatchObject({ count: 3, unknown: 0, ofOwn: 0, batches: [{ exceedsCap: false }] });
    expect(regeneration?.batches[0]?.left.amount).toBe(subtractAmounts(before.batch.cap, before.batch.spent));
    const action = given(await askBulkAction(mei, asked));
    const done = await allOver(action.id);
    expect(done).toMatchObject({
      ...{ status: "succeeded", done: 4, failed: 1, canTakeBack: true },
      regeneration: { asked: 3, open: 0, succeeded: 3, failed: 0 },
    });
    expect(await left(action.id)).toEqual([[0, "already_decided"]]);
    const spent = subtractAmounts((await booksOf(id)).batch.spent, before.batch.spent);
    expect(compareAmounts(done.regeneration?.spent[0]?.amount ?? "0", spent)).toBe(0);
    // The estimate is of the size of what it came to.
    const expected = regeneration?.expected[0]?.amount ?? "0";
    expect(compareAmounts(expected, multiplyAmount(spent, "0.5"))).toBe(1);
    expect(compareAmounts(expected, multiplyAmount(spent, "2"))).toBe(-1);
    const told = [...provider.billedPrompts().keys()].filter((text) => text.includes("Warmer, please"));
    expect(told).toHaveLength(3);
    expect(told[0]).toContain("It does not fit the brand or its tone.");

    await approve(li, id, 1);
    const back = given(await takeBackBulkAction(mei, action.id));
    expect(given(await takeBackBulkAction(mei, action.id))).toEqual(back);
    expect(await takeBackBulkAction(li, action.id)).toMatchObject({ refusal: { code: "not_found" } });
    await allOver(back.id);
    expect(await left(back.id)).toEqual([[1, "nothing_to_undo"]]);
    expect(await titles(id)).toEqual([
      ["approved", "First", 1],
      ["approved", "Second", 2],
      ["pending", "First", 3],
      ["pending", "First", 3],
    ]);
    const { versions, history } = given(await readReviewItem(li, `${id}.2`));
    expect(versions.map(({ kind }) => kind)).toEqual(["generated", "regenerated", "restored"]);
    expect(history.map(({ decision }) => decision)).toEqual(["reject", "undo"]);
    expect(await counters(id)).toEqual({ pending: 2, approved: 2, rejected: 0 });
    expect(given(await readBulkAction(mei, action.id))).toMatchObject({
      ...{ canTakeBack: false, takenBackBy: back.id },
    });
  });

  test("are made for what each was rejected for where no reason is given, and what is closed stays closed", async () => {
    const id = await ended(3);
    const reject = (seq: number, reason: string, note: string) =>
      rejectItems(mei, {
        items: [{ itemId: `${id}.${seq}`, outputVersion: 1 }],
        reason,
        note,
        route: "fix-source",
      });
    given(await reject(0, "language", "No dialect"));
    given(await reject(1, "picture_defect", "Blurred"));
    given(await rejectItems(mei, { items: [{ itemId: `${id}.2`, outputVersion: 1 }], reason: "other" }));
    const asked = { filter: { batchId: id, state: "rejected" as const }, do: "regenerate" as const };
    const { id: action } = given(await askBulkAction(mei, asked));
    expect(await allOver(action)).toMatchObject({ failed: 1, regeneration: { asked: 2, succeeded: 2 } });
    expect(await left(action)).toEqual([[2, "already_decided"]]);
    const told = [...provider.billedPrompts().keys()].filter((text) => text.includes("rejected"));
    expect(told.filter((text) => text.includes("No dialect"))).toHaveLength(1);
    expect(told.filter((text) => text.includes("Blurred"))).toHaveLength(1);
    const pending = { filter: { batchId: id }, do: "regenerate" as const };
    expect(await askBulkAction(mei, pending)).toMatchObject({ refusal: { code: "reason_unknown" } });
  });

  test("stop at the cap of their batch, which the preview tells, and say why they stay rejected", async () => {
    const id = await ended(3);
    await db()
      .update(batches)
      .set({ cap: sql`${batches.spent}` })
      .where(eq(batches.id, id));
    const asked: BulkActionInput = { itemIds: [`${id}.0`, `${id}.2`], do: "regenerate", reason: "language" };
    const { regeneration } = given(await previewBulkAction(mei, asked));
    expect(regeneration?.batches).toMatchObject([{ count: 2, left: { amount: "0" }, exceedsCap: true }]);
    const { id: action } = given(await askBulkAction(mei, asked));
    expect(await allOver(action)).toMatchObject({
      regeneration: {
        ...{ asked: 2, failed: 2, spent: [{ amount: "0" }] },
        failures: [{ count: 2, failure: { code: "over_budget" } }],
      },
    });
    expect((await titles(id)).map(([state]) => state)).toEqual(["rejected", "pending", "rejected"]);
    expect(provider.billedCalls()).toBe(3);
    // Nobody gets his own batch made anew.
    const both = await seedMember("Olga", ["operator", "reviewer"]);
    await db().update(batches).set({ launchedBy: both.memberId }).where(eq(batches.id, id));
    expect(given(await previewBulkAction(both, asked)).regeneration).toMatchObject({ count: 0, ofOwn: 2 });
    const { id: own } = given(await askBulkAction(both, asked));
    await until(async () => given(await readBulkAction(both, own)).status === "succeeded");
    const failures = given(await listBulkFailures(both, own, { limit: 5 })).items;
    expect(failures.map(({ reason }) => reason.code)).toEqual(["four_eyes", "four_eyes"]);
  });

  async function ended(rows: number): Promise<string> {
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows }));
    await untilState(id, ["succeeded"]);
    return id;
  }

  async function approve(actor: Actor, batchId: string, seq: number): Promise<void> {
    const asked = {
      limit: 1,
      state: "pending" as const,
      except: [],
      resume: true,
      first: `${batchId}.${seq}`,
    };
    const { itemId, token, outputVersion } = given(await claimItems(actor, asked)).claims[0]!;
    const [made] = given(await decideItems(actor, [{ itemId, token, outputVersion, decision: "approve" }]));
    expect(made?.status).toBe("accepted");
  }

  /** The action, once it and all that it has made anew are over. */
  function allOver(id: string) {
    return until(async () => {
      const action = given(await readBulkAction(mei, id));
      return action.status === "succeeded" && (action.regeneration?.open ?? 0) === 0 && action;
    });
  }

  async function left(id: string) {
    const { items } = given(await listBulkFailures(mei, id, { limit: 10 }));
    return items.map(({ itemId, reason }) => [Number(itemId.split(".")[1]), reason.code]);
  }

  async function titles(batchId: string) {
    const rows = await db().execute<{ state: string; title: string; version: number }>(sql`
      select review_state as state, output ->> 'title' as title, output_version as version
      from batch_items where batch_id = ${batchId} order by seq`);
    return rows.map(({ state, title, version }) => [state, title, version]);
  }

  async function counters(batchId: string) {
    const [row] = await db().execute(sql`select sum(review_pending)::int as pending,
      sum(approved)::int as approved, sum(rejected)::int as rejected
      from batch_counters where batch_id = ${batchId}`);
    return row;
  }
});
