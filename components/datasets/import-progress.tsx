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
  const { bytesRead, bytesTotal, rows, rowsTotal } = progress;
  const isOfFile = bytesTotal > 0;
  const rowRate = useRate(rows, rowsTotal ?? rows);
  const byteRate = useRate(bytesRead, bytesTotal);
  const remainingMs = isOfFile ? byteRate?.remainingMs : rowsTotal === null ? null : rowRate?.remainingMs;
  const facts = [
    isOfFile || rowsTotal === null
      ? t("rows", { count: rows })
      : t("rowsOf", { count: rows, total: rowsTotal }),
    isOfFile &&
      t("bytes", { read: formatFileSize(bytesRead, locale), total: formatFileSize(bytesTotal, locale) }),
    rowRate && t("rate", { rows: Math.round(rowRate.perSecond) }),
    remainingMs != null && t("remaining", { time: formatDuration(remainingMs, locale) }),
  ].filter(Boolean);
  return (
    <Card className="mb-4">
      <ProgressBar
        value={isOfFile ? bytesRead : rows}
        max={isOfFile ? bytesTotal : (rowsTotal ?? 0)}
        label={t(isOfFile ? "label" : "filled")}
        caption={<span className="figures">{facts.join(" · ")}</span>}
      />
      <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted text-xs">{t(isOfFile ? "goesOn" : "fillGoesOn")}</p>
        {onStop ? (
          <Button size="sm" onClick={onStop}>
            {t(isOfFile ? "stop" : "stopFill")}
          </Button>
        ) : null}
      </div>
    </Card>
  );
}
