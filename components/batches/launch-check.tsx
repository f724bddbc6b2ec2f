"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { compareAmounts, divideAmount, isAmount, multiplyAmount } from "#lib/money.ts";
import type { BatchPreview } from "./answers.ts";
import { HoursText } from "./hours-text.tsx";
import { capOf, type LaunchPlan, nameOf } from "./launch-plan.ts";
import type { LaunchChoices } from "./launch-wizard.tsx";
import { useRecurrenceText } from "./schedules/use-recurrence-text.ts";

export interface LaunchCheckProps {
  plan: LaunchPlan;
  choices: LaunchChoices;
  preview: Pick<UseQueryResult<BatchPreview>, "data" | "error" | "isPending">;
  onChange: (part: Partial<LaunchPlan>) => void;
}

/** The last look before a launch: what of what, how many items, what they will cost, and where the money ends. */
export function LaunchCheck({
  plan,
  choices,
  preview: { data, error, isPending },
  onChange,
}: LaunchCheckProps) {
  const t = useTranslations("batches.launch");
  if (error) return <ProblemCallout error={error} />;
  if (isPending || !data) return <Skeleton className="h-56 w-full" />;
  const { cost, currency } = data;
  const cap = capOf(plan, data);
  const isTight = cost !== null && isAmount(cap) && compareAmounts(cap, cost.total.expected.amount) < 0;
  const firstShare = data.mode.runsAs === "provider-batch" && isAmount(cap) ? shareAtOnce(data, cap) : null;
  return (
    <div className="flex flex-col gap-5">
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <Stat
          label={t("items")}
          value={<NumberText value={data.itemCount} />}
          sub={t("rowsTimesLanguages", { rows: data.rowCount, languages: data.languages.length })}
        />
        <Stat
          label={t("expectedCost")}
          value={<MoneyText value={cost?.total.expected} />}
          sub={
            cost ? (
              <>
                <MoneyText value={cost.total.low} bare /> – <MoneyText value={cost.total.high} />
              </>
            ) : null
          }
        />
        <Stat
          label={t("perItem")}
          value={<MoneyText value={cost?.perItem.expected} />}
          sub={
            cost ? (
              <>
                <Duration ms={cost.durationSeconds.low * 1_000} /> –{" "}
                <Duration ms={cost.durationSeconds.high * 1_000} />
              </>
            ) : null
          }
        />
      </div>
      {cost ? (
        <p className="flex flex-wrap items-center gap-2 text-muted">
          <Badge tone={cost.basis === "measured" ? "success" : "warning"}>{t(`basis.${cost.basis}`)}</Badge>
          {t(`basisHint.${cost.basis}`, { items: cost.sampleItems })}
        </p>
      ) : null}
      <LaunchFacts plan={plan} choices={choices} preview={data} />
      <Field
        label={t("cap", { currency })}
        hint={t("capHint")}
        error={isAmount(cap) ? undefined : t("capNoAmount")}
      >
        <Input
          className="w-48"
          inputMode="decimal"
          autoComplete="off"
          value={cap}
          onValueChange={(next) => onChange({ cap: next })}
        />
      </Field>
      {isTight ? <Callout tone="warning">{t("capTight")}</Callout> : null}
      {!isTight && firstShare !== null && firstShare < 1 ? (
        <Callout tone="warning">{t("mode.capHoldsBack", { share: firstShare })}</Callout>
      ) : null}
      {data.shortBudgets.map(({ name, left }) => (
        <Callout key={name} tone="warning">
          {t("overBudget", { name })} <MoneyText value={left} />
        </Callout>
      ))}
      {data.simulated ? <Callout>{t("simulated")}</Callout> : null}
    </div>
  );
}

/** What was chosen in the steps before: whoever launches something again has not seen them. */
function LaunchFacts({
  plan,
  choices,
  preview: { mode },
}: Pick<LaunchCheckProps, "plan" | "choices"> & { preview: BatchPreview }) {
  const t = useTranslations("batches.launch");
  const words = useTranslations("batches");
  const recurrenceText = useRecurrenceText();
  const version = choices.versions.find(({ versionId }) => versionId === plan.templateVersionId);
  const modelName = (id: string | null) => choices.models.find((model) => model.id === id)?.name;
  const model = modelName(plan.modelId);
  const fallback = modelName(plan.fallbackModelId);
  const facts: [name: string, value: ReactNode][] = [
    [t("name"), nameOf(plan)],
    [t("template"), version && t("versionOf", { template: version.templateName, number: version.number })],
    [t("dataset"), choices.datasets.find(({ id }) => id === plan.datasetId)?.name],
    [t("model"), model && fallback ? words("modelThen", { model, fallback }) : model],
    [
      t("mode.title"),
      plan.mode === "realtime"
        ? t("mode.realtime")
        : (mode.reason?.message ?? t("mode.chosen", { hours: mode.windowHours ?? 0 })),
    ],
    [t("mode.deadline"), plan.deadline && <DateTime iso={new Date(plan.deadline).toISOString()} />],
    [
      t("start"),
      plan.recurrence
        ? t("repeats", { when: recurrenceText(plan.recurrence.cron), timeZone: plan.recurrence.timeZone })
        : plan.startAt && <DateTime iso={new Date(plan.startAt).toISOString()} />,
    ],
    [
      words("offPeak"),
      plan.offPeak && (
        <>
          <HoursText hours={plan.offPeak} />
          <span className="block text-muted text-xs">{t("offPeak.longer")}</span>
        </>
      ),
    ],
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {facts.map(([name, value]) =>
        value ? (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="wrap-anywhere min-w-0">{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

/** The part of a launch that a cap lets go to the provider together: each request holds back the most it may cost. */
function shareAtOnce({ callBound, itemCount }: BatchPreview, cap: string): number | null {
  const all = callBound && multiplyAmount(callBound.amount, itemCount);
  const share = all && divideAmount(cap.trim(), all);
  // Only to be told in whole percent.
  return share ? Math.floor(Number(share) * 100) / 100 : null;
}
