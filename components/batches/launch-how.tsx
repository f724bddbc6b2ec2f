"use client";
import { useTranslations } from "next-intl";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import type { LaunchPlan } from "./launch-plan.ts";
import type { LaunchChoices } from "./launch-wizard.tsx";

const IN_AN_HOUR_MS = 3_600_000;

/** Model, its parameters, and when to start. */
export function LaunchHow({
  plan,
  choices,
  onChange,
}: {
  plan: LaunchPlan;
  choices: LaunchChoices;
  onChange: (part: Partial<LaunchPlan>) => void;
}) {
  const t = useTranslations("batches.launch");
  const model = choices.models.find(({ id }) => id === plan.modelId);
  return (
    <div className="flex flex-col gap-4">
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
          onValueChange={(modelId) => onChange({ modelId, cap: null })}
          options={choices.models.map(({ id, name, providerName }) => ({
            value: id,
            label: name,
            hint: providerName,
          }))}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("maxOutputTokens")} hint={t("maxOutputTokensHint")} optional>
          <NumberInput
            min={1}
            max={200_000}
            value={plan.maxOutputTokens}
            onValueChange={(maxOutputTokens) => onChange({ maxOutputTokens })}
          />
        </Field>
        <Field label={t("temperature")} hint={t("temperatureHint")} optional>
          <NumberInput
            min={0}
            max={2}
            step={0.1}
            value={plan.temperature}
            onValueChange={(temperature) => onChange({ temperature })}
          />
        </Field>
      </div>
      <Field label={t("start")} group>
        <div className="flex flex-wrap items-center gap-3">
          <RadioGroup
            inline
            aria-label={t("start")}
            value={plan.startAt === null ? "now" : "later"}
            onValueChange={(start) =>
              onChange({ startAt: start === "now" ? null : localTime(Date.now() + IN_AN_HOUR_MS) })
            }
            options={[
              { value: "now", label: t("startNow") },
              { value: "later", label: t("startLater") },
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
    </div>
  );
}

// What a datetime-local input takes: the reader's own clock, without a zone.
function localTime(ms: number): string {
  const moment = new Date(ms);
  return new Date(ms - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
