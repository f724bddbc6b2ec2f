"use client";
import { useFormatter } from "next-intl";
import { addDays, monthStart } from "#lib/spend/calendar-day.ts";
import type { Days } from "./compare-href.ts";

/** Gives a period its name: a month's, a day's, or its first and last day. */
export function usePeriodName(): (days: Days) => string {
  const format = useFormatter();
  const noon = (day: string) => new Date(`${day}T12:00:00Z`);
  return ({ from, to }) => {
    const isMonth = from === monthStart(from) && to === addDays(monthStart(from, 1), -1);
    if (isMonth) return format.dateTime(noon(from), { year: "numeric", month: "long", timeZone: "UTC" });
    const asDay = { dateStyle: "medium", timeZone: "UTC" } as const;
    if (from === to) return format.dateTime(noon(from), asDay);
    // Node writes thin spaces where Chromium writes plain ones, and React takes a page that differs for broken.
    return format.dateTimeRange(noon(from), noon(to), asDay).replaceAll("\u2009", " ");
  };
}
