import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import type { LaunchChange } from "./launch-changes.ts";
import type { LaunchPlan } from "./launch-plan.ts";

const FIRST_ROWS = 100;

export interface ScopeFieldProps {
  plan: LaunchPlan;
  /** Of the dataset, once one is chosen. */
  rowCount: number | undefined;
  onChange: (change: LaunchChange) => void;
}

/** All rows of a dataset, or its first. */
export function ScopeField({ plan, rowCount, onChange }: ScopeFieldProps) {
  const t = useTranslations("batches.launch");
  return (
    <Field label={t("scope")} group>
      <div className="flex flex-wrap items-center gap-3">
        <RadioGroup
          inline
          aria-label={t("scope")}
          value={plan.rowLimit === null ? "all" : "first"}
          onValueChange={(scope) => onChange({ rowLimit: scope === "all" ? null : FIRST_ROWS })}
          options={[
            { value: "all", label: t("allRows") },
            { value: "first", label: t("firstRows") },
          ]}
        />
        {plan.rowLimit === null ? null : (
          <NumberInput
            aria-label={t("firstRows")}
            className="w-36"
            min={1}
            max={rowCount}
            value={plan.rowLimit}
            onValueChange={(rowLimit) => onChange({ rowLimit: rowLimit ?? 1 })}
          />
        )}
      </div>
    </Field>
  );
}
