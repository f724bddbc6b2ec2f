"use client";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { formatDuration } from "#components/ui/duration-format.ts";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import type { DatasetSummary } from "./dataset-answer.ts";
import { useRate } from "./use-rate.ts";

/** How far an import has come, how fast it goes and how long it still takes; and the way to stop it, for who may. */
export function ImportProgress({
  progress,
  onStop,
}: Pick<DatasetSummary, "progress"> & { onStop?: (() => void) | undefined }) {
  const t = useTranslations("datasets.progress");
  const locale = useLocale();
  const { bytesRead, bytesTotal, rows } = progress;
  const rowRate = useRate(rows, rows);
  const byteRate = useRate(bytesRead, bytesTotal);
  const facts = [
    t("rows", { count: rows }),
    t("bytes", { read: formatFileSize(bytesRead, locale), total: formatFileSize(bytesTotal, locale) }),
    rowRate && t("rate", { rows: Math.round(rowRate.perSecond) }),
    byteRate?.remainingMs != null && t("remaining", { time: formatDuration(byteRate.remainingMs, locale) }),
  ].filter(Boolean);
  return (
    <Card className="mb-4">
      <ProgressBar
        value={bytesRead}
        max={bytesTotal}
        label={t("label")}
        caption={<span className="figures">{facts.join(" · ")}</span>}
      />
      <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted text-xs">{t("goesOn")}</p>
        {onStop ? (
          <Button size="sm" onClick={onStop}>
            {t("stop")}
          </Button>
        ) : null}
      </div>
    </Card>
  );
}
