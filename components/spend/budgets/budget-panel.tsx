"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { DeleteButton } from "#components/ui/delete-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { BudgetAlertsField } from "./budget-alerts-field.tsx";
import type { Budget, BudgetScopeChoice } from "./budget-answers.ts";
import { isBudgetComplete } from "./budget-draft.ts";
import { BudgetScopeFields } from "./budget-scope-fields.tsx";
import { useBudgetForm } from "./use-budget-form.ts";

/** What stands in the address while a budget is being set. */
export const NEW_BUDGET = "new";

export interface BudgetPanelProps {
  /** `null` for a new one. */
  budget: Budget | null;
  scopes: BudgetScopeChoice[];
  /** For a new one. */
  currency: string;
  onClose: () => void;
}

/** Setting a budget, or renaming, raising, lowering and deleting one. */
export function BudgetPanel({ budget, scopes, currency, onClose }: BudgetPanelProps) {
  const t = useTranslations("spend.budgets");
  const formId = useId();
  const form = useBudgetForm(budget, currency, onClose);
  const { draft, misfits } = form;
  return (
    <SidePanel
      title={budget ? budget.name : t("set")}
      onClose={onClose}
      footer={
        <>
          {budget ? (
            <DeleteButton
              label={t("delete")}
              title={t("deleteTitle", { name: budget.name })}
              description={t("deleteDescription")}
              busy={form.isRemoving}
              onDelete={() => form.remove(budget.id)}
            />
          ) : null}
          <FormButtons
            formId={formId}
            pending={form.isSaving}
            disabled={!isBudgetComplete(draft, budget === null)}
            onCancel={onClose}
          />
        </>
      }
    >
      <form
        id={formId}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          form.save();
        }}
      >
        {form.problem ? <Callout tone="danger">{form.problem}</Callout> : null}
        <Field label={t("name")} error={misfits.name}>
          <Input
            value={draft.name}
            onValueChange={(name) => form.change({ name })}
            maxLength={200}
            autoComplete="off"
            autoFocus={budget === null}
          />
        </Field>
        <div className="flex flex-wrap gap-3">
          <Field label={t("amount")} className="w-40" error={misfits.amount}>
            <Input
              inputMode="decimal"
              autoComplete="off"
              autoFocus={budget !== null}
              value={draft.amount}
              onValueChange={(amount) => form.change({ amount })}
            />
          </Field>
          <Field label={t("currency")} className="w-32" error={misfits.currency} disabled={budget !== null}>
            <Input
              maxLength={3}
              autoComplete="off"
              value={draft.currency}
              onValueChange={(next) => form.change({ currency: next })}
              disabled={budget !== null}
            />
          </Field>
        </div>
        {budget ? (
          <p className="text-muted">{t("raisedHint")}</p>
        ) : (
          <BudgetScopeFields draft={draft} scopes={scopes} onChange={form.change} />
        )}
        <BudgetAlertsField
          alerts={draft.alerts}
          error={misfits.alerts}
          onChange={(alerts) => form.change({ alerts })}
        />
      </form>
    </SidePanel>
  );
}
