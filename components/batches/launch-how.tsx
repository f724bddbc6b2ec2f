"use client";
import { useTimeZone, useTranslations } from "next-intl";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import type { BatchPreview } from "./answers.ts";
import { LaunchMode } from "./launch-mode.tsx";
import type { LaunchPlan } from "./launch-plan.ts";
import type { LaunchChoices } from "./launch-wizard.tsx";
import { OffPeakField } from "./off-peak-field.tsx";
import { RecurrenceField } from "./schedules/recurrence-field.tsx";

export interface LaunchHowProps {
  plan: LaunchPlan;
  choices: LaunchChoices;
  /** What the launch would be; `null` until it is known. */
  preview: BatchPreview | null;
  /** A schedule is being changed: it does not turn into a single launch. */
  mustRepeat: boolean;
  onChange: (part: Partial<LaunchPlan>) => void;
}

/** Model, its parameters, and when to start. */
export function LaunchHow({ plan, choices, preview, mustRepeat, onChange }: LaunchHowProps) {
  const t = useTranslations("batches.launch");
  const model = choices.models.find(({ id }) => id === plan.modelId);
  const options = choices.models.map(({ id, name, providerName }) => ({
    value: id,
    label: name,
    hint: providerName,
  }));
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
          onValueChange={(modelId) =>
            onChange({
              modelId,
              cap: null,
              // What one provider takes, another may not.
              ...(plan.mode === "provider-batch" && { mode: "realtime" }),
              ...(modelId === plan.fallbackModelId && { fallbackModelId: null }),
            })
          }
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
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("maxOutputTokens")} hint={t("maxOutputTokensHint")} optional>
          <NumberInput
            min={1}
            max={200_000}
            placeholder={preview ? String(preview.maxOutputTokens) : undefined}
            value={plan.maxOutputTokens}
            onValueChange={(maxOutputTokens) => onChange({ maxOutputTokens })}
          />
        </Field>
        <Field
          label={t("temperature")}
          hint={t(plan.temperature === 0 ? "temperatureZeroHint" : "temperatureHint")}
          optional
        >
          <NumberInput
            min={0}
            max={2}
            step={0.1}
            value={plan.temperature}
            onValueChange={(temperature) => onChange({ temperature })}
          />
        </Field>
      </div>
      <LaunchMode plan={plan} preview={preview?.mode ?? null} onChange={onChange} />
      <StartField plan={plan} mustRepeat={mustRepeat} onChange={onChange} />
      <OffPeakField value={plan.offPeak} onChange={(offPeak) => onChange({ offPeak })} />
    </div>
  );
}

const IN_AN_HOUR_MS = 3_600_000;
const EVERY_MORNING = "0 9 * * *";

function StartField({
  plan,
  mustRepeat,
  onChange,
}: Pick<LaunchHowProps, "plan" | "mustRepeat" | "onChange">) {
  const t = useTranslations("batches.launch");
  const timeZone = useTimeZone() ?? "UTC";
  const start = plan.recurrence ? "repeat" : plan.startAt === null ? "now" : "later";
  const choose = (next: "now" | "later" | "repeat") =>
    onChange({
      startAt: next === "later" ? localTime(Date.now() + IN_AN_HOUR_MS) : null,
      recurrence: next === "repeat" ? { cron: EVERY_MORNING, timeZone } : null,
      recurrenceTyped: false,
    });
  return (
    <>
      {mustRepeat ? null : (
        <Field label={t("start")} group hint={start === "later" ? t("startZone", { timeZone }) : undefined}>
          <div className="flex flex-wrap items-center gap-3">
            <RadioGroup
              inline
              aria-label={t("start")}
              value={start}
              onValueChange={choose}
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

// What a datetime-local input takes: the reader's own clock, without a zone.
function localTime(ms: number): string {
  const moment = new Date(ms);
  return new Date(ms - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
