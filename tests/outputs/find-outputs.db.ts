import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { countToIndex } from "#db/queries/outputs/terms.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { OutputFilter } from "#lib/outputs/filter-schema.ts";
import { indexOutputs } from "#lib/outputs/index-outputs.ts";
import { listOutputs } from "#lib/outputs/list-outputs.ts";
import { encodeCursor } from "#lib/page.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { reopenItem } from "#lib/review/reopen-item.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { seedMember } from "../review/seed-batch.ts";
import { madeOutputs } from "./made-outputs.ts";

describeOnBothDatabases("outputs of all batches", () => {
  const find = async (actor: Actor, filter: OutputFilter, limit = 50) => {
    await indexOutputs({ patienceMs: 60_000 });
    return given(await listOutputs(actor, filter, { limit }));
  };
  const titles = async (actor: Actor, filter: OutputFilter) =>
    (await find(actor, filter)).items.map(({ output }) => output.title);

  async function decide(reviewer: Actor, batchId: string, decisions: readonly Partial<DecisionInput>[]) {
    const ask = { batchId, state: "pending" as const, limit: decisions.length, except: [], resume: true };
    const { claims } = given(await claimItems(reviewer, ask));
    const results = given(
      await decideItems(
        reviewer,
        claims.map(({ itemId, token, outputVersion }, at) => ({
          ...{ itemId, token, outputVersion, decision: "approve" as const },
          ...decisions[at],
        })),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(decisions.map(() => "accepted"));
    return results.map(({ itemId }) => itemId);
  }

  test("are found by Chinese text without spaces, by words in any case, and by both at once", async () => {
    const olga = await seedMember("Olga", ["operator"]);
    const made = ["琥珀之夜淡香精 50ml", "月光香水", "Rosée Claire 香水 spray", "精香淡 reversed"];
    const batchId = await madeOutputs(olga, made);
    expect(await titles(olga, { batchId, q: "香水" })).toEqual(["月光香水", "Rosée Claire 香水 spray"]);
    expect(await titles(olga, { batchId, q: "淡香精" })).toEqual(["琥珀之夜淡香精 50ml"]);
    expect(await titles(olga, { batchId, q: "夜" })).toEqual(["琥珀之夜淡香精 50ml"]);
    expect(await titles(olga, { batchId, q: "ROSEE spr" })).toEqual(["Rosée Claire 香水 spray"]);
    expect(await titles(olga, { batchId, q: "claire 香水" })).toEqual(["Rosée Claire 香水 spray"]);
    expect(await titles(olga, { batchId, q: "laire" })).toEqual([]);
  });

  test("are not all found by a text that has no letter: nothing answers to it", async () => {
    const olga = await seedMember("Olga", ["operator"]);
    await madeOutputs(olga, ["Rose & musk!"]);
    expect(await titles(olga, { q: "&!" })).toEqual([]);
    expect(await titles(olga, { q: "'); drop" })).toEqual([]);
  });

  test("come page by page, each once, whatever batch they are of, the newest batch first", async () => {
    const olga = await seedMember("Olga", ["operator"]);
    const templateIds: string[] = [];
    for (const name of ["a", "b", "c"]) {
      const batchId = await madeOutputs(olga, [`${name}1`, `${name}2`, `${name}3`]);
      const [row] = await db().execute<{ id: string }>(
        sql`select template_id as id from batches where id = ${batchId}`,
      );
      templateIds.push(row?.id ?? "");
    }
    const [templateId = ""] = templateIds;
    await db().execute(sql`update batches set template_id = ${templateId}
      where template_id in ${templateIds}`);
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = given(await listOutputs(olga, { templateId }, { limit: 2, cursor }));
      seen.push(...page.items.map(({ output }) => output.title));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(["c1", "c2", "c3", "b1", "b2", "b3", "a1", "a2", "a3"]);
    const [first] = (await find(olga, { templateId })).items;
    expect(first).toMatchObject({ template: { id: templateId }, state: "pending", rowNumber: 1 });
  });

  test("are found by a word of which nobody knows whether few of millions have it, page by page", async () => {
    const olga = await seedMember("Olga", ["operator"]);
    for (const name of ["rosewood", "oak", "rosewood", "oak", "oak", "rosewood"])
      await madeOutputs(olga, [`${name} 1`, `${name} 2`]);
    await indexOutputs({ patienceMs: 60_000 });
    // What the planner then takes to be there.
    await db().execute(sql`update pg_class set relpages = 1, reltuples = 1e7 where relname = 'output_terms'`);
    const seen: unknown[] = [];
    for (let cursor: string | undefined, isLast = false; !isLast; ) {
      const page = given(await listOutputs(olga, { q: "rosewoo" }, { limit: 4, cursor }));
      seen.push(...page.items.map(({ output }) => output.title));
      cursor = page.nextCursor ?? undefined;
      isLast = cursor === undefined;
    }
    await db().execute(sql`analyze output_terms`);
    const inEach = ["rosewood 1", "rosewood 2"];
    expect(seen).toEqual([...inEach, ...inEach, ...inEach]);
  });

  test("are read from the beginning with a cursor that is well formed and not ours", async () => {
    const olga = await seedMember("Olga", ["operator"]);
    const batchId = await madeOutputs(olga, ["a", "b"]);
    for (const position of [["x", 1], [batchId, 2_147_483_648], [batchId, 1.5], [batchId, "1"], [1]]) {
      const asked = { limit: 5, cursor: encodeCursor(position) };
      expect(given(await listOutputs(olga, { batchId }, asked)).items).toHaveLength(2);
    }
  });

  test("are found by where they stand and what they were rejected for, and not by what was taken back", async () => {
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei")];
    const batchId = await madeOutputs(olga, ["fine", "wrong", "tone", "undone", "again"]);
    const ids = await decide(mei, batchId, [
      {},
      { decision: "reject", reason: "wrong_fact" },
      { decision: "reject", reason: "brand_or_tone" },
      { decision: "reject", reason: "wrong_fact" },
      { decision: "reject", reason: "wrong_fact" },
    ]);
    given(await decideItems(mei, [{ itemId: ids[3] ?? "", token: 1, outputVersion: 1, decision: "undo" }]));
    const manager = await seedMember("Max", ["manager"]);
    given(await reopenItem(manager, { itemId: ids[4] ?? "", note: "Look again." }));
    const li = await seedMember("Li");
    const ask = { batchId, state: "pending" as const, limit: 5, except: [ids[3] ?? ""], resume: false };
    const [claim] = given(await claimItems(li, ask)).claims;
    const { itemId = "", token = 0 } = claim ?? {};
    const again = { itemId, token, outputVersion: 1, decision: "reject", reason: "language" } as const;
    given(await decideItems(li, [again]));

    expect(await titles(olga, { batchId, state: "approved" })).toEqual(["fine"]);
    expect(await titles(olga, { batchId, state: "pending" })).toEqual(["undone"]);
    expect(await titles(olga, { batchId, state: "rejected" })).toEqual(["wrong", "tone", "again"]);
    expect(await titles(olga, { batchId, reason: "wrong_fact" })).toEqual(["wrong"]);
    expect(await titles(olga, { batchId, reason: "language" })).toEqual(["again"]);
    expect(await titles(manager, { batchId, decidedBy: li.memberId })).toEqual(["again"]);
    expect(await titles(manager, { batchId, decidedBy: mei.memberId, reason: "wrong_fact" })).toEqual([
      "wrong",
      "again",
    ]);
    expect(await titles(manager, { batchId, from: "2001-01-01", to: "2001-01-02" })).toEqual([]);
    expect((await find(olga, { batchId, state: "rejected" })).items.map(({ reason }) => reason)).toEqual([
      "wrong_fact",
      "brand_or_tone",
      "language",
    ]);
  });

  test("are found by what the checks say, of the version that stands", async () => {
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei")];
    const checks = [{ kind: "links", severity: "block" } as const];
    const batchId = await madeOutputs(olga, ["Rose", "Musk"], { checks });
    expect(await titles(olga, { batchId, verdict: "block" })).toEqual([]);
    await decide(mei, batchId, [{ decision: "edit", output: { title: "Rose, see www.shop.example" } }]);
    expect(await titles(olga, { batchId, check: "links" })).toEqual(["Rose, see www.shop.example"]);
    expect(await titles(olga, { batchId, check: "links", verdict: "warn" })).toEqual([]);
    expect(await titles(olga, { batchId, verdict: "pass" })).toEqual(["Musk"]);
    expect(await titles(olga, { batchId, verdict: "block", q: "shop" })).toEqual([
      "Rose, see www.shop.example",
    ]);
  });

  test("are found by their new text once edited, and no more by the old one", async () => {
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei")];
    const batchId = await madeOutputs(olga, ["vetiver"]);
    expect(await titles(olga, { batchId, q: "vetiver" })).toEqual(["vetiver"]);
    const edit = { decision: "edit", output: { title: "patchouli" } } as const;
    await decide(mei, batchId, [edit]);
    expect(await titles(olga, { batchId, q: "vetiver" })).toEqual([]);
    expect(await titles(olga, { batchId, q: "patchouli" })).toEqual(["patchouli"]);
  });

  test("are put into the index once each, and what failed or was removed never", async () => {
    const olga = await seedMember("Olga", ["operator"]);
    const batchId = await madeOutputs(
      olga,
      Array.from({ length: 120 }, (_, n) => `bulk ${n}`),
    );
    await db().execute(sql`update batch_items set output = null, state = 'failed', review_state = 'none'
      where batch_id = ${batchId} and seq = 7`);
    expect(await countToIndex(db(), 1_000)).toBeGreaterThanOrEqual(120);
    expect(await indexOutputs({ patienceMs: 60_000 })).toBe(true);
    const [row] = await db().execute(
      sql`select count(*)::int as n from output_terms where batch_id = ${batchId}`,
    );
    expect(row).toEqual({ n: 119 });
    expect(await countToIndex(db(), 1_000)).toBe(0);
  });

  test("are found at once when they were just made, without waiting for a worker", async () => {
    const olga = await seedMember("Olga", ["operator"]);
    await indexOutputs({ patienceMs: 60_000 });
    const batchId = await madeOutputs(olga, ["freshly made"]);
    const { items } = given(await listOutputs(olga, { batchId, q: "fresh" }, { limit: 50 }));
    expect(items.map(({ output }) => output.title)).toEqual(["freshly made"]);
  });

  test("that are not in the index yet are told, where there are many, and found once they are", async () => {
    const olga = await seedMember("Olga", ["operator"]);
    const batchId = await madeOutputs(
      olga,
      Array.from({ length: 4_000 }, (_, n) => `backlog n${n}`),
    );
    const before = given(await listOutputs(olga, { batchId, q: "n3999" }, { limit: 50 }));
    expect(before.notIndexed).toBeGreaterThan(0);
    expect(await indexOutputs({ patienceMs: 60_000 })).toBe(true);
    expect(await find(olga, { batchId, q: "n3999" })).toMatchObject({
      notIndexed: 0,
      items: [{ rowNumber: 4_000 }],
    });
    expect((await find(olga, { batchId, q: "backlog" }, 200)).items).toHaveLength(200);
  });

  test("are hidden from nobody who may read batches; whose decisions others made is", async () => {
    const [mei, li] = [await seedMember("Mei"), await seedMember("Li")];
    const refused = await listOutputs(mei, { decidedBy: li.memberId }, { limit: 5 });
    expect(refused).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    expect((await listOutputs(mei, { decidedBy: mei.memberId }, { limit: 5 })).ok).toBe(true);
    expect((await listOutputs({ ...mei, roles: [] }, {}, { limit: 5 })).ok).toBe(false);
  });
});
