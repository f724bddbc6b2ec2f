import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTimeZone, getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { narrowedBy } from "#components/review/queue-address.ts";
import { QueueOverview } from "#components/review/queue-overview.tsx";
import { ReviewScreen } from "#components/review/review-screen.tsx";
import type { SentTo } from "#components/review/sent-to-callout.tsx";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { startOfToday } from "#lib/start-of-today.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("review");
  return { title: t("title") };
}

type Asked = Partial<
  Record<"batchId" | "state" | "item" | "language" | "templateId" | "risk", string | string[]>
>;

/** Review: items handed out one after the other; those who only watch see the queues, or the item they were sent to. */
export default async function ReviewPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const [asked, actor, api] = await Promise.all([searchParams, requireActor(), serverApi()]);
  const itemId = one(asked.item);
  const item = itemId ? await orNotFound(api.review.item({ itemId })) : null;
  const batchId = item?.batch.batchId ?? one(asked.batchId);
  const narrowed = item ? {} : narrowedBy(asked);
  const { batches } = await orNotFound(api.review.queue({ ...narrowed, ...(batchId && { batchId }) }));
  if (!can(actor, "review:decide")) {
    if (item) redirect(`/batches/${item.batch.batchId}?item=${item.itemId.split(".")[1]}`);
    const timeZone = await getTimeZone();
    const { people } = await api.review.progress({ since: startOfToday(timeZone) });
    return (
      <QueueOverview
        batches={batches}
        all={batches}
        narrowed={narrowed}
        people={people}
        canDecide={false}
        canKeepPractice={can(actor, "practice:write")}
      />
    );
  }
  const isLaunchedByMe = batches.some((batch) => batch.batchId === batchId && batch.launchedByMe);
  const state = (item?.reviewState ?? one(asked.state)) === "escalated" ? "escalated" : "pending";
  return (
    <ReviewScreen
      key={[batchId, state, itemId, ...Object.values(narrowed)].join(":")}
      memberId={actor.memberId}
      batchId={batchId}
      state={state}
      narrowed={narrowed}
      queue={batches}
      sentTo={item ? sentTo(item, actor, isLaunchedByMe) : undefined}
    />
  );
}

type Item = Awaited<ReturnType<Awaited<ReturnType<typeof serverApi>>["review"]["item"]>>;

function sentTo(item: Item, actor: Actor, isLaunchedByMe: boolean): SentTo {
  const { itemId, rowNumber, reviewState, claimedBy, history } = item;
  const named = { itemId, rowNumber };
  if (reviewState === "approved" || reviewState === "rejected")
    return { ...named, standing: reviewState, by: history.at(-1)?.by.name ?? null };
  if (reviewState === "none") return { ...named, standing: "nothing", by: null };
  if (isLaunchedByMe) return { ...named, standing: "own-launch", by: null };
  if (claimedBy && claimedBy.memberId !== actor.memberId)
    return { ...named, standing: "held", by: claimedBy.name };
  return { ...named, standing: "free", by: null };
}

function one(parameter: string | string[] | undefined): string | undefined {
  return typeof parameter === "string" && parameter !== "" ? parameter : undefined;
}
