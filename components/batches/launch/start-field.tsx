import { useTimeZone, useTranslations } from "next-intl";
import { RecurrenceField } from "#components/batches/schedules/recurrence-field.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { type LaunchChange, selectionChange, startChange, startOf } from "./launch-changes.ts";
import type { LaunchChoices } from "./launch-choices.ts";
import type { LaunchPlan } from "./launch-plan.ts";

export interface StartFieldProps {
  plan: LaunchPlan;
  choices: LaunchChoices;
  /** A schedule is being changed: it does not turn into a single launch. */
  mustRepeat: boolean;
  onChange: (change: LaunchChange) => void;
}

/** When a launch starts: at once, at a time, or again and again. */
export function StartField({ plan, choices, mustRepeat, onChange }: StartFieldProps) {
  const t = useTranslations("batches.launch");
  const timeZone = useTimeZone() ?? "UTC";
  const start = startOf(plan);
  const selection = choices.datasets.find(({ id }) => id === plan.datasetId)?.selection;
  return (
    <>
      {mustRepeat ? null : (
        <Field label={t("start")} group hint={start === "later" ? t("startZone", { timeZone }) : undefined}>
          <div className="flex flex-wrap items-center gap-3">
            <RadioGroup
              inline
              aria-label={t("start")}
              value={start}
              onValueChange={(next) => onChange(startChange(next, Date.now(), timeZone))}
              options={[
                { value: "now", label: t("startNow") },
                { value: "later", label: t("startLater") },
                { value: "repeat", label: t("startRepeat") },
              ]}
            />
            {plan.startAt === null ? null : (
              <Input
                type="datetime-local"
                aria-label={t("startLater")}
                className="w-56"
                value={plan.startAt}
                onValueChange={(startAt) => onChange({ startAt })}
              />
            )}
          </div>
        </Field>
      )}
      {plan.recurrence && selection ? (
        <Checkbox
          checked={plan.selectionId !== null}
          onCheckedChange={(isAnew) => onChange(selectionChange(plan, isAnew ? selection.id : null))}
          label={t("pickAnew", { name: selection.name })}
          hint={t("pickAnewHint")}
        />
      ) : null}
      {plan.recurrence ? (
        <RecurrenceField
          value={plan.recurrence}
          typed={plan.recurrenceTyped}
          onChange={(recurrence, recurrenceTyped) => onChange({ recurrence, recurrenceTyped })}
        />
      ) : null}
    </>
  );
}
