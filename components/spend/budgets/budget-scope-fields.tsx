import { useTranslations } from "next-intl";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TimeZoneInput } from "#components/ui/time-zone-input.tsx";
import type { BudgetScopeChoice } from "./budget-answers.ts";
import { BUDGET_KINDS, type BudgetDraft, withKind } from "./budget-draft.ts";

export interface BudgetScopeFieldsProps {
  draft: BudgetDraft;
  scopes: BudgetScopeChoice[];
  onChange: (part: Partial<BudgetDraft>) => void;
}

/** What only a new budget is asked: what it is for, and where its month begins. */
export function BudgetScopeFields({ draft, scopes, onChange }: BudgetScopeFieldsProps) {
  const t = useTranslations("spend.budgets");
  const { kind, scopeId, timeZone } = draft;
  return (
    <>
      <Field label={t("scopeLabel")} group>
        <RadioGroup
          inline
          aria-label={t("scopeLabel")}
          value={kind}
          onValueChange={(next) => onChange(withKind(draft, next))}
          options={BUDGET_KINDS.map((value) => ({ value, label: t(`scope.${value}`) }))}
        />
      </Field>
      {kind === "all" ? null : (
        <Field label={t(`scope.${kind}`)} group>
          <Combobox
            aria-label={t(`scope.${kind}`)}
            value={scopeId}
            onValueChange={(next) => onChange({ scopeId: next })}
            options={scopes
              .filter((scope) => scope.kind === kind)
              .map((scope) => ({ value: scope.id, label: scope.name }))}
          />
        </Field>
      )}
      <Field label={t("timeZone")} hint={t("timeZoneHint")} group>
        <TimeZoneInput
          aria-label={t("timeZone")}
          value={timeZone}
          onValueChange={(next) => onChange({ timeZone: next })}
        />
      </Field>
      <p className="text-muted">{t("setHint")}</p>
    </>
  );
}
