import { useTranslations } from "next-intl";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { type LaunchChange, modelChange } from "./launch-changes.ts";
import type { LaunchChoices } from "./launch-choices.ts";
import type { LaunchPlan } from "./launch-plan.ts";

export interface ModelFieldsProps {
  plan: LaunchPlan;
  choices: LaunchChoices;
  onChange: (change: LaunchChange) => void;
}

/** The model with its price, and the one that is asked where it fails. */
export function ModelFields({ plan, choices, onChange }: ModelFieldsProps) {
  const t = useTranslations("batches.launch");
  const model = choices.models.find(({ id }) => id === plan.modelId);
  const options = choices.models.map(({ id, name, providerName }) => ({
    value: id,
    label: name,
    hint: providerName,
  }));
  return (
    <>
      <Field
        label={t("model")}
        group
        hint={
          model ? (
            <span className="flex items-center gap-2">
              {model.price
                ? t("priced", {
                    input: model.price.inputPerMTok,
                    output: model.price.outputPerMTok,
                    currency: model.price.currency,
                  })
                : t("unpriced")}
              {model.simulated ? <SimulatedMark /> : null}
            </span>
          ) : undefined
        }
      >
        <Combobox
          aria-label={t("model")}
          placeholder={t("chooseModel")}
          value={plan.modelId}
          onValueChange={(modelId) => onChange(modelChange(plan, modelId))}
          options={options}
        />
      </Field>
      <Field label={t("fallback")} hint={t("fallbackHint")} optional group>
        <Combobox
          aria-label={t("fallback")}
          placeholder={t("noFallback")}
          value={plan.fallbackModelId}
          onValueChange={(fallbackModelId) => onChange({ fallbackModelId })}
          options={options.filter(({ value }) => value !== plan.modelId)}
        />
      </Field>
    </>
  );
}
