import { Pencil } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { formatAmount } from "#components/ui/money-format.ts";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import { timeZoneName } from "#lib/time-zone.ts";
import type { Budget } from "./budget-answers.ts";
import { BudgetBar } from "./budget-bar.tsx";

const DAY_MS = 86_400_000;

export interface BudgetCardProps {
  budget: Budget;
  /** `null` for who may not change it. */
  onChange: (() => void) | null;
}

/** One budget: what it is for, how much of it is used and left, and until when. */
export function BudgetCard({ budget, onChange }: BudgetCardProps) {
  const t = useTranslations("spend.budgets");
  const format = useFormatter();
  const locale = useLocale();
  const { labelled } = usePunctuation();
  const { currency } = budget.amount;
  const used = { amount: sumAmounts([budget.spent.amount, budget.unknownSpend.amount]), currency };
  const day = (iso: string, shiftMs = 0) =>
    format.dateTime(new Date(Date.parse(iso) + shiftMs), {
      month: "short",
      day: "numeric",
      timeZone: budget.timeZone,
    });
  return (
    <div className="flex h-full min-w-0 flex-col gap-2 rounded-lg border border-line bg-surface p-4">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h3 className="break-words font-semibold">{budget.name}</h3>
          <p className="break-words text-muted text-xs">
            {budget.scope.kind === "all"
              ? t("scope.all")
              : labelled(t(`scope.${budget.scope.kind}`), budget.scope.name ?? "—")}
          </p>
        </div>
        <span className="flex shrink-0 items-center gap-1">
          <Standing budget={budget} />
          {onChange ? (
            <Button
              variant="ghost"
              size="sm"
              icon={<Pencil aria-hidden />}
              aria-label={t("changeNamed", { name: budget.name })}
              onClick={onChange}
            />
          ) : null}
        </span>
      </div>
      <BudgetBar budget={budget} />
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
        <Line name={t("used")}>
          <MoneyText value={used} bare /> / <MoneyText value={budget.amount} />
        </Line>
        {compareAmounts(budget.unknownSpend.amount, "0") > 0 ? (
          <Line name={t("unknown")}>
            <MoneyText value={budget.unknownSpend} />
          </Line>
        ) : null}
        <Line name={t("reserved")}>
          <MoneyText value={budget.reserved} />
        </Line>
        <Line name={t("left")}>
          <MoneyText value={budget.left} />
        </Line>
        <Line
          name={t("forecast")}
          hint={
            budget.forecast
              ? t("forecastHint", {
                  days: budget.forecast.days,
                  expected: formatAmount(budget.forecast.expected.amount, locale),
                })
              : t("noForecast")
          }
        >
          {budget.forecast ? (
            <>
              <MoneyText value={budget.forecast.low} bare /> – <MoneyText value={budget.forecast.high} />
            </>
          ) : (
            "—"
          )}
        </Line>
      </dl>
      <Alerts budget={budget} />
      <p className="mt-auto pt-1 text-faint text-xs">
        {t("month", {
          from: day(budget.periodStart),
          to: day(budget.periodEnd, -DAY_MS / 2),
          timeZone: timeZoneName(budget.timeZone),
        })}
      </p>
    </div>
  );
}

/** The gravest of what holds of it. */
function Standing({ budget: { stopped, asksApproval, level } }: { budget: Budget }) {
  const t = useTranslations("spend.budgets");
  if (stopped && level !== "used_up") return <StateBadge tone="danger">{t("stopped")}</StateBadge>;
  if (level === "used_up") return <StateBadge tone="danger">{t("level.used_up")}</StateBadge>;
  if (asksApproval) return <StateBadge tone="warning">{t("asksApproval")}</StateBadge>;
  return level === "near" ? <StateBadge tone="warning">{t("level.near")}</StateBadge> : null;
}

/** When it speaks up, and what follows; what was reached this month says so. */
function Alerts({ budget }: { budget: Budget }) {
  const t = useTranslations("spend.budgets.alerts");
  const { labelled } = usePunctuation();
  if (budget.alerts.length === 0) return null;
  return (
    <div>
      <h4 className="text-muted">{t("title")}</h4>
      <ul className="text-xs">
        {budget.alerts.map(({ basis, share, action, reached }) => (
          <li key={`${basis}:${share}`} className={reached ? "text-warning-text" : "text-faint"}>
            {labelled(`${t(`basis.${basis}`)} ${share}%`, t(`action.${action}`))}
            {reached ? ` · ${t("reached")}` : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Line({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">
        {name}
        {hint ? <span className="block text-faint text-xs">{hint}</span> : null}
      </dt>
      <dd className="figures text-end">{children}</dd>
    </>
  );
}
