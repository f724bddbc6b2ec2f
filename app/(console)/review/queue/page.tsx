import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { narrowedBy } from "#components/review/queue-address.ts";
import { QueueOverview } from "#components/review/queue-overview.tsx";
import { can } from "#lib/auth/can.ts";
import { startOfToday } from "#lib/start-of-today.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("review");
  return { title: t("queue.label") };
}

interface Address {
  searchParams: Promise<Partial<Record<string, string | string[]>>>;
}

/** All batches with something to review, or those of a part of the queue. */
export default async function ReviewQueuePage({ searchParams }: Address) {
  const [asked, actor, api, timeZone] = await Promise.all([
    searchParams,
    requireActor(),
    serverApi(),
    getTimeZone(),
  ]);
  const narrowed = narrowedBy(asked);
  const [{ batches }, all, { people }] = await Promise.all([
    api.review.queue(narrowed),
    api.review.queue({}),
    api.review.progress({ since: startOfToday(timeZone) }),
  ]);
  return (
    <QueueOverview
      batches={batches}
      all={all.batches}
      narrowed={narrowed}
      people={people}
      canDecide={can(actor, "review:decide")}
      canKeepPractice={can(actor, "practice:write")}
    />
  );
}
