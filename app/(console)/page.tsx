import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { HomeLayout } from "#components/home/home-layout.tsx";
import { SpendCard } from "#components/home/spend-card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { can } from "#lib/auth/can.ts";
import { requireActor } from "../current-actor.ts";
import { serverApi } from "../server-api.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("home");
  return { title: t("title") };
}

/** Home: what waits for me, what runs, what failed, what it costs. */
export default async function HomePage() {
  const [actor, api, t, timeZone] = await Promise.all([
    requireActor(),
    serverApi(),
    getTranslations("home"),
    getTimeZone(),
  ]);
  const spend = can(actor, "spend:read") ? await api.spend.summary({ timeZone }) : null;
  return (
    <>
      <PageHeader title={t("title")} />
      <HomeLayout
        wide={null}
        narrow={
          spend ? (
            <SpendCard
              spend={{
                ...spend.monthToDate,
                asOf: spend.asOf,
                otherCurrencies: spend.currencies.filter((currency) => currency !== spend.currency),
              }}
            />
          ) : null
        }
      />
    </>
  );
}
