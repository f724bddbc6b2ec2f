"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SegmentedBar } from "#components/ui/segmented-bar.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { currentRate, meanRate, type ProgressSample, remainingMs } from "#lib/batches/view/progress.ts";
import { type Batch, endedOf } from "./answers.ts";
import { useItemSegments } from "./use-item-segments.ts";

/** Counts by state that lead to their items, the rate, and when it will be over. */
export function ProgressCard({ batch, samples }: { batch: Batch; samples: readonly ProgressSample[] }) {
  const t = useTranslations("batches");
  const segmentsOf = useItemSegments();
  const ended = endedOf(batch);
  const isRunning = batch.status === "running";
  const untilMs = batch.finishedAt ? Date.parse(batch.finishedAt) : (samples.at(-1)?.atMs ?? null);
  const mean =
    batch.startedAt && untilMs !== null ? meanRate(ended, Date.parse(batch.startedAt), untilMs) : null;
  const current = isRunning ? currentRate(samples) : null;
  const rate = isRunning ? (current ?? mean) : mean;
  const left = isRunning ? remainingMs(batch.itemCount - ended, [current, mean]) : null;
  return (
    <Card title={t("progress")}>
      <SegmentedBar label={t("progress")} segments={segmentsOf(batch)} />
      <div className="mt-4 grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Stat
          label={t("ended")}
          value={
            <>
              <NumberText value={ended} /> / <NumberText value={batch.itemCount} />
            </>
          }
          sub={t("rowsTimesLanguages", { rows: batch.rowCount, languages: batch.languages.length })}
        />
        <Stat
          label={t("rate")}
          value={<NumberText value={rate} decimals={1} unit={t("perSecond")} />}
          sub={rate === null ? null : isRunning ? t("lastHalfMinute") : t("onAverage")}
        />
        <Stat
          label={t("remaining")}
          value={
            left ? (
              <>
                <Duration ms={left.low} /> – <Duration ms={left.high} />
              </>
            ) : (
              <NumberText value={null} />
            )
          }
        />
        <Stat
          label={batch.finishedAt ? t("finished") : batch.startedAt ? t("started") : t("launch.startsAt")}
          value={
            <span className="text-sm">
              <DateTime iso={batch.finishedAt ?? batch.startedAt ?? batch.startAt} />
            </span>
          }
        />
      </div>
    </Card>
  );
}
