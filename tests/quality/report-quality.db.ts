import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { insertDecisions } from "#db/queries/review/decisions.ts";
import { publications } from "#db/schema/publishing.ts";
import { doubleReviews, probes } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { eraseMember } from "#lib/auth/erase-member.ts";
import { newId } from "#lib/new-id.ts";
import { type QualityQuestion, reportQuality } from "#lib/quality/report-quality.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { seedBatch, seedMember } from "../review/seed-batch.ts";

describeOnBothDatabases("the quality of decisions", () => {
  const today = () => new Date().toISOString().slice(0, 10);
  const ask = (groupBy: QualityQuestion["groupBy"] = "reviewer"): QualityQuestion => ({
    ...{ from: today(), to: today(), timeZone: "UTC", groupBy },
  });
  const report = async (actor: Actor, question = ask()) => given(await reportQuality(actor, question));

  async function claim(reviewer: Actor, batchId: string, limit: number) {
    const question = { batchId, state: "pending" as const, limit, except: [], resume: false };
    return given(await claimItems(reviewer, question)).claims;
  }

  async function decide(reviewer: Actor, batchId: string, decisions: readonly Partial<DecisionInput>[]) {
    const claims = await claim(reviewer, batchId, decisions.length);
    const made = claims.map(({ itemId, token, outputVersion }, at) => ({
      ...{ itemId, token, outputVersion, decision: "approve" as const },
      ...decisions[at],
    }));
    for (const input of made) expect(given(await decideItems(reviewer, [input]))[0]?.status).toBe("accepted");
    return made;
  }

  async function forget(): Promise<void> {
    for (const table of ["quality_buckets", "time_buckets", "double_reviews", "probes"])
      await db().execute(sql`delete from ${sql.identifier(table)}`);
  }

  test("is told by reviewer, model, template and language, with reasons, and nothing where nothing was seen", async () => {
    await forget();
    const [olga, mei, li] = [
      await seedMember("Olga", ["operator"]),
      await seedMember("Mei"),
      await seedMember("Li"),
    ];
    const manager = await seedMember("Max", ["manager"]);
    const batchId = await seedBatch({ launchedBy: olga, items: 6 });
    await decide(mei, batchId, [{}, {}, { decision: "reject", reason: "3" }]);
    await decide(li, batchId, [{ decision: "reject", reason: "wrong_fact" }, { decision: "escalate" }]);
    const { groups, whole } = await report(manager);
    expect(groups).toMatchObject([
      { key: mei.memberId, label: "Mei", decisions: 3, rejectReasons: { prohibited_claim: 1 } },
      { key: li.memberId, label: "Li", decisions: 2, escalated: 1, rejectReasons: { wrong_fact: 1 } },
    ]);
    expect(whole).toMatchObject({
      ...{ decisions: 5, approved: 2, rejected: 2, agreement: { raw: null, ac1: null, n: 0 } },
      probes: { seen: 0, caught: 0 },
    });
    for (const groupBy of ["model", "template"] as const)
      expect((await report(manager, ask(groupBy))).groups).toMatchObject([{ decisions: 5 }]);
    expect((await report(manager, ask("language"))).groups).toMatchObject([
      { key: "en", label: "en", decisions: 5 },
    ]);
    expect((await report(manager, { ...ask(), from: "2001-01-01", to: "2001-01-31" })).groups).toEqual([]);
  });

  test("leaves out what was taken back, whoever asks", async () => {
    await forget();
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei")];
    const batchId = await seedBatch({ launchedBy: olga, items: 2 });
    const [first] = await decide(mei, batchId, [{ decision: "reject", reason: "language" }, {}]);
    if (!first) throw new Error("Nothing was decided.");
    expect(given(await decideItems(mei, [{ ...first, decision: "undo" }]))[0]?.status).toBe("accepted");
    const { whole } = await report(await seedMember("Max", ["manager"]));
    expect(whole).toMatchObject({ decisions: 1, rejected: 0, rejectReasons: {} });
  });

  test("shows a reviewer their own figures only, and nobody else's waits; operators none", async () => {
    await forget();
    const [olga, mei, li] = [
      await seedMember("Olga", ["operator"]),
      await seedMember("Mei"),
      await seedMember("Li"),
    ];
    const batchId = await seedBatch({ launchedBy: olga, items: 3 });
    await decide(mei, batchId, [{}]);
    await decide(li, batchId, [{}, {}]);
    const own = await report(mei);
    expect(own.groups.map(({ label }) => label)).toEqual(["Mei"]);
    expect(own).toMatchObject({ whole: { decisions: 1 }, waits: null });
    expect((await report(mei, ask("template"))).whole.decisions).toBe(1);
    expect(await reportQuality(olga, ask())).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
  });

  test("tells agreement of what two people judged, once in the whole and under each of them, and probes caught", async () => {
    await forget();
    const [olga, mei, li] = [
      await seedMember("Olga", ["operator"]),
      await seedMember("Mei"),
      await seedMember("Li"),
    ];
    const manager = await seedMember("Max", ["manager"]);
    const batchId = await seedBatch({ launchedBy: olga, items: 4 });
    await decide(mei, batchId, [{}]);
    const judged = (seq: number, second: "approve" | "reject" | "edit", outcome: "agreed" | "differed") => ({
      ...{ id: newId(), batchId, seq, outputVersion: 1, firstBy: mei.memberId, firstDecisionId: newId() },
      ...{ first: "approve" as const, secondBy: li.memberId, secondDecisionId: newId(), second, outcome },
      secondAt: new Date(),
    });
    await db()
      .insert(doubleReviews)
      .values([
        judged(0, "approve", "agreed"),
        judged(1, "approve", "agreed"),
        judged(2, "edit", "differed"),
        { ...judged(3, "approve", "agreed"), second: null, secondAt: null, secondBy: null, outcome: "open" },
      ]);
    const probe = (seq: number, caught: boolean | null) => ({
      ...{ batchId, seq, ofSeq: 0, ofVersion: 1, rowNumber: 1, language: "en", output: {}, checks: [] },
      ...{
        answer: "reject" as const,
        memberId: li.memberId,
        caught,
        decidedAt: caught === null ? null : new Date(),
      },
    });
    await db()
      .insert(probes)
      .values([probe(4, true), probe(5, false), probe(6, null)]);

    const { groups, whole } = await report(manager);
    expect(whole.agreement).toMatchObject({ raw: 2 / 3, n: 3 });
    expect(whole.agreement.ac1).toBeCloseTo((2 / 3 - 5 / 18) / (1 - 5 / 18), 10);
    expect(whole.probes).toEqual({ seen: 2, caught: 1 });
    expect(groups.find(({ label }) => label === "Mei")).toMatchObject({
      agreement: { n: 3 },
      probes: { seen: 0 },
    });
    expect(groups.find(({ label }) => label === "Li")).toMatchObject({
      ...{ decisions: 0, agreement: { n: 3 }, probes: { seen: 2, caught: 1 } },
    });
    for (const groupBy of ["template", "model", "language"] as const) {
      const [group] = (await report(manager, ask(groupBy))).groups;
      expect(group).toMatchObject({ agreement: { n: 3 }, probes: { seen: 2, caught: 1 } });
    }
    const own = await report(li);
    expect(own.groups.map(({ label }) => label)).toEqual(["Li"]);
    expect(own.whole).toMatchObject({ agreement: { n: 3 }, probes: { seen: 2 } });
  });

  test("tells apart what was decided with findings in sight and without, and leaves out what was taken back", async () => {
    await forget();
    const [reviewer, manager] = [await seedMember("Rui"), await seedMember("Ana", ["manager"])];
    const launcher = await seedMember("Olivia", ["operator"]);
    const batchId = await seedBatch({
      launchedBy: launcher,
      items: 40,
      reviewPlan: { kind: "every", blind: true },
    });
    await decide(
      reviewer,
      batchId,
      Array.from({ length: 20 }, (_, at) =>
        at % 4 === 0 ? { decision: "reject" as const, reason: "1" } : {},
      ),
    );
    const [last] = await decide(reviewer, batchId, [{}]);
    given(await decideItems(reviewer, [{ ...last!, decision: "undo" }]));
    const { highlighting } = await report(manager);
    const { shown, hidden } = highlighting!;
    expect(shown.decisions).toBeGreaterThan(0);
    expect(shown.decisions + hidden.decisions).toBe(20);
    expect(shown.decisions * shown.share + hidden.decisions * hidden.share).toBeCloseTo(5);
    expect(await report(reviewer)).toMatchObject({ highlighting: null });
  });

  test("counts what is decided on a probe for nobody's outputs", async () => {
    await forget();
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei")];
    const batchId = await seedBatch({ launchedBy: olga, items: 1 });
    await insertDecisions(db(), [
      {
        id: newId(),
        batchId,
        seq: 1,
        memberId: mei.memberId,
        decision: "reject",
        outputVersion: 1,
        claimToken: 1,
      },
    ]);
    expect((await report(await seedMember("Max", ["manager"]))).whole).toMatchObject({
      decisions: 0,
      rejected: 0,
    });
  });

  test("names nobody who was erased, and still counts what they decided", async () => {
    await forget();
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei Erased")];
    const admin = await seedMember("Ada", ["admin"]);
    await seedMember("Second", ["admin"]);
    await decide(mei, await seedBatch({ launchedBy: olga, items: 1 }), [{}]);
    given(await eraseMember(admin, mei.memberId));
    const { groups } = await report(admin);
    expect(groups).toMatchObject([{ decisions: 1 }]);
    expect(JSON.stringify(groups)).not.toContain("Mei Erased");
  });

  test("keeps pace by the time between decisions, breaks left out, and how long outputs waited in each state", async () => {
    await forget();
    const [olga, mei, li] = [
      await seedMember("Olga", ["operator"]),
      await seedMember("Mei"),
      await seedMember("Li"),
    ];
    const manager = await seedMember("Max", ["manager"]);
    const batchId = await seedBatch({ launchedBy: olga, items: 3 });
    await db().execute(
      sql`update batch_items set ended_at = now() - interval '2 hours' where batch_id = ${batchId}`,
    );
    const before = (secondsAgo: number) =>
      db().execute(sql`
      insert into review_decisions (id, batch_id, seq, member_id, decision, output_version, claim_token, at)
      values (${newId()}, ${newId()}, 0, ${mei.memberId}, 'approve', 1, 1, now() - ${`${secondsAgo} seconds`}::interval)`);
    await before(8);
    const claims = await claim(mei, batchId, 2);
    given(
      await decideItems(
        mei,
        claims.map(({ itemId, token, outputVersion }, at) => ({
          ...{
            itemId,
            token,
            outputVersion,
            decision: at === 0 ? ("escalate" as const) : ("approve" as const),
          },
        })),
      ),
    );
    const { whole, waits } = await report(manager);
    expect(whole.medianSeconds).toBeGreaterThan(3.6);
    expect(whole.medianSeconds).toBeLessThan(6);
    const [pending, escalated] = waits ?? [];
    expect(pending).toMatchObject({ state: "pending", left: 2 });
    expect(Math.abs((pending?.medianSeconds ?? 0) / 7_200 - 1)).toBeLessThan(0.06);
    expect(escalated).toMatchObject({ state: "escalated", left: 0, medianSeconds: null });

    const asked = { batchId, state: "escalated" as const, limit: 1, except: [], resume: false };
    const [held] = given(await claimItems(li, asked)).claims;
    if (!held) throw new Error("Nothing was escalated.");
    const { itemId, token, outputVersion } = held;
    given(await decideItems(li, [{ itemId, token, outputVersion, decision: "approve" }]));
    expect((await report(manager)).waits?.[1]).toMatchObject({ left: 1 });
    expect((await report(manager)).groups.find(({ label }) => label === "Li")?.medianSeconds).toBeNull();
  });

  test("says how many approved outputs no publication has, and how long those had waited that one has", async () => {
    await forget();
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei")];
    const manager = await seedMember("Max", ["manager"]);
    const approvedNow = async () => (await report(manager)).waits?.[2];
    const before = (await approvedNow())?.waiting ?? 0;
    const batchId = await seedBatch({ launchedBy: olga, items: 5 });
    await decide(mei, batchId, [{}, {}, {}]);
    expect(await approvedNow()).toMatchObject({
      state: "approved",
      waiting: before + 3,
      left: 0,
      medianSeconds: null,
    });
    const publish = (only: "all" | "new", itemCount: number, cutoffAt: Date) =>
      db()
        .insert(publications)
        .values({
          ...{ id: newId(), batchId, kind: "file", config: {}, only, itemCount, cutoffAt },
          ...{ status: "succeeded", listed: only === "new", createdBy: manager.memberId },
        });
    await db().execute(
      sql`update quality_buckets set starts_at = starts_at - interval '2 hours' where batch_id = ${batchId}`,
    );
    await publish("all", 3, new Date(Date.now() - 1_000));
    const published = await approvedNow();
    expect(published).toMatchObject({ waiting: before, left: 3 });
    expect(published?.medianSeconds).toBeGreaterThan(6_000);
    expect(published?.medianSeconds).toBeLessThan(9_000);
    await decide(mei, batchId, [{}, {}]);
    expect(await approvedNow()).toMatchObject({ waiting: before + 2 });
    await publish("new", 2, new Date());
    expect(await approvedNow()).toMatchObject({ waiting: before });
    await publish("all", 5, new Date(Date.now() + 1_000));
    expect(await approvedNow()).toMatchObject({ waiting: before });
  });

  test("takes days from the reader's time zone", async () => {
    await forget();
    const manager = await seedMember("Max", ["manager"]);
    const [batchId, modelId] = [newId(), newId()];
    await db().execute(sql`insert into quality_buckets
      (starts_at, batch_id, model_id, member_id, language, decision, reason, decisions)
      values ('2026-03-01T16:15:00Z', ${batchId}, ${modelId}, ${manager.memberId}, 'zh-CN', 'approve', '', 7)`);
    const on = async (day: string, timeZone: string) =>
      (await report(manager, { from: day, to: day, timeZone, groupBy: "model" })).whole.decisions;
    expect(await on("2026-03-01", "UTC")).toBe(7);
    expect(await on("2026-03-02", "UTC")).toBe(0);
    expect(await on("2026-03-02", "Asia/Shanghai")).toBe(7);
    expect(await reportQuality(manager, { ...ask(), from: "2026-03-02", to: "2026-03-01" })).toMatchObject({
      ok: false,
      refusal: { code: "invalid_range" },
    });
  });
});
