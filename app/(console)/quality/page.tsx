import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { QualityPage } from "#components/quality/quality-page.tsx";
import { can } from "#lib/auth/can.ts";
import { QUALITY_DIMENSIONS } from "#lib/quality/quality-figures.ts";
import { dayIn } from "#lib/spend/day-in.ts";
import { daysOfChoice, isRangeChoice } from "#lib/spend/range-choice.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("quality");
  return { title: t("title") };
}

type Parameters = Partial<Record<string, string | string[]>>;

/** What decisions say of the work, in the days and by the dimension of the address. */
export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [actor, asked, api, timeZone] = await Promise.all([
    requirePermission("quality:read"),
    searchParams,
    serverApi(),
    getTimeZone(),
  ]);
  const choice = isRangeChoice(asked.range) ? asked.range : "30d";
  const custom = { from: one(asked.from), to: one(asked.to) };
  const days = daysOfChoice(choice, dayIn(timeZone, new Date()), custom);
  const groupBy = QUALITY_DIMENSIONS.find((dimension) => dimension === asked.groupBy) ?? "reviewer";
  const [report, waiting] = await Promise.all([
    orNotFound(api.quality.report({ ...days, timeZone, groupBy })),
    can(actor, "templates:write") ? api.improvements.waiting({}) : { items: [] },
  ]);
  return (
    <QualityPage
      report={report}
      choice={choice}
      groupBy={groupBy}
      waiting={waiting.items}
      ownId={can(actor, "quality:read-all") ? null : actor.memberId}
    />
  );
}

function one(parameter: string | string[] | undefined): string {
  return typeof parameter === "string" ? parameter : "";
}
