"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { Button } from "#components/ui/button.tsx";
import type { Budget, BudgetScopeChoice } from "./budget-answers.ts";
import { BudgetCard } from "./budget-card.tsx";
import { BudgetPanel, NEW_BUDGET } from "./budget-panel.tsx";

export interface BudgetCardsProps {
  budgets: Budget[];
  /** What a budget may be for; `null` for who may not set one. */
  scopes: BudgetScopeChoice[] | null;
  /** For a new budget. */
  currency: string;
}

/** A card for each budget; the one that is open to be changed stands in the address. */
export function BudgetCards({ budgets, scopes, currency }: BudgetCardsProps) {
  const t = useTranslations("spend.budgets");
  const [open, setOpen] = useQueryState("budget", parseAsString.withOptions({ history: "push" }));
  if (budgets.length === 0 && !scopes) return null;
  const opened = budgets.find(({ id }) => id === open);
  return (
    <section aria-label={t("title")} className="mb-4">
      <div className="mb-2 flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">{t("title")}</h2>
        {scopes ? (
          <Button size="sm" icon={<Plus aria-hidden />} onClick={() => void setOpen(NEW_BUDGET)}>
            {t("set")}
          </Button>
        ) : null}
      </div>
      {budgets.length === 0 ? <p className="text-muted">{t("none")}</p> : null}
      <ul className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
        {budgets.map((budget) => (
          <li key={budget.id} className="min-w-0">
            <BudgetCard budget={budget} onChange={scopes ? () => void setOpen(budget.id) : null} />
          </li>
        ))}
      </ul>
      {scopes && (open === NEW_BUDGET || opened) ? (
        <BudgetPanel
          key={open}
          budget={opened ?? null}
          scopes={scopes}
          currency={currency}
          onClose={() => void setOpen(null)}
        />
      ) : null}
    </section>
  );
}
