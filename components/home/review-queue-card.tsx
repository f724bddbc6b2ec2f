"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Stat } from "#components/ui/stat.tsx";

export interface ReviewQueue {
  /** Outputs that this person may decide on. */
  waiting: number;
  /** There are at least that many; nobody counted further. */
  isCapped: boolean;
}

/** What waits for my eyes. */
export function ReviewQueueCard({ queue, canDecide }: { queue: ReviewQueue; canDecide: boolean }) {
  const t = useTranslations("home.queue");
  return (
    <Card title={t("title")}>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Stat
          label={t("waiting")}
          href="/review"
          value={
            <>
              <NumberText value={queue.waiting} />
              {queue.isCapped ? "+" : null}
            </>
          }
        />
        {canDecide && queue.waiting > 0 ? <LinkButton href="/review">{t("start")}</LinkButton> : null}
      </div>
      {queue.waiting === 0 ? <p className="mt-1 text-muted">{t("empty")}</p> : null}
    </Card>
  );
}
