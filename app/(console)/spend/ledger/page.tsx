import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { LEDGER_FILTERS, type LedgerFilter } from "#components/spend/ledger-filter.ts";
import { LedgerPage } from "#components/spend/ledger-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("spend.ledger");
  return { title: t("title") };
}

type Parameters = Partial<Record<string, string | string[]>>;

/** The entries of the ledger behind a figure. */
export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [, asked, api, timeZone] = await Promise.all([
    requirePermission("spend:read"),
    searchParams,
    serverApi(),
    getTimeZone(),
  ]);
  const filter: LedgerFilter = { timeZone };
  for (const name of LEDGER_FILTERS) {
    const value = asked[name];
    if (typeof value === "string" && value !== "") filter[name] = value;
  }
  const kind = (["settled", "released", "unknown"] as const).find((one) => one === asked.kind);
  const firstPage = await orNotFound(api.spend.attempts({ ...filter, ...(kind && { kind }) }));
  return <LedgerPage filter={{ ...filter, ...(kind && { kind }) }} firstPage={firstPage} />;
}
