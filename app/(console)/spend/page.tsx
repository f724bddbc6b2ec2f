import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { SpendPage } from "#components/spend/spend-page.tsx";
import { can } from "#lib/auth/can.ts";
import { daysOfChoice, isRangeChoice } from "#lib/spend/range-choice.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("spend");
  return { title: t("title") };
}

type Parameters = Partial<Record<string, string | string[]>>;

const GROUPS = ["model", "template", "person", "team", "batch", "language", "day"] as const;
const STACKS = ["model", "template", "person", "team", "batch", "language"] as const;

/** What was spent: this month beside last month, then the days chosen, by day and by group. */
export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [actor, asked, api, timeZone] = await Promise.all([
    requirePermission("spend:read"),
    searchParams,
    serverApi(),
    getTimeZone(),
  ]);
  const currency = /^[A-Z]{3}$/.exec(one(asked.currency))?.[0];
  const ask = { timeZone, ...(currency && { currency }) };
  const summary = await api.spend.summary(ask);
  const choice = isRangeChoice(asked.range) ? asked.range : "thisMonth";
  const days = daysOfChoice(choice, summary.today, { from: one(asked.from), to: one(asked.to) });
  const groupBy = GROUPS.find((group) => group === asked.groupBy) ?? "model";
  const stackBy = STACKS.find((stack) => stack === asked.stackBy) ?? "model";
  const [report, daily, budgets, scopes, limits] = await Promise.all([
    api.spend.report({ ...ask, ...days, groupBy }),
    api.spend.daily({ ...ask, ...days, stackBy }),
    api.budgets.list({}),
    can(actor, "budgets:write") ? api.budgets.scopes({}) : null,
    can(actor, "launch-limits:write") ? api.launchLimits.list({}) : null,
  ]);
  return (
    <SpendPage
      summary={summary}
      report={report}
      daily={daily}
      choice={choice}
      groupBy={groupBy}
      stackBy={stackBy}
      budgets={budgets.items}
      scopes={scopes?.items ?? null}
      limits={limits?.items ?? null}
      readerId={actor.memberId}
      canTry={can(actor, "trials:run")}
    />
  );
}

function one(parameter: string | string[] | undefined): string {
  return typeof parameter === "string" ? parameter : "";
}
