"use client";
import { useTranslations } from "next-intl";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { monthStart, sameDayLastMonth } from "#lib/spend/calendar-day.ts";
import { compareHref } from "./explanation/compare-href.ts";
import type { SpendSummary } from "./spend-answers.ts";
import { addAmounts, growth } from "./spend-arithmetic.ts";

/** The figures of this month beside last month's. */
export function SpendCards({ summary }: { summary: SpendSummary }) {
  const t = useTranslations("spend.card");
  const why = useTranslations("spend.explanation");
  const { monthToDate, lastMonthToDate, lastMonth } = summary;
  const change = growth(lastMonthToDate.cost.amount, monthToDate.cost.amount);
  const { today } = summary;
  const thisMonth = { from: monthStart(today), to: today };
  const sameDays = { from: monthStart(today, -1), to: sameDayLastMonth(today) };
  const hasUnknown = monthToDate.unknown.amount !== "0";
  const most = {
    amount: addAmounts(monthToDate.cost.amount, monthToDate.unknown.amount),
    currency: summary.currency,
  };
  return (
    <section
      aria-label={t("label")}
      className="mb-4 grid grid-cols-2 gap-x-6 gap-y-4 rounded-lg border border-line bg-surface p-4 lg:grid-cols-4"
    >
      <Stat
        label={t("monthToDate")}
        value={<MoneyText value={monthToDate.cost} precision="exact" />}
        sub={
          <span className="flex flex-wrap items-center gap-x-2">
            {hasUnknown ? (
              <span>
                {t("atMost")} <MoneyText value={most} precision="exact" />
              </span>
            ) : null}
            {monthToDate.simulated === "all" ? <SimulatedMark /> : null}
          </span>
        }
      />
      <Stat
        label={t("lastMonth")}
        value={<MoneyText value={lastMonth.cost} />}
        sub={
          <>
            {t("sameDay")} <MoneyText value={lastMonthToDate.cost} />
            {change === null ? null : (
              <span className="ms-1">
                ({change >= 0 ? "+" : "−"}
                <NumberText value={Math.abs(change)} percent />){" "}
                <TextLink className="underline" href={compareHref(thisMonth, sameDays, summary.currency)}>
                  {why("why")}
                </TextLink>
              </span>
            )}
          </>
        }
      />
      <Stat
        label={t("perApproved")}
        value={<MoneyText value={monthToDate.costPerApprovedItem} />}
        sub={
          <>
            {t("approved", { count: monthToDate.approvedItems })}
            {lastMonth.costPerApprovedItem ? (
              <span className="ms-1">
                · {t("before")} <MoneyText value={lastMonth.costPerApprovedItem} />
              </span>
            ) : null}
          </>
        }
      />
      <Stat
        label={t("rejected")}
        value={<MoneyText value={monthToDate.rejectedCost} />}
        sub={t("rejectedItems", { count: monthToDate.rejectedItems })}
      />
    </section>
  );
}
