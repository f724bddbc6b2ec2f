import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { QueueOverview } from "#components/review/queue-overview.tsx";
import { ReviewScreen } from "#components/review/review-screen.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("review");
  return { title: t("title") };
}

interface Asked {
  batchId?: string;
  state?: string;
}

/** Review: items handed out one after the other; those who only watch see the queues. */
export default async function ReviewPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const { batchId, state } = await searchParams;
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  const { batches } = await api.review.queue(batchId ? { batchId } : {});
  if (!can(actor, "review:decide")) return <QueueOverview batches={batches} canDecide={false} />;
  return (
    <ReviewScreen
      key={`${batchId}:${state}`}
      memberId={actor.memberId}
      batchId={batchId}
      state={state === "escalated" ? "escalated" : "pending"}
      queue={batches}
    />
  );
}
