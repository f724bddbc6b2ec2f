"use client";
import { useFormatter, useNow, useTranslations } from "next-intl";
import { Duration } from "#components/ui/duration.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import type { QueuedBatch } from "#lib/review/read-queue.ts";

const FIRST_PACE_AFTER = 3;
const MS_PER_HOUR = 3_600_000;

/** How far the queue has come, at which pace, and how long the rest takes one person at that pace. */
export function ReviewProgress({
  queue,
  sinceQueue,
  decided,
  startedAt,
}: {
  queue: readonly QueuedBatch[];
  sinceQueue: number;
  decided: number;
  startedAt: number;
}) {
  const t = useTranslations("review.progress");
  const format = useFormatter();
  const now = useNow({ updateInterval: 5_000 });
  const sum = (of: (batch: QueuedBatch) => number) => queue.reduce((total, batch) => total + of(batch), 0);
  const total = sum(
    ({ pending, approved, rejected, escalated }) => pending + approved + rejected + escalated,
  );
  if (total === 0) return null;
  const left = Math.max(0, sum(({ pending }) => pending) - sinceQueue);
  const done = total - left;
  const perHour =
    decided >= FIRST_PACE_AFTER && startedAt > 0 && now.getTime() > startedAt
      ? Math.round((decided / (now.getTime() - startedAt)) * MS_PER_HOUR)
      : null;
  return (
    <ProgressBar
      className="w-full sm:w-80"
      value={done}
      max={total}
      label={t("label")}
      caption={
        <span className="flex flex-wrap gap-x-3">
          <span className="figures">
            {t("done", { done: format.number(done), total: format.number(total) })}
          </span>
          {perHour ? (
            <>
              <span className="figures">{t("pace", { count: format.number(perHour) })}</span>
              {left > 0 ? (
                <span>
                  {t("left")} <Duration ms={Math.ceil((left / perHour) * 60) * 60_000} />
                </span>
              ) : null}
            </>
          ) : null}
        </span>
      }
    />
  );
}
