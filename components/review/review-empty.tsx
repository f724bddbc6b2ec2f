"use client";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { QueuedBatch } from "#lib/review/read-queue.ts";
import { QueueList } from "./queue-list.tsx";

export interface ReviewEmptyProps {
  queue: readonly QueuedBatch[];
  batchId: string | undefined;
  state: "pending" | "escalated";
  onCheckAgain: () => void;
}

/** Nothing to hand out: why, and what to do next. */
export function ReviewEmpty({ queue, batchId, state, onCheckAgain }: ReviewEmptyProps) {
  const t = useTranslations("review.empty");
  const pending = queue.reduce((sum, batch) => sum + batch.pending, 0);
  const escalated = queue.reduce((sum, batch) => sum + batch.escalated, 0);
  const isAllMine = pending > 0 && queue.every((batch) => batch.launchedByMe || batch.pending === 0);
  const cause =
    state === "escalated"
      ? t("noEscalated")
      : isAllMine
        ? t("ownLaunches", { count: pending })
        : pending > 0
          ? t("heldByOthers", { count: pending })
          : t("allDone");
  return (
    <>
      <EmptyState
        icon={<CircleCheck aria-hidden />}
        title={pending > 0 && state === "pending" ? t("titleNone") : t("titleDone")}
        cause={cause}
        action={
          <>
            <Button onClick={onCheckAgain}>{t("checkAgain")}</Button>
            {state === "pending" && escalated > 0 ? (
              <LinkButton href={`/review?state=escalated${batchId ? `&batchId=${batchId}` : ""}`}>
                {t("toEscalated", { count: escalated })}
              </LinkButton>
            ) : null}
            {batchId || state === "escalated" ? (
              <LinkButton href="/review">{t("allBatches")}</LinkButton>
            ) : (
              <LinkButton href="/batches">{t("toBatches")}</LinkButton>
            )}
          </>
        }
      />
      {queue.length > 0 ? <QueueList batches={queue} /> : null}
    </>
  );
}
