import type { Metadata } from "next";
import { cookies } from "next/headers";
import { getTimeZone, getTranslations } from "next-intl/server";
import { AwaitingCard } from "#components/home/awaiting-card.tsx";
import { RUNNING_STATES, runningBatches } from "#components/home/batch-facts.ts";
import { checklistCookie, spendSeenCookie } from "#components/home/checklist-cookies.ts";
import { latestFailures } from "#components/home/failures.ts";
import { FailuresCard } from "#components/home/failures-card.tsx";
import { FirstRunChecklist } from "#components/home/first-run-checklist.tsx";
import { firstRunSteps } from "#components/home/first-run-steps.ts";
import { HomeLayout } from "#components/home/home-layout.tsx";
import { sumReviewQueue } from "#components/home/review-queue.ts";
import { ReviewQueueCard } from "#components/home/review-queue-card.tsx";
import { RunningBatchesLive } from "#components/home/running-batches-live.tsx";
import { SpendCard } from "#components/home/spend-card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { can } from "#lib/auth/can.ts";
import { requireActor } from "../current-actor.ts";
import { serverApi } from "../server-api.ts";

const RECENT = 20;
const AWAITING = 10;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("home");
  return { title: t("title") };
}

/** Home: what waits for me, what runs, what failed, what it costs. */
export default async function HomePage() {
  const [actor, api, t, timeZone, jar] = await Promise.all([
    requireActor(),
    serverApi(),
    getTranslations("home"),
    getTimeZone(),
    cookies(),
  ]);
  const canDecide = can(actor, "review:decide");
  const canLaunch = can(actor, "batches:launch");
  const canApprove = can(actor, "batches:approve");
  const [queued, spend, running, recent, publications, trials, failedImports, mine, decisions, awaiting] =
    await Promise.all([
      can(actor, "review:read") ? api.review.queue({}) : null,
      can(actor, "spend:read") ? api.spend.summary({ timeZone }) : null,
      api.batches.list({ status: RUNNING_STATES, limit: 10 }),
      api.batches.list({ limit: RECENT }),
      api.publications.list({ limit: RECENT }),
      can(actor, "trials:read") ? api.trials.list({ limit: RECENT }) : { items: [] },
      api.datasets.list({ status: "failed", limit: RECENT }),
      api.batches.list({ launchedBy: actor.memberId, limit: 1 }),
      canDecide ? api.review.mine({ limit: 1 }) : { items: [] },
      canApprove ? api.batches.list({ status: "awaiting-approval", limit: AWAITING }) : { items: [] },
    ]);
  const queue = queued && sumReviewQueue(queued.batches);
  const failures = latestFailures(
    {
      batches: recent.items,
      trials: trials.items,
      datasets: failedImports.items,
      publications: publications.items,
    },
    new Date(),
  );
  const steps = firstRunSteps(
    actor.roles,
    {
      trial: trials.items.some(({ createdBy }) => createdBy.id === actor.memberId),
      launch: mine.items.length > 0,
      review: decisions.items.length > 0,
      publish: publications.items.some(
        ({ status, createdBy }) => status === "succeeded" && createdBy.memberId === actor.memberId,
      ),
      spend: jar.has(spendSeenCookie),
    },
    {
      trial: "/trials/new",
      launch: "/batches/new",
      review: "/review",
      publish: "/published/new",
      spend: "/spend",
    },
    queue !== null && queue.mine === 0 && queue.ownLaunches > 0,
  );

  return (
    <>
      <PageHeader
        title={t("title")}
        primaryAction={
          queue && canDecide && queue.mine > 0 ? (
            <LinkButton variant="primary" href="/review">
              {t("resume.review", { count: queue.mine })}
            </LinkButton>
          ) : canLaunch ? (
            <LinkButton variant="primary" href="/batches/new">
              {t("resume.launch")}
            </LinkButton>
          ) : null
        }
      />
      {jar.get(checklistCookie)?.value === "hidden" ? null : <FirstRunChecklist steps={steps} />}
      <HomeLayout
        wide={
          <>
            <RunningBatchesLive batches={runningBatches(running.items)} canLaunch={canLaunch} />
            <FailuresCard failures={failures} />
          </>
        }
        narrow={
          <>
            <AwaitingCard
              launches={awaiting.items.filter(({ launchedBy }) => launchedBy.id !== actor.memberId)}
            />
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
