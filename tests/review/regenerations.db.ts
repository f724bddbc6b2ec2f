import { desc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { batches } from "#db/schema/batches.ts";
import { regenerations } from "#db/schema/review.ts";
import { budgets } from "#db/schema/spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { pauseBatch, resumeBatch } from "#lib/batches/run/control-batch.ts";
import { explainItem } from "#lib/explanations/explain-item.ts";
import { compareAmounts, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { listOwnDecisions } from "#lib/review/list-own-decisions.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { giveUpRegeneration, runRegeneration } from "#lib/review/regeneration/run-regeneration.ts";
import { viewRegenerations } from "#lib/review/regeneration/view-regenerations.ts";
import { rejectItems } from "#lib/review/reject-items.ts";
import { createBudget } from "#lib/spend/budgets/save-budget.ts";
import { evaluatorSpecSchema } from "#lib/templates/evaluator-spec.ts";
import { given } from "#tests/auth/people.ts";
import {
  booksOf,
  launch,
  type MaterialOptions,
  makeMaterials,
  until,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import {
  type Behaviour,
  type SeenRequest,
  startProvider,
  type TestProvider,
} from "#tests/fixtures/provider.ts";
import { seedMember } from "./seed-batch.ts";

describeOnDatabase("a rejected output that is made anew", () => {
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

  test("comes back as a new version that its model wrote with the reason, the note and the old text", async () => {
    const id = await ended(1);
    await reject(id, { note: "It is 50 ml" });
    const asked = await latest(id);
    expect(asked).toMatchObject({
      state: "queued",
      cause: "rejection",
      reason: "wrong_fact",
      note: "It is 50 ml",
    });
    expect(given(await listOwnDecisions(mei, 1))).toMatchObject([{ isLatest: true }]);
    await run(id);
    const item = given(await readReviewItem(mei, `${id}.0`));
    expect(given(await listOwnDecisions(mei, 1)), "made anew since").toMatchObject([{ isLatest: false }]);
    expect(item).toMatchObject({
      reviewState: "pending",
      route: null,
      outputVersion: 2,
      checkedVersion: 2,
      output: { title: "Second" },
      triesLeft: 2,
      regenerations: [{ state: "succeeded", toVersion: 2, askedBy: { name: "Mei" } }],
    });
    expect(
      item.versions.map(({ kind, output, madeBy, fromVersion }) => ({ kind, output, madeBy, fromVersion })),
    ).toEqual([
      { kind: "generated", output: { title: "First" }, madeBy: null, fromVersion: null },
      { kind: "regenerated", output: { title: "Second" }, madeBy: null, fromVersion: 1 },
    ]);
    const prompt = [...provider.billedPrompts().keys()].find((text) => text.includes("rejected")) ?? "";
    for (const told of ["It states something that is wrong.", "It is 50 ml", '{"title":"First"}'])
      expect(prompt).toContain(told);
    expect(await counts(id)).toEqual({ pending: 1, approved: 0, rejected: 0 });
  });

  test("is paid under its batch, which had ended, to the last digit, and the batch stays as it ended", async () => {
    const id = await ended(2);
    await reject(id);
    await run(id);
    const { batch, entries, items } = await booksOf(id);
    expect(batch).toMatchObject({ state: "succeeded", spent: provider.bill(), unknown: "0", reserved: "0" });
    expect(sumAmounts(entries.map(({ cost }) => cost))).toBe(provider.bill());
    expect(entries).toHaveLength(3);
    expect(items[0]).toMatchObject({ attempts: 2 });
    expect(sumAmounts(items.map(({ cost }) => cost))).toBe(provider.bill());
    const first = entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, 2);
    const rest = subtractAmounts(provider.bill(), sumAmounts(first.map(({ cost }) => cost)));
    const view = given(await viewRegenerations(mei, id));
    expect(view).toMatchObject({ asked: 1, succeeded: 1, failed: 0, approvedAfter: 0 });
    expect(compareAmounts(view.spent.amount, rest)).toBe(0);
    await decide(id, "approve");
    expect(given(await viewRegenerations(mei, id))).toMatchObject({ approvedAfter: 1 });
  });

  test("is written by the model of its language, at its price, and turns to it alone", async () => {
    const dear = { providerUrl: provider.url, rows: 1, prices: { input: "10", output: "40" } };
    const { modelId: german } = await makeMaterials(dear);
    const materials = await makeMaterials({
      ...{ providerUrl: provider.url, rows: 1, languages: ["en", "de"] },
      languageOverrides: { de: { modelId: german } },
    });
    const id = await launch(materials);
    await untilState(id, ["succeeded"]);
    await reject(id, { seq: 1 });
    await run(id, 1);
    const { batch, entries, items } = await booksOf(id);
    const askedIn = (language: string) =>
      entries.filter((entry) => entry.language === language).map(({ modelId }) => modelId);
    expect([askedIn("en"), askedIn("de")]).toEqual([[materials.modelId], [german, german]]);
    const [first, again] = entries.filter(({ language }) => language === "de");
    const ofPrice = ({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }) =>
      Number(((inputTokens * 10 + outputTokens * 40) / 1_000_000).toFixed(9));
    expect([first, again].map((entry) => Number(entry?.cost))).toEqual(
      [first, again].map((e) => ofPrice(e!)),
    );
    expect(batch).toMatchObject({
      ...{ unknown: "0", reserved: "0" },
      spent: sumAmounts(entries.map(({ cost }) => cost)),
    });
    expect(sumAmounts(items.map(({ cost }) => cost))).toBe(batch.spent);
    const told = given(await explainItem(mei, id, 1));
    expect(told.model.id).toBe(german);
    expect(told.calls.map(({ model, sentAs }) => [model.id, sentAs])).toEqual([
      [german, "as-sent"],
      [german, "as-sent"],
    ]);
    expect(given(await readReviewItem(mei, `${id}.1`))).toMatchObject({
      outputVersion: 2,
      output: { title: "Second" },
    });
  });

  test("is judged by its rubric as the first was: of the new text, paid as a check, and lost over no refusal", async () => {
    const judging = evaluatorSpecSchema.parse({ name: "tone", kind: "judge", rubric: "Calm.", modelId: "" });
    let score: number | null = 2;
    const judged: string[] = [];
    const behave = ({ prompt }: SeenRequest): Behaviour => {
      const title = prompt.includes("rejected") ? "Second" : "First";
      if (!prompt.includes("Rubric:")) return { do: "answer", text: JSON.stringify({ title }) };
      judged.push(/<output>\n(.*)\n<\/output>/.exec(prompt)?.[1] ?? "");
      return score === null
        ? { do: "fail", status: 403, body: "no such thing" }
        : { do: "answer", text: JSON.stringify({ reason: `It is worth ${score}.`, score }) };
    };
    provider.behave(behave);
    const checks = [{ kind: "judge" as const, evaluator: "tone", severity: "warn" as const }];
    const id = await ended(1, { evaluators: [judging], checks });
    const verdicts = async () =>
      (await booksOf(id)).items.flatMap(({ checks }) => checks as { verdict: string; message: object }[]);
    expect(await verdicts()).toMatchObject([{ verdict: "warn", message: { params: { score: 2 } } }]);

    score = 5;
    await reject(id);
    await run(id);
    expect(given(await readReviewItem(mei, `${id}.0`))).toMatchObject({
      outputVersion: 2,
      checkedVersion: 2,
    });
    expect(await verdicts()).toMatchObject([{ verdict: "pass", message: { params: { score: 5 } } }]);

    score = null;
    await reject(id);
    await run(id);
    expect(given(await readReviewItem(mei, `${id}.0`))).toMatchObject({
      outputVersion: 3,
      reviewState: "pending",
    });
    expect(await verdicts()).toMatchObject([{ verdict: "warn", message: { code: "check_not_run" } }]);
    expect(judged).toEqual(['{"title":"First"}', '{"title":"Second"}', '{"title":"Second"}']);
    const { batch, entries } = await booksOf(id);
    expect(batch).toMatchObject({ spent: provider.bill(), unknown: "0", reserved: "0" });
    expect(entries.map(({ purpose }) => purpose)).toEqual(
      Array.from({ length: entries.length }, (_, at) => (at % 2 === 0 ? "generate" : "check")),
    );
  });

  test("is made by the queue by itself, and of what is taken back at once nothing is paid", async () => {
    const id = await ended(2);
    await reject(id, { seq: 0 });
    const claimed = await reject(id, { seq: 1 });
    given(await decideItems(mei, [{ ...claimed, decision: "undo" }]));
    const item = await until(async () => {
      const now = given(await readReviewItem(mei, `${id}.0`));
      return now.outputVersion === 2 && now;
    });
    expect(item.output).toEqual({ title: "Second" });
    await until(async () => (await latest(id, 1))?.state === "withdrawn");
    expect(provider.billedCalls()).toBe(3);
    expect(given(await readReviewItem(mei, `${id}.1`))).toMatchObject({
      reviewState: "pending",
      outputVersion: 1,
    });
  });

  test("is made three times at most, and a fourth time is refused and says so", async () => {
    const id = await ended(1);
    for (let tries = 1; tries <= 3; tries++) {
      await reject(id);
      await run(id);
      expect(given(await readReviewItem(mei, `${id}.0`)).triesLeft).toBe(3 - tries);
    }
    const claim = await claimOf(id, 0);
    const [refused] = given(await decideItems(mei, [{ ...claim, decision: "reject", reason: "wrong_fact" }]));
    expect(refused).toMatchObject({ status: "conflict", code: "regenerations_used_up" });
    expect(refused?.item?.reviewState).toBe("pending");
    const [dropped] = given(
      await decideItems(mei, [{ ...claim, decision: "reject", reason: "wrong_fact", route: "drop" }]),
    );
    expect(dropped).toMatchObject({ status: "accepted", item: { reviewState: "rejected", route: "drop" } });
    expect(provider.billedCalls()).toBe(4);
  });

  test("keeps to the batch's cap: without money the item stays rejected, and no try is used up", async () => {
    const id = await ended(1);
    await db()
      .update(batches)
      .set({ cap: sql`${batches.spent}` })
      .where(eq(batches.id, id));
    await reject(id);
    await run(id);
    expect(await latest(id)).toMatchObject({
      state: "failed",
      failure: { code: "over_budget", params: { by: "cap" } },
    });
    expect(given(await readReviewItem(mei, `${id}.0`))).toMatchObject({
      reviewState: "rejected",
      triesLeft: 3,
    });
    expect(provider.billedCalls()).toBe(1);
    expect((await booksOf(id)).batch.reserved).toBe("0");
  });

  test("whose worker was killed in the middle of its call is asked again, and the lost call is charged once", async () => {
    const id = await ended(1);
    await reject(id);
    const { id: regeneration } = (await latest(id))!;
    let isLost = true;
    provider.behave(({ prompt }) =>
      prompt.includes("rejected") && isLost
        ? { do: "answer", afterMs: 2_000 }
        : { do: "answer", text: JSON.stringify({ title: "Second" }) },
    );
    const lost = runRegeneration({ id: regeneration }, new AbortController().signal);
    await until(async () => (await latest(id))?.inFlight);
    isLost = false;
    await runRegeneration({ id: regeneration }, new AbortController().signal);
    await lost;
    const { batch, entries } = await booksOf(id);
    expect(given(await readReviewItem(mei, `${id}.0`))).toMatchObject({
      outputVersion: 2,
      reviewState: "pending",
    });
    expect(entries.map(({ kind }) => kind).sort()).toEqual(["settled", "settled", "unknown"]);
    expect(batch.reserved).toBe("0");
    expect(compareAmounts(batch.spent, provider.bill())).toBe(-1);
    expect(compareAmounts(provider.bill(), sumAmounts([batch.spent, batch.unknown]))).toBe(-1);
    expect(await latest(id)).toMatchObject({ attempts: 2, state: "succeeded" });
  });

  test("whose worker was killed between the payment and the version has neither, and comes back once", async () => {
    const id = await ended(1);
    await reject(id);
    await db().execute(sql`create function break_off() returns trigger language plpgsql
      as $$ begin raise exception 'killed'; end $$`);
    await db().execute(sql`create trigger break_off before insert on output_versions
      for each row execute function break_off()`);
    await expect(run(id)).rejects.toThrow();
    expect(await latest(id)).toMatchObject({ state: "running", spent: "0.000000000000" });
    expect((await booksOf(id)).entries).toHaveLength(1);
    await db().execute(sql`drop function break_off cascade`);
    await run(id);
    const { batch, entries } = await booksOf(id);
    expect(entries.map(({ kind }) => kind).sort()).toEqual(["settled", "settled", "unknown"]);
    expect(batch.reserved).toBe("0");
    expect(compareAmounts(provider.bill(), sumAmounts([batch.spent, batch.unknown]))).toBeLessThanOrEqual(0);
    expect(given(await readReviewItem(mei, `${id}.0`)).versions).toHaveLength(2);
  });

  test.each([
    ["its last", "output_versions", "insert"],
    ["what it keeps in between", "regenerations", "update of carried"],
  ])(
    "whose paid answer the database did not take at once, in %s, is written again and not asked again",
    async (_, table, write) => {
      const id = await ended(1);
      await reject(id);
      let calls = 0;
      provider.behave(({ prompt }) => ({
        do: "answer",
        // An answer that does not fit is repaired: it is kept before that is asked for.
        text:
          prompt.includes("rejected") && calls++ === 0 && table === "regenerations"
            ? "{}"
            : JSON.stringify({ title: "Second" }),
      }));
      const { id: regeneration } = (await latest(id))!;
      await db().execute(sql`create sequence failures`);
      await db().execute(sql`create function fail_once() returns trigger language plpgsql as $$ begin
      if nextval('failures') = 1 then raise exception using errcode = '40P01'; end if; return new; end $$`);
      await db().execute(
        sql.raw(
          `create trigger fail_once before ${write} on ${table} for each row execute function fail_once()`,
        ),
      );
      await runRegeneration({ id: regeneration }, new AbortController().signal);
      const [failures] = await db().execute(sql`select last_value::int as tries from failures`);
      expect(failures!.tries).toBeGreaterThan(1);
      await db().execute(sql`drop function fail_once cascade`);
      await db().execute(sql`drop sequence failures`);
      const { batch, entries } = await booksOf(id);
      expect(await latest(id)).toMatchObject({ state: "succeeded" });
      expect(entries.map(({ kind }) => kind)).toEqual(
        Array.from({ length: provider.billedCalls() }, () => "settled"),
      );
      expect(batch).toMatchObject({ spent: provider.bill(), unknown: "0", reserved: "0" });
      expect(await latest(id)).toMatchObject({ attempts: provider.billedCalls() - 1 });
    },
  );

  test("does not come back to an item that was decided on otherwise while its call was under way", async () => {
    const id = await ended(1);
    const rejected = await reject(id);
    provider.behave(() => ({ do: "answer", afterMs: 1_000, text: JSON.stringify({ title: "Late" }) }));
    const late = run(id);
    await until(async () => (await latest(id))?.inFlight);
    given(await decideItems(mei, [{ ...rejected, decision: "undo" }]));
    await late;
    expect(await latest(id)).toMatchObject({ state: "withdrawn" });
    expect(given(await readReviewItem(mei, `${id}.0`))).toMatchObject({
      reviewState: "pending",
      outputVersion: 1,
      output: { title: "First" },
    });
    expect((await booksOf(id)).batch).toMatchObject({ spent: provider.bill(), reserved: "0" });
  });

  test("waits while its batch is paused", async () => {
    const id = await ended(1);
    await db().update(batches).set({ state: "running" }).where(eq(batches.id, id));
    const manager = await seedMember("Ana", ["manager"]);
    given(await pauseBatch(manager, id));
    await reject(id);
    await run(id);
    expect(await latest(id)).toMatchObject({ state: "queued" });
    expect(provider.billedCalls()).toBe(1);
    given(await resumeBatch(manager, { id }));
    await run(id);
    expect(await latest(id)).toMatchObject({ state: "succeeded" });
  });

  test("that fails says why, keeps its item rejected, and can be asked for again from the list", async () => {
    const id = await ended(1);
    await reject(id);
    provider.behave(() => ({
      do: "fail",
      status: 400,
      body: JSON.stringify({ error: { message: "no such field" } }),
    }));
    await run(id);
    expect(await latest(id)).toMatchObject({ state: "failed", failure: { code: "provider_refused" } });
    const view = given(await viewRegenerations(mei, id));
    expect(view.failures).toMatchObject([{ count: 1, failure: { code: "provider_refused" } }]);
    const again = { items: [{ itemId: `${id}.0`, outputVersion: 1 }], reason: "language" };
    expect(given(await rejectItems(mei, again))).toMatchObject([{ status: "accepted" }]);
    expect(given(await rejectItems(mei, again))).toMatchObject([
      { status: "conflict", code: "being_regenerated" },
    ]);
    provider.behave(undefined);
    await run(id);
    expect(await latest(id)).toMatchObject({ state: "succeeded", reason: "language" });
  });

  test("keeps to a budget above its batch, and counts in it", async () => {
    const manager = await seedMember("Ana", ["manager"]);
    const id = await ended(1);
    const budget = { name: "All", amount: { amount: "0.000000000001", currency: "USD" } };
    const made = given(await createBudget(manager, { ...budget, scope: { kind: "all" }, timeZone: "UTC" }));
    await reject(id);
    await run(id);
    expect(await latest(id)).toMatchObject({
      state: "failed",
      failure: { code: "over_budget", params: { by: "budget", budget: "All" } },
    });
    await db().update(budgets).set({ amount: "100" }).where(eq(budgets.id, made.id));
    given(await rejectItems(mei, { items: [{ itemId: `${id}.0`, outputVersion: 1 }], reason: "language" }));
    const [before] = await db().select().from(budgets).where(eq(budgets.id, made.id));
    await run(id);
    expect(await latest(id)).toMatchObject({ state: "succeeded" });
    const [after] = await db().select().from(budgets).where(eq(budgets.id, made.id));
    expect(Number(after?.reserved)).toBe(0);
    const counted = subtractAmounts(after?.spent ?? "0", before?.spent ?? "0");
    expect(compareAmounts(counted, (await latest(id))?.spent ?? "0")).toBe(0);
    await db().update(budgets).set({ archivedAt: new Date() }).where(eq(budgets.id, made.id));
  });

  test.each([false, true])(
    "leaves the sums of what was decided as its items stand (with a fallback: %j)",
    async (hasFallback) => {
      const materials = await makeMaterials({ providerUrl: provider.url, rows: 2 });
      const { modelId } = await makeMaterials({ providerUrl: provider.url });
      const id = await launch(materials, hasFallback ? { fallbackModelId: modelId } : {});
      await untilState(id, ["succeeded"]);
      await reject(id, { seq: 0 });
      await reject(id, { seq: 1 });
      await run(id);
      await decide(id, "approve");
      const [sums] =
        await db().execute(sql`select sum(approved)::int as approved, sum(rejected)::int as rejected,
      sum(rejected_cost)::text as cost, min(rejected_cost) >= 0 as sound from decision_buckets where batch_id = ${id}`);
      const second = (await booksOf(id)).items[1];
      expect(sums).toMatchObject({ approved: 1, rejected: 1, sound: true });
      expect(compareAmounts(String(sums?.cost), second?.cost ?? "0")).toBe(0);
    },
  );

  test("that was tried in vain leaves nothing reserved", async () => {
    const id = await ended(1);
    await reject(id);
    provider.behave(() => ({ do: "answer", afterMs: 1_000 }));
    const late = run(id);
    await until(async () => (await latest(id))?.inFlight);
    await giveUpRegeneration({ id: (await latest(id))!.id });
    await late;
    expect(await latest(id)).toMatchObject({ state: "failed", failure: { code: "given_up" } });
    expect((await booksOf(id)).batch.reserved).toBe("0");
  });

  async function ended(rows: number, more: Partial<MaterialOptions> = {}): Promise<string> {
    const id = await launch(await makeMaterials({ providerUrl: provider.url, rows, ...more }));
    await untilState(id, ["succeeded"]);
    return id;
  }

  async function claimOf(id: string, seq: number) {
    const first = `${id}.${seq}`;
    const claimed = given(
      await claimItems(mei, { limit: 1, state: "pending", except: [], resume: true, first }),
    );
    const { itemId, token, outputVersion } = claimed.claims[0]!;
    return { itemId, token, outputVersion };
  }

  async function decide(
    id: string,
    decision: "approve" | "reject",
    more: Partial<DecisionInput> = {},
    seq = 0,
  ) {
    const claim = await claimOf(id, seq);
    const [result] = given(await decideItems(mei, [{ ...claim, decision, ...more }]));
    expect(result).toMatchObject({ status: "accepted" });
    return claim;
  }

  function reject(id: string, { seq = 0, note }: { seq?: number; note?: string } = {}) {
    return decide(id, "reject", { reason: "wrong_fact", note }, seq);
  }

  async function latest(id: string, seq = 0) {
    const [row] = await db()
      .select()
      .from(regenerations)
      .where(sql`${regenerations.batchId} = ${id} and ${regenerations.seq} = ${seq}`)
      .orderBy(desc(regenerations.id))
      .limit(1);
    return row;
  }

  // At once, as the queue does it a moment later.
  async function run(id: string, seq = 0): Promise<void> {
    await runRegeneration({ id: (await latest(id, seq))!.id }, new AbortController().signal);
  }

  async function counts(id: string) {
    const [row] =
      await db().execute(sql`select sum(review_pending)::int as pending, sum(approved)::int as approved,
      sum(rejected)::int as rejected from batch_counters where batch_id = ${id}`);
    return row;
  }
});
