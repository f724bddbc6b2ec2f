"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Money } from "#lib/money.ts";

export interface MonthSpend {
  cost: Money;
  costPerApprovedItem: Money | null;
  approvedItems: number;
  /** Whether a sandbox made what this counts. */
  simulated: "none" | "some" | "all";
  /** Currencies beside the one shown in which something was paid this month or last. */
  otherCurrencies: readonly string[];
  /** When the sums were taken. */
  asOf: string;
}

/** What this month has cost so far. */
export function SpendCard({ spend }: { spend: MonthSpend }) {
  const t = useTranslations("home.spend");
  return (
    <Card title={t("title")} actions={<TextLink href="/spend">{t("details")}</TextLink>}>
      <Stat
        label={t("monthToDate")}
        href="/spend"
        value={<MoneyText value={spend.cost} />}
        sub={
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span>
              {t("asOf")} <DateTime iso={spend.asOf} />
            </span>
            {spend.otherCurrencies.map((currency) => (
              <TextLink key={currency} href={`/spend?currency=${currency}`}>
                {t("alsoIn", { currency })}
              </TextLink>
            ))}
            {spend.simulated === "all" ? <SimulatedMark /> : null}
          </span>
        }
      />
      <dl className="mt-3 grid grid-cols-2 gap-2 border-line border-t pt-3">
        <div>
          <dt className="text-muted text-xs">{t("perApproved")}</dt>
          <dd className="font-medium">
            <MoneyText value={spend.costPerApprovedItem} />
          </dd>
        </div>
        <div>
          <dt className="text-muted text-xs">{t("approved")}</dt>
          <dd className="font-medium">
            <NumberText value={spend.approvedItems} />
          </dd>
        </div>
      </dl>
    </Card>
  );
}
