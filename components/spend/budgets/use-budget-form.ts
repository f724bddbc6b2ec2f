"use client";
import { useRouter } from "next/navigation";
import { useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import type { Budget } from "./budget-answers.ts";
import { type BudgetDraft, budgetFaults, changeInput, createInput, draftOf } from "./budget-draft.ts";

/** A budget being set or changed: its draft, what is wrong with it once somebody tried to save, and what can be done. */
export function useBudgetForm(budget: Budget | null, usualCurrency: string, onDone: () => void) {
  const t = useTranslations("spend.budgets");
  const router = useRouter();
  const timeZone = useTimeZone() ?? "UTC";
  const [draft, setDraft] = useState(() => draftOf(budget, { currency: usualCurrency, timeZone }));
  const [isChecked, setChecked] = useState(false);
  const create = useChange(client.budgets.create, { touches: [] });
  const change = useChange(client.budgets.change, { touches: [] });
  const remove = useChange(client.budgets.remove, { touches: [] });
  const faults = budgetFaults(draft);
  const done = () => {
    router.refresh();
    onDone();
  };
  const misfit = (path: string) => create.misfit(path) ?? change.misfit(path);
  return {
    draft,
    change: (part: Partial<BudgetDraft>) => setDraft((before) => ({ ...before, ...part })),
    save() {
      setChecked(true);
      if (faults.amount || faults.currency || faults.alerts) return;
      if (budget) change.run({ id: budget.id, ...changeInput(draft) }, done);
      else create.run(createInput(draft), done);
    },
    remove: (id: string) => remove.run({ id }, done),
    isSaving: create.pending || change.pending,
    isRemoving: remove.pending,
    problem: create.problem ?? change.problem ?? remove.problem,
    misfits: {
      name: misfit("name"),
      amount: isChecked && faults.amount ? t("amountMisfit") : misfit("amount.amount"),
      alerts: isChecked && faults.alerts ? t(`alerts.${faults.alerts}`) : misfit("alerts"),
      currency: isChecked && faults.currency ? t("currencyMisfit") : misfit("amount.currency"),
    },
  };
}
