"use client";
import { ChartColumn, Download } from "lucide-react";
import { useTimeZone, useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { RangeChoice } from "#lib/spend/range-choice.ts";
import { timeZoneName } from "#lib/time-zone.ts";
import type { Budget, BudgetScopeChoice } from "./budgets/budget-answers.ts";
import { BudgetCards } from "./budgets/budget-cards.tsx";
import { exportHref } from "./ledger-filter.ts";
import { type LaunchLimit, LaunchLimits } from "./limits/launch-limits.tsx";
import { RangePicker } from "./range-picker.tsx";
import type { DailySpend, SpendGroupBy, SpendReport, SpendStackBy, SpendSummary } from "./spend-answers.ts";
import { SpendCards } from "./spend-cards.tsx";
import { SpendChart } from "./spend-chart.tsx";
import { SpendGroups } from "./spend-groups.tsx";

export interface SpendPageProps {
  summary: SpendSummary;
  report: SpendReport;
  daily: DailySpend;
  choice: RangeChoice;
  groupBy: SpendGroupBy;
  stackBy: SpendStackBy;
  budgets: Budget[];
  /** What a budget may be for; `null` for a reader who may not set one. */
  scopes: BudgetScopeChoice[] | null;
  /** What each launcher may launch; `null` for a reader who may not set it. */
  limits: LaunchLimit[] | null;
  readerId: string;
  /** Whether the reader may start a trial. */
  canTry: boolean;
}

/** What was spent; every choice is in the address. */
export function SpendPage(props: SpendPageProps) {
  const { summary, report, daily, choice, groupBy, stackBy, budgets, scopes, limits, canTry } = props;
  const t = useTranslations("spend");
  const timeZone = useTimeZone() ?? "UTC";
  const { from, to, currency } = report;
  const isEmpty = report.attempts === 0 && report.groups.length === 0;
  return (
    <>
      <PageHeader
        title={t("title")}
        badge={report.simulated === "all" ? <SimulatedMark /> : null}
        facts={[
          <span key="asOf">
            {t("asOf")} <DateTime iso={summary.asOf} />
          </span>,
          t("zone", { timeZone: timeZoneName(timeZone) }),
          report.simulated === "some" ? t("partlySimulated") : null,
        ]}
        actions={
          <LinkButton
            href={exportHref({ from, to, currency, timeZone })}
            icon={<Download aria-hidden />}
            prefetch={false}
            download
          >
            {t("export")}
          </LinkButton>
        }
      />
      <SpendCards summary={summary} />
      <BudgetCards budgets={budgets} scopes={scopes} currency={currency} />
      {limits ? <LaunchLimits limits={limits} readerId={props.readerId} currency={currency} /> : null}
      <RangePicker
        choice={choice}
        from={from}
        to={to}
        currency={currency}
        currencies={[
          ...new Set([
            currency,
            ...summary.currencies,
            ...report.otherCurrencies.map((amount) => amount.currency),
          ]),
        ]}
      />
      {report.otherCurrencies.length > 0 ? (
        <Callout className="mb-3">
          {t("otherCurrencies")}{" "}
          {report.otherCurrencies.map((amount) => (
            <TextLink
              key={amount.currency}
              href={`?${new URLSearchParams({ range: choice, from, to, currency: amount.currency })}`}
              className="me-3"
            >
              <MoneyText value={amount} precision="exact" />
            </TextLink>
          ))}
        </Callout>
      ) : null}
      {isEmpty ? (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState
            icon={<ChartColumn aria-hidden />}
            title={t("empty.title")}
            cause={t("empty.cause")}
            action={
              <>
                {choice === "90d" ? null : (
                  <LinkButton href="/spend?range=90d">{t("empty.longer")}</LinkButton>
                )}
                {canTry ? (
                  <LinkButton variant="primary" href="/trials/new">
                    {t("empty.trial")}
                  </LinkButton>
                ) : null}
              </>
            }
          />
        </div>
      ) : (
        <div className="grid gap-4">
          <SpendChart daily={daily} stackBy={stackBy} />
          <SpendGroups report={report} groupBy={groupBy} />
        </div>
      )}
    </>
  );
}
