import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { QueueOverview } from "#components/review/queue-overview.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("review");
  return { title: t("queue.label") };
}

/** All batches with something to review. */
export default async function ReviewQueuePage() {
  const [actor, api] = await Promise.all([requireActor(), serverApi()]);
  const { batches } = await api.review.queue({});
  return <QueueOverview batches={batches} canDecide={can(actor, "review:decide")} />;
}
