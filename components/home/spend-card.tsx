"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Money } from "#lib/money.ts";

export interface MonthSpend {
  /** One amount a currency, largest first; empty when nothing was paid. */
  totals: readonly Money[];
  costPerApprovedItem: Money | null;
  approvedItems: number;
  /** When the sums were taken. */
  asOf: string;
}

/** What this month has cost so far. */
export function SpendCard({ spend }: { spend: MonthSpend }) {
  const t = useTranslations("home.spend");
  const [first, ...others] = spend.totals;
  return (
    <Card title={t("title")} actions={<TextLink href="/spend">{t("details")}</TextLink>}>
      <Stat
        label={t("monthToDate")}
        href="/spend"
        value={first ? <MoneyText value={first} /> : t("nothing")}
        sub={
          <>
            {others.map((amount) => (
              <span key={amount.currency} className="block">
                <MoneyText value={amount} />
              </span>
            ))}
            {t("asOf")} <DateTime iso={spend.asOf} />
          </>
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
