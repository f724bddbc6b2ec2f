import { describe, expect, test } from "vitest";
import type { Budget } from "#components/spend/budgets/budget-answers.ts";
import {
  budgetFaults,
  changeInput,
  createInput,
  draftOf,
  isBudgetComplete,
  withKind,
} from "#components/spend/budgets/budget-draft.ts";

const usual = { currency: "USD", timeZone: "Asia/Shanghai" };
const empty = draftOf(null, usual);
const alerts = [{ basis: "forecast", share: 70, action: "stop", reached: true }] as const;
const standing = {
  ...{ name: "Autumn", amount: { amount: "0.1", currency: "EUR" } },
  alerts: [...alerts],
} as unknown as Budget;

describe("a budget", () => {
  test("that is new starts in the usual currency and the reader's zone, one that stands as it is", () => {
    expect(empty).toMatchObject({ name: "", amount: "", currency: "USD", timeZone: "Asia/Shanghai" });
    expect(draftOf(standing, usual)).toMatchObject({ name: "Autumn", amount: "0.1", currency: "EUR" });
  });

  test("cannot be saved before it has a name, an amount and something it is for", () => {
    const named = { ...empty, name: "Autumn", amount: "5" };
    expect(isBudgetComplete(named, true)).toBe(true);
    expect(isBudgetComplete({ ...named, name: " " }, true)).toBe(false);
    expect(isBudgetComplete({ ...named, amount: "" }, true)).toBe(false);
    expect(isBudgetComplete({ ...named, kind: "template" }, true)).toBe(false);
    expect(isBudgetComplete({ ...named, kind: "template", scopeId: "t" }, true)).toBe(true);
  });

  test("that stands is not asked again what it is for", () => {
    expect(isBudgetComplete({ ...draftOf(standing, usual), kind: "person" }, false)).toBe(true);
  });

  test("forgets which template it was for when it is for a model", () => {
    expect(withKind({ ...empty, kind: "template", scopeId: "t" }, "model").scopeId).toBeNull();
  });

  test("is an amount in a currency of three letters", () => {
    const fine = { amount: false, currency: false, alerts: null };
    expect(budgetFaults({ ...empty, amount: "1.5", currency: " usd " })).toEqual(fine);
    expect(budgetFaults({ ...empty, amount: "a lot", currency: "US" })).toMatchObject({
      amount: true,
      currency: true,
    });
  });

  test("has alerts of whole shares up to all of it, no two of the same", () => {
    const faultOf = (...shares: (number | null)[]) =>
      budgetFaults({ ...empty, alerts: shares.map((share) => ({ basis: "actual", share, action: "stop" })) })
        .alerts;
    expect(faultOf()).toBeNull();
    expect(faultOf(1, 37, 100)).toBeNull();
    for (const share of [null, 0, 101, 12.5]) expect(faultOf(share)).toBe("shareMisfit");
    expect(faultOf(80, 80)).toBe("repeated");
    expect(changeInput(draftOf(standing, usual)).alerts).toEqual([
      { basis: "forecast", share: 70, action: "stop" },
    ]);
  });

  test("is sent trimmed, with what it is for only while it is new", () => {
    const draft = { ...empty, name: "Mine", amount: " 5 ", currency: "eur", kind: "model" as const };
    expect(changeInput(draft)).toMatchObject({ name: "Mine", amount: { amount: "5", currency: "EUR" } });
    expect(createInput({ ...draft, scopeId: "m" })).toMatchObject({ scope: { kind: "model", id: "m" } });
    expect(createInput({ ...draft, kind: "all", scopeId: "m" }).scope).toEqual({ kind: "all" });
  });
});
