import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTimeZone, getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { compareHref } from "#components/spend/explanation/compare-href.ts";
import { ComparePage } from "#components/spend/explanation/compare-page.tsx";
import { dayIn } from "#lib/spend/calendar-day.ts";
import { daysBefore } from "#lib/spend/days-before.ts";
import { daysOfChoice } from "#lib/spend/range-choice.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("spend.explanation");
  return { title: t("title") };
}

type Parameters = Partial<Record<string, string | string[]>>;

/** Why days cost more or less than others. Its address names the days of both, so that it says the same to everybody. */
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
  const against = daysOfChoice("custom", today, { from: one(asked.againstFrom), to: one(asked.againstTo) });
  const isNamed = period.from === asked.from && against.from === asked.againstFrom;
  const isWhole = period.to === asked.to && against.to === asked.againstTo;
  if (!isNamed || !isWhole) redirect(compareHref(period, daysBefore(period), currency));
  const explanation = await api.spend.explanation({
    ...{ timeZone, ...period, ...(currency && { currency }) },
    ...{ againstFrom: against.from, againstTo: against.to },
  });
  return <ComparePage explanation={explanation} today={today} />;
}

function one(parameter: string | string[] | undefined): string {
  return typeof parameter === "string" ? parameter : "";
}
