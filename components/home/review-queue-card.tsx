"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Stat } from "#components/ui/stat.tsx";
import type { ReviewQueue } from "./review-queue.ts";

/** What waits for my eyes, and what I launched and therefore may not decide on. */
export function ReviewQueueCard({ queue, canDecide }: { queue: ReviewQueue; canDecide: boolean }) {
  const t = useTranslations("home.queue");
  return (
    <Card title={canDecide ? t("title") : t("titleOfAll")}>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Stat
          label={t("waiting")}
          href="/review"
          value={<NumberText value={canDecide ? queue.mine : queue.mine + queue.ownLaunches} />}
        />
        {canDecide && queue.mine > 0 ? <LinkButton href="/review">{t("start")}</LinkButton> : null}
      </div>
      {queue.mine === 0 && queue.ownLaunches === 0 ? <p className="mt-1 text-muted">{t("empty")}</p> : null}
      {canDecide && queue.ownLaunches > 0 ? (
        <p className="mt-1 text-muted">{t("fourEyes", { count: queue.ownLaunches })}</p>
      ) : null}
      {queue.escalated > 0 ? (
        <p className="mt-1 text-muted">{t("escalated", { count: queue.escalated })}</p>
      ) : null}
    </Card>
  );
}
