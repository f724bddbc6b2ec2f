"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { client, problemOf } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyLink } from "#components/ui/copy-link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { QueuedBatch } from "#lib/review/read-queue.ts";
import { ReviewDesk } from "./review-desk.tsx";
import { ReviewEmpty } from "./review-empty.tsx";
import { ReviewProgress } from "./review-progress.tsx";
import { type QueueNarrowed, type ReviewApi, ReviewSession } from "./review-session.ts";
import { browserStorage } from "./review-storage.ts";
import { type SentTo, SentToCallout } from "./sent-to-callout.tsx";

export interface ReviewScreenProps {
  memberId: string;
  batchId?: string | undefined;
  state: "pending" | "escalated";
  /** Which part of the queue is reviewed. */
  narrowed: QueueNarrowed;
  queue: readonly QueuedBatch[];
  /** The item that the address names, and how it stands. */
  sentTo?: SentTo | undefined;
}

/** A sitting: claims items as long as there are any, and keeps every decision until the server has it. */
export function ReviewScreen({ memberId, batchId, state, narrowed, queue, sentTo }: ReviewScreenProps) {
  const t = useTranslations("review");
  const [session] = useState(
    () =>
      new ReviewSession({
        api: client.review as ReviewApi,
        storage: browserStorage(memberId),
        refusalStatus: (error) => problemOf(error)?.status ?? null,
        isVisible: () => document.visibilityState === "visible",
        batchId,
        state,
        narrowed,
        queue,
        first: sentTo?.itemId,
      }),
  );
  const view = useSyncExternalStore(session.subscribe, session.view, session.view);
  useEffect(() => {
    session.start();
    const retry = () => session.retry();
    const renew = () => session.renew();
    window.addEventListener("online", retry);
    document.addEventListener("visibilitychange", renew);
    return () => {
      window.removeEventListener("online", retry);
      document.removeEventListener("visibilitychange", renew);
      session.stop();
    };
  }, [session]);
  const batch = view.current ? view.batches[view.current.batchId] : undefined;
  const name = batch?.name ?? (batchId ? view.queue[0]?.name : undefined);
  const isNarrowed = Object.keys(narrowed).length > 0;
  const others = view.queue.length > 1 || batchId !== undefined || isNarrowed;
  return (
    <div className="xl:flex xl:h-[calc(100dvh-2.5rem)] xl:flex-col">
      <PageHeader
        title={name ?? t("title")}
        badge={batch?.simulated ? <SimulatedMark /> : null}
        facts={[
          state === "escalated" ? t("escalatedQueue") : null,
          isNarrowed ? t("narrowed") : null,
          batch ? t("template", { name: batch.templateName, number: batch.versionNumber ?? 0 }) : null,
        ]}
        actions={
          <>
            <ReviewProgress
              queue={view.queue}
              sinceQueue={view.sinceQueue}
              decided={view.decided}
              startedAt={view.startedAt}
            />
            {view.current ? <CopyLink path={`/review?item=${view.current.itemId}`} /> : null}
            {others ? <LinkButton href="/review/queue">{t("allQueues")}</LinkButton> : null}
          </>
        }
      />
      {view.phase === "loading" ? <LoadingPanes /> : null}
      {view.phase === "failed" ? (
        <div className="mb-3 flex flex-col items-start gap-2">
          <ProblemCallout error={view.error ?? new Error()} className="w-full" />
          <Button onClick={() => session.retry()}>{t("outbox.retry")}</Button>
        </div>
      ) : null}
      {view.phase !== "failed" && view.error ? <ProblemCallout error={view.error} className="mb-3" /> : null}
      {sentTo && view.phase !== "loading" ? (
        <SentToCallout
          sentTo={sentTo}
          isHere={view.claims.some(({ itemId }) => itemId === sentTo.itemId)}
          hasOthers={view.current !== null}
        />
      ) : null}
      {view.phase === "empty" ? (
        <ReviewEmpty
          queue={view.queue}
          batchId={batchId}
          state={state}
          why={view.whyEmpty}
          onCheckAgain={() => session.checkAgain()}
        />
      ) : null}
      <ReviewDesk session={session} view={view} />
    </div>
  );
}

function LoadingPanes() {
  return (
    <div className="grid flex-1 gap-3 xl:grid-cols-3">
      {["source", "output", "context"].map((pane) => (
        <div key={pane} className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
          <Skeleton className="h-5 w-24" />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-4/5" />
          <Skeleton className="h-4 w-2/3" />
        </div>
      ))}
    </div>
  );
}
