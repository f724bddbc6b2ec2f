import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { ComparePage } from "#components/spend/explanation/compare-page.tsx";
import { dayIn } from "#lib/spend/day-in.ts";
import { daysBefore } from "#lib/spend/days-before.ts";
import { daysOfChoice } from "#lib/spend/range-choice.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("spend.explanation");
  return { title: t("title") };
}

type Parameters = Partial<Record<string, string | string[]>>;

/** Why days cost more or less than others: by its address, which comes to name the days of both. */
export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [, asked, api, timeZone] = await Promise.all([
    requirePermission("spend:read"),
    searchParams,
    serverApi(),
    getTimeZone(),
  ]);
  const currency = /^[A-Z]{3}$/.exec(one(asked.currency))?.[0];
  const today = dayIn(timeZone, new Date());
  const period = daysOfChoice("custom", today, { from: one(asked.from), to: one(asked.to) });
  const other = daysOfChoice("custom", today, { from: one(asked.againstFrom), to: one(asked.againstTo) });
  const isNamed = period.from === asked.from && other.from === asked.againstFrom;
  const isWhole = period.to === asked.to && other.to === asked.againstTo;
  const against = isNamed && isWhole ? other : daysBefore(period);
  const explanation = await api.spend.explanation({
    ...{ timeZone, ...period, ...(currency && { currency }) },
    ...{ againstFrom: against.from, againstTo: against.to },
  });
  return <ComparePage explanation={explanation} today={today} />;
}

function one(parameter: string | string[] | undefined): string {
  return typeof parameter === "string" ? parameter : "";
}
