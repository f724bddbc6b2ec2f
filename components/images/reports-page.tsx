"use client";
import { ScanSearch } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { ReportPage as Answer, ReportSummary } from "./image-answers.ts";
import { ImagesTabs } from "./images-tabs.tsx";
import { NewReport, type NewReportProps } from "./new-report.tsx";
import { ReportStatus } from "./report-status.tsx";

const NO_FILTER = {};
const REFRESH_MS = 2_000;

export interface ReportsPageProps extends NewReportProps {
  firstPage: Answer;
  mayStart: boolean;
}

/** The reports on pictures there are, newest first, and where a new one is begun. */
export function ReportsPage({ firstPage, mayStart, ...start }: ReportsPageProps) {
  const t = useTranslations("images.report");
  const { items, error, paging } = usePagedList(api.imageReports.list, {
    filter: NO_FILTER,
    firstPage,
    refreshMs: (known) => known.some(({ status }) => status === "running") && REFRESH_MS,
  });
  const columns: DataTableColumn<ReportSummary>[] = [
    { id: "dataset", header: t("dataset"), cell: ({ datasetName }) => datasetName ?? t("datasetGone") },
    { id: "column", header: t("column"), cell: ({ column }) => column },
    { id: "status", header: t("status"), cell: ({ status }) => <ReportStatus status={status} /> },
    { id: "done", header: t("done"), align: "end", cell: ({ done }) => <NumberText value={done} /> },
    { id: "rows", header: t("rows"), align: "end", cell: ({ rows }) => <NumberText value={rows} /> },
    { id: "by", header: t("by"), cell: ({ createdBy }) => createdBy ?? "—" },
    { id: "created", header: t("created"), cell: ({ createdAt }) => <DateTime iso={createdAt} relative /> },
  ];
  return (
    <>
      <PageHeader title={t("title")} tabs={<ImagesTabs current="reports" />} />
      {mayStart ? <NewReport {...start} /> : null}
      <ProblemCallout error={error} className="mb-3" />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/images/reports/${id}`}
        storageKey="imageReports"
        {...paging}
        empty={<EmptyState icon={<ScanSearch aria-hidden />} title={t("empty")} cause={t("emptyCause")} />}
      />
    </>
  );
}
