"use client";
import { useTimeZone, useTranslations } from "next-intl";
import type { BatchPreview } from "#components/batches/answers.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { type LaunchChange, modeChange } from "./launch-changes.ts";
import type { LaunchPlan } from "./launch-plan.ts";

export interface LaunchModeProps {
  plan: LaunchPlan;
  /** What the launch would cost either way, as far as it is known. */
  preview: BatchPreview["mode"] | null;
  onChange: (change: LaunchChange) => void;
}

/** Real time, the provider's batches, or whichever suits; and when everything should be made. */
export function LaunchMode({ plan, preview, onChange }: LaunchModeProps) {
  const t = useTranslations("batches.launch.mode");
  const timeZone = useTimeZone() ?? "UTC";
  const totals = preview?.totals;
  // Nobody knows before the first look; afterwards no price means that there is no such mode.
  const isOffered = !preview || totals?.providerBatch !== null || totals.realtime === null;
  const hours = preview?.windowHours ?? 24;
  return (
    <>
      <Field label={t("title")} group>
        <RadioGroup
          cards
          aria-label={t("title")}
          value={plan.mode}
          onValueChange={(mode) => onChange(modeChange(mode))}
          options={[
            {
              value: "realtime",
              label: t("realtime"),
              hint: <About of={totals?.realtime} text={t("realtimeHint")} />,
            },
            {
              value: "provider-batch",
              label: t("providerBatch"),
              disabled: !isOffered && plan.mode !== "provider-batch",
              hint: isOffered ? (
                <About of={totals?.providerBatch} text={t("providerBatchHint", { hours })} />
              ) : (
                t(preview?.windowHours === null ? "notSupported" : "noDiscount")
              ),
            },
            {
              value: "auto",
              label: t("auto"),
              hint: (plan.mode === "auto" && preview?.reason?.message) || t("autoHint", { hours }),
            },
          ]}
        />
      </Field>
      {plan.mode === "realtime" || plan.recurrence ? null : (
        <Field label={t("deadline")} hint={t("deadlineHint", { timeZone })} optional>
          <Input
            type="datetime-local"
            className="w-56"
            value={plan.deadline ?? ""}
            onValueChange={(deadline) => onChange({ deadline: deadline || null })}
          />
        </Field>
      )}
    </>
  );
}

type Range = BatchPreview["mode"]["totals"]["realtime"];

function About({ of, text }: { of: Range | undefined; text: string }) {
  if (!of) return text;
  return (
    <>
      {text} · <MoneyText value={of.expected} /> (<MoneyText value={of.low} bare /> –{" "}
      <MoneyText value={of.high} bare />)
    </>
  );
}
