"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Histogram } from "./histogram.tsx";
import type { Report } from "./image-answers.ts";
import { ReportProblems } from "./report-problems.tsx";
import { ReportStatus } from "./report-status.tsx";

const REFRESH_MS = 1_500;

/** What was measured of a dataset's pictures: counts, why some are missing, the worst of each problem, and how they are spread. */
export function ReportPage({ asLoaded, mayPick }: { asLoaded: Report; mayPick: boolean }) {
  const t = useTranslations("images.report");
  const { data: report } = useQuery({
    ...api.imageReports.get.queryOptions({ input: { id: asLoaded.id } }),
    initialData: asLoaded,
    refetchInterval: ({ state }) => state.data?.status === "running" && REFRESH_MS,
  });
  const { rows, done, measured, failures, datasetId, datasetName } = report;
  const missing = failures.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("title"), href: "/images/reports" }]}
        title={t("titleOf", { dataset: datasetName ?? t("datasetGone"), column: report.column })}
        badge={<ReportStatus status={report.status} />}
        facts={[
          datasetName && (
            <TextLink key="dataset" href={`/datasets/${datasetId}`}>
              {datasetName}
            </TextLink>
          ),
          <span key="who">
            {report.createdBy ?? "—"} · <DateTime iso={report.createdAt} />
          </span>,
        ]}
      />
      {report.status === "running" ? (
        <ProgressBar
          value={done}
          max={rows}
          label={t("progress")}
          caption={t("progressOf", { done, rows })}
          className="mb-4"
        />
      ) : null}
      {report.failure ? (
        <Callout tone="danger" title={t("failed")} className="mb-4">
          {report.failure.message}
        </Callout>
      ) : null}
      <div className="mb-4 grid grid-cols-3 gap-4 rounded-lg border border-line bg-surface p-4">
        <Stat label={t("rows")} value={<NumberText value={rows} />} />
        <Stat label={t("measured")} value={<NumberText value={measured} />} />
        <Stat label={t("missing")} value={<NumberText value={missing} />} />
      </div>
      <div className="flex flex-col gap-4">
        <ReportProblems report={report} mayPick={mayPick && report.status === "succeeded"} />
        {failures.length > 0 ? (
          <Card title={t("whyMissing")} flush>
            <ul>
              {failures.map(({ code, message, count, firstRow, source }) => (
                <li
                  key={`${code}${firstRow}`}
                  className="flex gap-4 border-line px-4 py-2 not-first:border-t"
                >
                  <span className="figures w-12 shrink-0 text-end font-medium">
                    <NumberText value={count} />
                  </span>
                  <span className="min-w-0">
                    <span className="block">{message}</span>
                    <span className="wrap-anywhere block text-muted text-xs">
                      <TextLink href={`/datasets/${datasetId}?row=${firstRow}`} className="underline">
                        {t("rowNumber", { row: firstRow })}
                      </TextLink>
                      {source ? ` · ${source}` : null}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
        {measured > 0 ? (
          <Card title={t("spread")}>
            <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2 xl:grid-cols-3">
              {report.histograms.map(({ measure, groups }) => (
                <Histogram key={measure} measure={measure} groups={groups} />
              ))}
            </div>
          </Card>
        ) : null}
      </div>
    </>
  );
}
