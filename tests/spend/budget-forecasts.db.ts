import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { noteForecast } from "#db/queries/notifications/events.ts";
import { budgets } from "#db/schema/spend.ts";
import { newId } from "#lib/new-id.ts";
import { changeBudget } from "#lib/spend/budgets/save-budget.ts";
import { watchForecasts } from "#lib/spend/budgets/watch-forecasts.ts";
import { launch, makeMaterials } from "#tests/batches/batch-fixture.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { startProvider, type TestProvider } from "#tests/fixtures/provider.ts";
import {
  actual,
  clearBudgets,
  forecast,
  manager,
  noted,
  rowOf,
  setBudget,
  spend,
  viewOf,
} from "./budget-fixture.ts";

vi.setConfig({ testTimeout: 90_000 });

const DAY_MS = 86_400_000;

describeOnDatabase("where the month of a budget is heading", () => {
  let provider: TestProvider;
  // Nobody works on the queue here: a worker would look at forecasts by the clock of the day.
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.stop());
  beforeEach(clearBudgets);

  test("where a month is heading is told once, though several look, and again of another amount", async () => {
    const person = newId();
    const id = await setBudget("100", [forecast(50), forecast(80, "ask-approval"), actual(100)], person);
    const { periodStart } = await rowOf(id);
    const dayOf = (day: number) => new Date(periodStart.getTime() + day * DAY_MS);
    for (let day = 0; day < 10; day++) await spend(person, "3", { at: dayOf(day) });
    await spend(person, "900", { at: dayOf(3), currency: "CNY" });
    const look = async () => {
      await Promise.all(Array.from({ length: 5 }, () => watchForecasts(dayOf(10))));
      await db().update(budgets).set({ forecastAt: null }).where(eq(budgets.id, id));
    };
    await look();
    await look();
    expect(await noted()).toEqual(["Budget “Autumn” is heading for 80 %"]);
    expect(await viewOf(id)).toMatchObject({ asksApproval: true, stopped: false });
    await changeBudget(manager, id, { amount: { amount: "150", currency: "USD" } });
    expect(await viewOf(id)).toMatchObject({ asksApproval: false });
    await look();
    expect(await noted()).toEqual([
      "Budget “Autumn” is heading for 80 %",
      "Budget “Autumn” is heading for 50 %",
    ]);
  });

  test("on the first day of a month it is too early to say, whatever the days before were", async () => {
    const person = newId();
    const id = await setBudget("10", [forecast(1)], person);
    const { periodStart } = await rowOf(id);
    const dayOf = (day: number) => new Date(periodStart.getTime() + day * DAY_MS);
    for (let day = -6; day < 0; day++) await spend(person, "50", { at: dayOf(day) });
    await spend(person, "9", { at: dayOf(0) });
    await watchForecasts(dayOf(0.9));
    expect(await noted()).toEqual([]);
    await db().update(budgets).set({ forecastAt: null }).where(eq(budgets.id, id));
    await watchForecasts(dayOf(1.1));
    expect(await noted()).toEqual(["Budget “Autumn” is heading for 1 %"]);
  });

  test("on the last day only what is left of it is still to come", async () => {
    const person = newId();
    const id = await setBudget("100", [forecast(50), forecast(51)], person);
    const { periodStart, periodEnd } = await rowOf(id);
    const dayOf = (day: number) => new Date(periodStart.getTime() + day * DAY_MS);
    for (let day = 20; day < 25; day++) await spend(person, "10", { at: dayOf(day) });
    await watchForecasts(new Date(periodEnd.getTime() - 1));
    expect(await noted()).toEqual(["Budget “Autumn” is heading for 50 %"]);
  });

  test("what runs now counts in the forecast with what it still expects, and what waits for approval does not", async () => {
    const materials = await makeMaterials({ providerUrl: provider.url, rows: 3 });
    const batchId = await launch(materials);
    const person = newId();
    const id = await setBudget("100", [forecast(90)], person);
    const { periodStart } = await rowOf(id);
    const dayOf = (day: number) => new Date(periodStart.getTime() + day * DAY_MS);
    for (let day = 0; day < 27; day++) await spend(person, "1", { at: dayOf(day) });
    const lookAs = async (state: string) => {
      await db().execute(sql`update batches set state = ${state}, launched_by = ${person}, expected_total = 80, cap = 90,
        spent = 10 where id = ${batchId}`);
      await db().update(budgets).set({ forecastAt: null }).where(eq(budgets.id, id));
      await watchForecasts(dayOf(27));
      return noted();
    };
    for (const state of ["awaiting-approval", "paused", "cancelled"]) expect(await lookAs(state)).toEqual([]);
    expect(await lookAs("running")).toEqual(["Budget “Autumn” is heading for 90 %"]);
    await db().execute(sql`update batches set state = 'succeeded' where id = ${batchId}`);
  });

  test("a process that is killed as it notes a forecast leaves neither what follows nor the news, and another makes up for it", async () => {
    const person = newId();
    const id = await setBudget("10", [forecast(80, "stop")], person);
    const row = await rowOf(id);
    const killed = db().transaction(async (tx) => {
      await noteForecast(tx, row, { share: 80, expected: "9" });
      throw new Error("killed");
    });
    await expect(killed).rejects.toThrow("killed");
    expect(await noted()).toEqual([]);
    expect(await viewOf(id)).toMatchObject({ stopped: false });
    await noteForecast(db(), row, { share: 80, expected: "9" });
    await noteForecast(db(), row, { share: 80, expected: "9.5" });
    expect(await noted()).toHaveLength(1);
    expect(await viewOf(id)).toMatchObject({ stopped: true, left: { amount: "0" } });
    // What was reckoned for another amount says nothing of this one.
    await changeBudget(manager, id, { amount: { amount: "20", currency: "USD" } });
    await noteForecast(db(), row, { share: 80, expected: "9.5" });
    expect(await viewOf(id)).toMatchObject({ stopped: false });
  });
});
