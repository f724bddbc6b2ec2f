"use client";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import { ALERT_ACTIONS, ALERT_BASES, MOST_ALERTS } from "#lib/spend/budgets/alert.ts";
import { type AlertDraft, NEW_ALERT } from "./budget-draft.ts";

export interface BudgetAlertsFieldProps {
  alerts: readonly AlertDraft[];
  error: string | null;
  onChange: (alerts: AlertDraft[]) => void;
}

/** When a budget speaks up, and what follows: a line for each alert. */
export function BudgetAlertsField({ alerts, error, onChange }: BudgetAlertsFieldProps) {
  const t = useTranslations("spend.budgets.alerts");
  const { labelled } = usePunctuation();
  const set = (at: number, part: Partial<AlertDraft>) =>
    onChange(alerts.map((alert, index) => (index === at ? { ...alert, ...part } : alert)));
  const named = (label: string, at: number) => labelled(`${t("title")} ${at + 1}`, label);
  return (
    <Field label={t("title")} hint={t("hint")} error={error} group>
      <div className="flex flex-col gap-2">
        {alerts.length === 0 ? <p className="text-muted">{t("none")}</p> : null}
        {alerts.map(({ basis, share, action }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: alerts are known by their place while they are typed
          <div key={at} className="flex flex-wrap items-center gap-2">
            <Select
              className="w-28"
              aria-label={named(t("basisLabel"), at)}
              value={basis}
              options={ALERT_BASES.map((value) => ({ value, label: t(`basis.${value}`) }))}
              onValueChange={(value) => set(at, { basis: value })}
            />
            <NumberInput
              plain
              className="w-20"
              unit="%"
              min={1}
              max={100}
              aria-label={named(t("share"), at)}
              value={share}
              onValueChange={(value) => set(at, { share: value })}
            />
            <Select
              className="w-52"
              aria-label={named(t("actionLabel"), at)}
              value={action}
              options={ALERT_ACTIONS.map((value) => ({ value, label: t(`action.${value}`) }))}
              onValueChange={(value) => set(at, { action: value })}
            />
            <Button
              variant="ghost"
              size="sm"
              icon={<X aria-hidden />}
              aria-label={t("remove", { number: at + 1 })}
              onClick={() => onChange(alerts.filter((_, index) => index !== at))}
            />
          </div>
        ))}
        {alerts.length < MOST_ALERTS ? (
          <Button
            variant="ghost"
            size="sm"
            className="self-start"
            icon={<Plus aria-hidden />}
            onClick={() => onChange([...alerts, NEW_ALERT])}
          >
            {t("add")}
          </Button>
        ) : null}
      </div>
    </Field>
  );
}
