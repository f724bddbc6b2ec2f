"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
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
import { compareAmounts, divideAmount, multiplyAmount } from "#lib/money.ts";
import type { BatchPreview } from "./answers.ts";
import { HoursText } from "./hours-text.tsx";
import { capOf, type LaunchPlan } from "./launch-plan.ts";
import { useRecurrenceText } from "./schedules/use-recurrence-text.ts";

export interface LaunchCheckProps {
  plan: LaunchPlan;
  preview: Pick<UseQueryResult<BatchPreview>, "data" | "error" | "isPending">;
  onChange: (part: Partial<LaunchPlan>) => void;
}

/** The last look before a launch: how many items, what they will cost, and where the money ends. */
export function LaunchCheck({ plan, preview: { data, error, isPending }, onChange }: LaunchCheckProps) {
  const t = useTranslations("batches.launch");
  const recurrenceText = useRecurrenceText();
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
      {plan.mode === "realtime" ? null : (
        <p className="text-muted">
          {data.mode.reason?.message ?? t("mode.chosen", { hours: data.mode.windowHours ?? 0 })}
          {plan.deadline ? (
            <span className="block">
              {t("mode.deadline")}: <DateTime iso={new Date(plan.deadline).toISOString()} />
            </span>
          ) : null}
        </p>
      )}
      <Field label={t("cap", { currency })} hint={t("capHint")}>
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
      {plan.recurrence ? (
        <p className="text-muted">
          {t("repeats", {
            when: recurrenceText(plan.recurrence.cron),
            timeZone: plan.recurrence.timeZone,
          })}
        </p>
      ) : null}
      {plan.offPeak ? (
        <p className="text-muted">
          {t("offPeak.only")} <HoursText hours={plan.offPeak} />
          <span className="block text-xs">{t("offPeak.longer")}</span>
        </p>
      ) : null}
      {plan.startAt ? (
        <p className="text-muted">
          {t("startsAt")} <DateTime iso={new Date(plan.startAt).toISOString()} />
        </p>
      ) : null}
      {data.simulated ? <Callout>{t("simulated")}</Callout> : null}
    </div>
  );
}

/** The part of a launch that a cap lets go to the provider together: each request holds back the most it may cost. */
function shareAtOnce({ callBound, itemCount }: BatchPreview, cap: string): number | null {
  const all = callBound && multiplyAmount(callBound.amount, itemCount);
  const share = all && divideAmount(cap.trim(), all);
  // Only to be told in whole percent.
  return share ? Math.floor(Number(share) * 100) / 100 : null;
}

function isAmount(text: string): boolean {
  return /^\d{1,12}(\.\d{1,12})?$/.test(text.trim());
}
