import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { resumeBatch } from "#lib/batches/run/control-batch.ts";
import { newId } from "#lib/new-id.ts";
import { changeBudget } from "#lib/spend/budgets/save-budget.ts";
import { budgetsAskingOf } from "#lib/spend/budgets/view-budgets.ts";
import {
  booksOf,
  launch,
  makeMaterials,
  operator,
  untilState,
  workHere,
} from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import { actual, clearBudgets, manager, noted, rowOf, setBudget, spend, viewOf } from "./budget-fixture.ts";

vi.setConfig({ testTimeout: 90_000 });

describeOnDatabase("what a budget tells of, and what follows", () => {
  let provider: TestProvider;
  beforeAll(async () => {
    provider = await startProvider();
    await workHere();
  });
  afterAll(() => provider.stop());
  beforeEach(clearBudgets);

  test("each share that was chosen is told once a month, also where many workers reach it at once", async () => {
    const person = newId();
    await setBudget("10", [actual(33), actual(70)], person);
    await Promise.all(Array.from({ length: 8 }, () => spend(person, "0.5")));
    await Promise.all(Array.from({ length: 8 }, () => spend(person, "0.4")));
    await Promise.all(Array.from({ length: 4 }, () => spend(person, "0.7", { currency: "CNY" })));
    expect(await noted()).toEqual(["Budget “Autumn”: 33 % used", "Budget “Autumn”: 70 % used"]);
  });

  test("from an alert on launches need approval, and no more once the budget is raised or a month begins", async () => {
    const person = newId();
    const id = await setBudget("10", [actual(50, "ask-approval")], person);
    const spender = { currency: "USD", templateId: null, modelIds: [], memberId: person };
    await spend(person, "4.999999999999");
    expect(await budgetsAskingOf(db(), spender)).toEqual([]);
    await spend(person, "0.000000000001");
    expect(await budgetsAskingOf(db(), spender)).toEqual(["Autumn"]);
    expect(await budgetsAskingOf(db(), { ...spender, currency: "CNY" })).toEqual([]);
    expect(await viewOf(id)).toMatchObject({ asksApproval: true, stopped: false });
    await changeBudget(manager, id, { amount: { amount: "12", currency: "USD" } });
    expect(await budgetsAskingOf(db(), spender)).toEqual([]);
    await changeBudget(manager, id, { amount: { amount: "10", currency: "USD" } });
    expect(await budgetsAskingOf(db(), spender)).toEqual(["Autumn"]);
    await db().execute(sql`update budgets set period_end = period_start,
      period_start = period_start - interval '1 month', forecast_share = 100 where id = ${id}`);
    await db().execute(sql`delete from spend_buckets where member_id = ${person}`);
    expect(await budgetsAskingOf(db(), spender)).toEqual([]);
    expect(await rowOf(id)).toMatchObject({ forecastShare: 0, forecastAt: null });
  });

  test("a budget that an alert stops pauses its batches before it is used up, and lets them go on when that changes", async () => {
    const materials = await makeMaterials({
      ...{ providerUrl: provider.url, rows: 200 },
      limits: { concurrency: 2 },
    });
    const id = await setBudget("0.02", [actual(40, "stop")], operator.memberId);
    provider.latency(30);
    const batchId = await launch(materials, { parameters: { maxOutputTokens: 60 } });
    await untilState(batchId, ["paused"]);
    provider.latency(0);
    const { batch } = await booksOf(batchId);
    expect(batch).toMatchObject({
      reserved: "0",
      pausedFor: { code: "over_budget", params: { by: "budget", budget: "Autumn" } },
    });
    expect(Number(batch.spent)).toBeGreaterThanOrEqual(0.008);
    expect(Number(batch.spent)).toBeLessThan(0.016);
    expect(await viewOf(id)).toMatchObject({ stopped: true, level: "fine" });
    expect(await noted()).toEqual(["Budget “Autumn”: 40 % used"]);
    await changeBudget(manager, id, { alerts: [actual(40)], amount: { amount: "5", currency: "USD" } });
    await resumeBatch(operator, { id: batchId });
    await untilState(batchId, ["succeeded"]);
  });

  test("two alerts of the same share of the same are refused", async () => {
    const id = await setBudget("10", []);
    expect(await changeBudget(manager, id, { alerts: [actual(50), actual(50, "stop")] })).toMatchObject({
      refusal: { code: "budget_alerts_repeated" },
    });
    expect(await viewOf(id)).toMatchObject({ alerts: [] });
  });
});
