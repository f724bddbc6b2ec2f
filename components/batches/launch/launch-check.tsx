"use client";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import type { BatchPreview } from "#components/batches/answers.ts";
import { CostParts } from "#components/estimates/cost-parts.tsx";
import { PaceText } from "#components/estimates/pace-text.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { isAmount } from "#lib/money.ts";
import { ApprovalNotice } from "./approval-notice.tsx";
import { DueOverview } from "./due-overview.tsx";
import { capOf, isCapTight, shareAtOnce } from "./launch-cap.ts";
import type { LaunchChange } from "./launch-changes.ts";
import type { LaunchChoices } from "./launch-choices.ts";
import { LaunchFacts } from "./launch-facts.tsx";
import type { LaunchPlan } from "./launch-plan.ts";

export interface LaunchCheckProps {
  plan: LaunchPlan;
  choices: LaunchChoices;
  preview: Pick<UseQueryResult<BatchPreview>, "data" | "error" | "isPending">;
  onChange: (change: LaunchChange) => void;
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
  // What pays no model has no cap.
  const { cost, currency, paysModel } = data;
  const cap = capOf(plan, data);
  const isTight = paysModel && isCapTight(cap, data);
  const firstShare = shareAtOnce(cap, data);
  return (
    <div className="flex flex-col gap-5">
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <Stat
          label={t("items")}
          value={<NumberText value={data.itemCount} />}
          sub={t(data.due ? "ofRowsTimesLanguages" : "rowsTimesLanguages", {
            rows: data.rowCount,
            languages: data.languages.length,
          })}
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
      {data.due && plan.only ? <DueOverview due={data.due} only={plan.only} /> : null}
      {data.itemCount === 0 ? <Callout>{t(plan.recurrence ? "due.noneToday" : "due.none")}</Callout> : null}
      {paysModel && cost && data.itemCount > 0 ? (
        <p className="flex flex-wrap items-center gap-2 text-muted">
          <Badge tone={cost.basis === "measured" ? "success" : "warning"}>{t(`basis.${cost.basis}`)}</Badge>
          {t(`basisHint.${cost.tooFewRows ? "few" : cost.basis}`, { items: cost.sampleItems })}{" "}
          <PaceText pace={cost.pace} />
        </p>
      ) : null}
      {paysModel && cost && data.itemCount > 0 ? <CostParts parts={cost.parts} /> : null}
      {data.remembered && data.remembered.hits > 0 ? (
        <p className="text-muted">
          {t(data.remembered.isExact ? "remembered" : "rememberedAbout", { count: data.remembered.hits })}
        </p>
      ) : null}
      <LaunchFacts plan={plan} choices={choices} preview={data} />
      {paysModel ? (
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
      ) : (
        <Callout>{t("noModel")}</Callout>
      )}
      {isTight ? <Callout tone="warning">{t("capTight")}</Callout> : null}
      {!isTight && firstShare !== null && firstShare < 1 ? (
        <Callout tone="warning">{t("mode.capHoldsBack", { share: firstShare })}</Callout>
      ) : null}
      <ApprovalNotice preview={data} cap={cap} isRepeating={plan.recurrence !== null} />
      {data.shortBudgets.map(({ name, left }) => (
        <Callout key={name} tone="warning">
          {t("overBudget", { name })} <MoneyText value={left} />
        </Callout>
      ))}
      {data.simulated ? <Callout>{t("simulated")}</Callout> : null}
    </div>
  );
}
