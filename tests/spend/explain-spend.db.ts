import { createRouterClient } from "@orpc/server";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { insertModel, insertPrice, insertProvider } from "#db/queries/models.ts";
import { sumPaidCalls } from "#db/queries/spend/sum-paid-calls.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf } from "#lib/models/price.ts";
import { subtractAmounts, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { seedBatch, seedMember } from "#tests/review/seed-batch.ts";

const manager: Actor = { memberId: newId(), name: "Mia", roles: ["manager"], via: "session" };
const api = (actor: Actor = manager) =>
  createRouterClient(router, { context: { actor, locale: "en" as const } });

const OCTOBER = { from: "2026-10-01", to: "2026-10-31" };
const NOVEMBER = { from: "2026-11-01", to: "2026-11-30" };
const AGAINST_OCTOBER = { ...NOVEMBER, againstFrom: OCTOBER.from, againstTo: OCTOBER.to };

type Explanation = Awaited<ReturnType<ReturnType<typeof api>["spend"]["explanation"]>>;

function partsOf({ parts }: Pick<Explanation, "parts">): Record<string, string> {
  const told = parts.filter(({ amount }) => amount.amount !== "0");
  return Object.fromEntries(told.map(({ cause, amount }) => [cause, amount.amount]));
}

function price(inputPerMTok: string, outputPerMTok: string) {
  return {
    ...{
      id: newId(),
      inputPerMTok,
      outputPerMTok,
      cachedInputPerMTok: "0.05",
      cacheWritePerMTok: null,
      pictureInputPerMTok: null,
      pictureOutputPerMTok: null,
      pictureRates: [],
      perImage: null,
    },
    ...{ batchDiscount: null, effectiveFrom: new Date(0) },
  };
}

describeOnBothDatabases("what two periods cost differently", (database) => {
  const [writer, other] = [newId(), newId()];
  const cheap = price("0.15", "0.6");
  const dear = price("0.3", "1.2");
  const ofOther = price("2.5", "10");

  /** A call of a batch that used so much, with the cost that comes to. */
  const call = (
    currency: string,
    at: string,
    {
      of = cheap,
      input = 800,
      output = 200,
      ...more
    }: Partial<LedgerEntry> & {
      of?: typeof cheap;
      input?: number;
      output?: number;
    },
  ): LedgerEntry => {
    const meter = meterOf({ inputTokens: input, outputTokens: output });
    return {
      ...{ id: newId(), at: new Date(at), kind: "settled", runKind: "batch", runId: newId(), seq: 0 },
      ...{ modelId: writer, priceId: of.id, memberId: manager.memberId, outcome: "answered", currency },
      ...{ ...meter, cost: costOf(meter, { ...of, currency }), ...more },
    };
  };

  beforeAll(async () => {
    const { db } = database();
    const providerId = newId();
    await insertProvider(db, { id: providerId, name: "Here", kind: "openai" });
    await insertModel(db, { id: writer, providerId, name: "writes", kind: "text" });
    await insertModel(db, { id: other, providerId, name: "writes better", kind: "text" });
    for (const [modelId, of] of [
      [writer, cheap],
      [writer, dear],
      [other, ofOther],
    ] as const)
      await insertPrice(db, { ...of, modelId, currency: "USD" });
  });

  test("adds up to the spend report to the last digit, whatever is in the ledger", async () => {
    const { db } = database();
    const random = seededRandom(3);
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
    const runs = Array.from({ length: 6 }, () => newId());
    const entries = Array.from({ length: 3_000 }, (): LedgerEntry => {
      const runId = pick(runs);
      const at = new Date(Date.UTC(2026, 9, 1) + Math.floor(random() * 61 * 86_400_000)).toISOString();
      const kind = random() < 0.06 ? "unknown" : random() < 0.06 ? "released" : "settled";
      const of = random() < 0.1 ? { ...cheap, id: newId() } : pick([cheap, dear, ofOther]);
      const entry = call(random() < 0.85 ? "USD" : "EUR", at, {
        of,
        input: Math.floor(random() * 2_000),
        output: Math.floor(random() * 700),
      });
      const discounted = random() < 0.2 ? { batchDiscount: "0.5", cost: (random() / 900).toFixed(12) } : {};
      return {
        ...entry,
        ...discounted,
        ...{ kind, runId, modelId: of === ofOther ? other : writer, seq: Math.floor(random() * 400) },
        ...(kind === "released" && { cost: "0" }),
        runKind: runId === runs[0] ? "trial" : runId === runs[1] ? "evaluation" : "batch",
        purpose: pick(["generate", "generate", "generate", "repair", "check"] as const),
        step: pick([0, 0, 1]),
      };
    });
    await recordAttempts(db, entries);
    for (const runId of runs.slice(2))
      await db.execute(sql`
        insert into regenerations (id, batch_id, seq, cause, decision_id, from_version, asked_by, asked_at, state)
        select gen_random_uuid(), ${runId}, seq, 'rejection', gen_random_uuid(), 1, ${manager.memberId},
          '2026-10-20', 'succeeded' from generate_series(0, 60) seq`);
    for (const [question, currency] of [
      [AGAINST_OCTOBER, "USD"],
      [AGAINST_OCTOBER, "EUR"],
      [{ from: "2026-10-20", to: "2026-11-09", againstFrom: "2026-10-15", againstTo: "2026-11-01" }, "USD"],
    ] as const) {
      const explained = await api().spend.explanation({ ...question, currency, timeZone: "Asia/Kathmandu" });
      const reportOf = (from: string, to: string) =>
        api().spend.report({ from, to, currency, timeZone: "Asia/Kathmandu", groupBy: "model" });
      const now = await reportOf(question.from, question.to);
      const before = await reportOf(question.againstFrom, question.againstTo);
      expect(explained.now).toMatchObject({ cost: now.total, unknown: now.unknown });
      expect(explained.before).toMatchObject({ cost: before.total, unknown: before.unknown });
      const difference = subtractAmounts(now.total.amount, before.total.amount);
      expect(explained.difference.amount).toBe(difference);
      expect(sumAmounts(explained.parts.map(({ amount }) => amount.amount))).toBe(difference);
      for (const model of explained.models) {
        expect(model.now.amount).toBe(now.groups.find(({ key }) => key === model.key)?.cost.amount ?? "0");
        expect(sumAmounts(model.parts.map(({ amount }) => amount.amount))).toBe(model.difference.amount);
      }
      expect(Object.keys(partsOf(explained))).toEqual(explained.parts.map(({ cause }) => cause));
    }
  });

  test("tells calls by what they were: first, again, anew, of a trial", async () => {
    const { db } = database();
    const batchId = await seedBatch({ launchedBy: await seedMember("Ana", ["operator"]), items: 4 });
    const again = await seedBatch({ launchedBy: await seedMember("Olga", ["operator"]), items: 1 });
    await db.execute(sql`update batches set "only" = '{rejected}' where id = ${again}`);
    await db.execute(sql`
      insert into regenerations (id, batch_id, seq, cause, decision_id, from_version, asked_by, asked_at, state)
      values (${newId()}, ${batchId}, 2, 'rejection', ${newId()}, 1, ${manager.memberId}, '2026-03-05', 'succeeded')`);
    const of = (seq: number, day: number, more: Partial<LedgerEntry> = {}) =>
      call("GBP", `2026-03-0${day}T10:00:00Z`, { runId: batchId, seq, ...more });
    await recordAttempts(db, [
      of(0, 1),
      of(1, 1),
      of(1, 1, { at: new Date("2026-03-01T10:00:09Z"), purpose: "repair" }),
      of(2, 1),
      // Its answer was cut off, so a longer one was asked for.
      of(2, 1, { at: new Date("2026-03-01T10:00:07Z") }),
      // A second step of one item; of the other it was not seen, and made once more.
      of(0, 1, { step: 1, at: new Date("2026-03-01T10:01:00Z") }),
      of(1, 1, { step: 1, kind: "unknown" }),
      of(1, 2, { step: 1 }),
      of(3, 2, { kind: "released", cost: "0", outcome: "http_500" }),
      of(3, 2, { at: new Date("2026-03-02T10:00:01Z") }),
      of(2, 6),
      of(2, 6, { at: new Date("2026-03-06T10:00:08Z"), purpose: "repair" }),
      of(0, 6, { runId: again }),
      of(0, 6, { runId: newId(), runKind: "trial" }),
      of(1, 6, { purpose: "check" }),
    ]);
    const range = { from: "2026-03-01", to: "2026-03-31", timeZone: "UTC" };
    const { items, sums } = await sumPaidCalls(db, range, "GBP");
    expect(items).toBe(4);
    expect(Object.fromEntries(sums.map(({ role, calls }) => [role, calls]))).toEqual({
      ...{ first: 6, retry: 2, regeneration: 3, trial: 1, other: 1 },
    });
    const first = sums.find(({ role }) => role === "first");
    expect(sumAmounts([first?.inputCost ?? "", first?.outputCost ?? ""])).toBe(
      sumAmounts([first?.cost ?? ""]),
    );
  });

  test("is the new price alone where only that is new", async () => {
    const month = (at: string, of: typeof cheap) => {
      const runId = newId();
      return [0, 1, 2].map((seq) => call("CNY", at, { runId, seq, of }));
    };
    await recordAttempts(database().db, [
      ...month("2026-10-07T08:00:00Z", cheap),
      ...month("2026-11-07T08:00:00Z", dear),
    ]);
    const explained = await api().spend.explanation({ ...NOVEMBER, currency: "CNY" });
    expect(explained.before).toMatchObject({ ...OCTOBER, items: 3, tokensPerCall: 1_000 });
    expect(partsOf(explained)).toEqual({ price: "0.00072" });
    expect(explained.models).toMatchObject([
      { label: "writes", detail: "Here", before: { amount: "0.00072" } },
    ]);
    expect(explained.currencies).toContain("CNY");
  });

  test("counts the provider's discount as price, rounded as it was charged", async () => {
    const [runId, discountedRun] = [newId(), newId()];
    const discounted = { ...cheap, id: cheap.id };
    await recordAttempts(database().db, [
      call("JPY", "2026-10-07T08:00:00Z", { runId }),
      call("JPY", "2026-11-07T08:00:00Z", {
        ...{ runId: discountedRun, of: discounted, batchDiscount: "0.3333" },
        // At 0.100005 and 0.400020 per million, rounded up.
        cost: sumAmounts(["0.000080004", "0.000080004"]),
      }),
    ]);
    const explained = await api().spend.explanation({ ...NOVEMBER, currency: "JPY" });
    expect(partsOf(explained)).toEqual({ price: subtractAmounts("0.000160008", "0.00024") });
  });

  test("says which currency there was, when these days have none", async () => {
    await recordAttempts(database().db, [call("SEK", "2025-10-07T08:00:00Z", { runId: newId() })]);
    const days = { from: "2025-11-01", to: "2025-11-30" };
    const explained = await api().spend.explanation(days);
    expect(explained).toMatchObject({
      now: { from: "2025-11-01", cost: { amount: "0", currency: "SEK" }, items: 0, tokensPerCall: null },
      before: { from: "2025-10-01", to: "2025-10-31", cost: { amount: "0.00024" } },
    });
    expect(partsOf(explained)).toEqual({ volume: "-0.00024" });
    const none = await api().spend.explanation({ from: "2019-01-01", to: "2019-01-31" });
    expect(none).toMatchObject({ difference: { amount: "0", currency: "USD" }, models: [] });
  });

  test("is refused to who may not read spend, and for days that end before they begin", async () => {
    const reviewer: Actor = { ...manager, roles: ["reviewer"] };
    await expect(api(reviewer).spend.explanation({})).rejects.toThrow("forbidden");
    const reversed = { ...AGAINST_OCTOBER, againstTo: "2026-09-01" };
    await expect(api().spend.explanation(reversed)).rejects.toThrow("invalid_range");
  });
});
