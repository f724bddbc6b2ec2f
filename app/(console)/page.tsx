import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { HomeLayout } from "#components/home/home-layout.tsx";
import { sumReviewQueue } from "#components/home/review-queue.ts";
import { ReviewQueueCard } from "#components/home/review-queue-card.tsx";
import { SpendCard } from "#components/home/spend-card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
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
  const [queued, spend] = await Promise.all([
    can(actor, "review:read") ? api.review.queue({}) : null,
    can(actor, "spend:read") ? api.spend.summary({ timeZone }) : null,
  ]);
  const queue = queued && sumReviewQueue(queued.batches);
  const canDecide = can(actor, "review:decide");

  return (
    <>
      <PageHeader
        title={t("title")}
        primaryAction={
          queue && canDecide && queue.mine > 0 ? (
            <LinkButton variant="primary" href="/review">
              {t("resume.review", { count: queue.mine })}
            </LinkButton>
          ) : can(actor, "batches:launch") ? (
            <LinkButton variant="primary" href="/batches/new">
              {t("resume.launch")}
            </LinkButton>
          ) : null
        }
      />
      <HomeLayout
        wide={null}
        narrow={
          <>
            {queue ? <ReviewQueueCard queue={queue} canDecide={canDecide} /> : null}
            {spend ? (
              <SpendCard
                spend={{
                  ...spend.monthToDate,
                  asOf: spend.asOf,
                  otherCurrencies: spend.currencies.filter((currency) => currency !== spend.currency),
                }}
              />
            ) : null}
          </>
        }
      />
    </>
  );
}
