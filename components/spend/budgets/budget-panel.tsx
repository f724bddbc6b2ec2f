"use client";
import { useRouter } from "next/navigation";
import { useTimeZone, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { client } from "#components/api/client.ts";
import { useChange } from "#components/settings/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { DeleteButton } from "#components/ui/delete-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { TimeZoneInput } from "#components/ui/time-zone-input.tsx";
import { isAmount } from "#lib/money.ts";
import type { Budget, BudgetScopeChoice } from "./budget-answers.ts";

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

const KINDS = ["all", "template", "model", "person"] as const;

/** Setting a budget, or renaming, raising, lowering and deleting one. */
export function BudgetPanel({ budget, scopes, currency: usual, onClose }: BudgetPanelProps) {
  const t = useTranslations("spend.budgets");
  const router = useRouter();
  const formId = useId();
  const readersZone = useTimeZone() ?? "UTC";
  const [name, setName] = useState(budget?.name ?? "");
  const [amount, setAmount] = useState(budget?.amount.amount ?? "");
  const [currency, setCurrency] = useState(budget?.amount.currency ?? usual);
  const [kind, setKind] = useState<(typeof KINDS)[number]>("all");
  const [scopeId, setScopeId] = useState<string | null>(null);
  const [timeZone, setTimeZone] = useState(readersZone);
  const [checked, setChecked] = useState(false);
  const create = useChange(client.budgets.create, { touches: [] });
  const change = useChange(client.budgets.change, { touches: [] });
  const remove = useChange(client.budgets.remove, { touches: [] });
  const done = () => {
    router.refresh();
    onClose();
  };
  const faults = {
    amount: isAmount(amount) ? null : t("amountMisfit"),
    currency: /^[A-Za-z]{3}$/.test(currency.trim()) ? null : t("currencyMisfit"),
  };
  const save = () => {
    setChecked(true);
    if (faults.amount || faults.currency) return;
    const money = { amount: amount.trim(), currency: currency.trim().toUpperCase() };
    if (budget) change.run({ id: budget.id, name, amount: money }, done);
    else {
      const scope = { kind, ...(scopeId !== null && kind !== "all" && { id: scopeId }) };
      create.run({ name, amount: money, scope, timeZone }, done);
    }
  };
  const misfit = (path: string) => create.misfit(path) ?? change.misfit(path);
  const problem = create.problem ?? change.problem ?? remove.problem;
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
              busy={remove.pending}
              onDelete={() => remove.run({ id: budget.id }, done)}
            />
          ) : null}
          <FormButtons
            formId={formId}
            pending={create.pending || change.pending}
            disabled={!name.trim() || !amount.trim() || (!budget && kind !== "all" && scopeId === null)}
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
          save();
        }}
      >
        {problem ? <Callout tone="danger">{problem}</Callout> : null}
        <Field label={t("name")} error={misfit("name")}>
          <Input
            value={name}
            onValueChange={setName}
            maxLength={200}
            autoComplete="off"
            autoFocus={budget === null}
          />
        </Field>
        <div className="flex flex-wrap gap-3">
          <Field
            label={t("amount")}
            className="w-40"
            error={(checked && faults.amount) || misfit("amount.amount")}
          >
            <Input
              inputMode="decimal"
              autoComplete="off"
              autoFocus={budget !== null}
              value={amount}
              onValueChange={setAmount}
            />
          </Field>
          <Field
            label={t("currency")}
            className="w-32"
            error={(checked && faults.currency) || misfit("amount.currency")}
            disabled={budget !== null}
          >
            <Input
              maxLength={3}
              autoComplete="off"
              value={currency}
              onValueChange={setCurrency}
              disabled={budget !== null}
            />
          </Field>
        </div>
        {budget ? (
          <p className="text-muted">{t("raisedHint")}</p>
        ) : (
          <>
            <Field label={t("scopeLabel")} group>
              <RadioGroup
                inline
                aria-label={t("scopeLabel")}
                value={kind}
                onValueChange={(next) => {
                  setKind(next);
                  setScopeId(null);
                }}
                options={KINDS.map((value) => ({ value, label: t(`scope.${value}`) }))}
              />
            </Field>
            {kind === "all" ? null : (
              <Field label={t(`scope.${kind}`)} group>
                <Combobox
                  aria-label={t(`scope.${kind}`)}
                  value={scopeId}
                  onValueChange={setScopeId}
                  options={scopes
                    .filter((scope) => scope.kind === kind)
                    .map((scope) => ({ value: scope.id, label: scope.name }))}
                />
              </Field>
            )}
            <Field label={t("timeZone")} hint={t("timeZoneHint")} group>
              <TimeZoneInput aria-label={t("timeZone")} value={timeZone} onValueChange={setTimeZone} />
            </Field>
            <p className="text-muted">{t("setHint")}</p>
          </>
        )}
      </form>
    </SidePanel>
  );
}
