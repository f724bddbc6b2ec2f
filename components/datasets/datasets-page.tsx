"use client";
import { Database, Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Badge } from "#components/ui/badge.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ClearFilters, FilterBar, SearchFilter, SelectFilter } from "#components/ui/filter-bar.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { DatasetStatus as Status } from "#lib/datasets/dataset.ts";
import type { DatasetSummary } from "./dataset-answer.ts";
import { DatasetStatus } from "./dataset-status.tsx";

const REFRESH_WHILE_IMPORTING_MS = 2_000;

export interface DatasetsPageProps {
  filter: { name?: string; status?: Status };
  firstPage: { items: DatasetSummary[]; nextCursor: string | null };
  canImport: boolean;
}

/** The datasets there are, newest first; those still importing keep themselves up to date. */
export function DatasetsPage({ filter, firstPage, canImport }: DatasetsPageProps) {
  const t = useTranslations("datasets");
  const { items, error, paging } = usePagedList(api.datasets.list, {
    filter,
    firstPage,
    refreshMs: (known) => known.some(({ status }) => status === "importing") && REFRESH_WHILE_IMPORTING_MS,
  });
  const isFiltered = filter.name !== undefined || filter.status !== undefined;
  const importLink = canImport ? (
    <LinkButton variant="primary" href="/datasets/new" icon={<Upload aria-hidden />}>
      {t("list.import")}
    </LinkButton>
  ) : null;

  const columns: DataTableColumn<DatasetSummary>[] = [
    {
      id: "name",
      header: t("list.name"),
      cell: ({ name, version }) =>
        version > 1 ? (
          <>
            {name} <Badge>{t("version.badge", { version })}</Badge>
          </>
        ) : (
          name
        ),
    },
    { id: "status", header: t("list.status"), cell: (dataset) => <DatasetStatus dataset={dataset} /> },
    {
      id: "rows",
      header: t("list.rows"),
      align: "end",
      cell: ({ rowCount }) => <NumberText value={rowCount} />,
    },
    {
      id: "errors",
      header: t("list.errors"),
      align: "end",
      cell: ({ errorCount }) => <NumberText value={errorCount} />,
    },
    { id: "file", header: t("list.file"), cell: ({ fileName }) => fileName ?? "—" },
    { id: "createdBy", header: t("list.createdBy"), cell: ({ createdBy }) => createdBy.name || "—" },
    {
      id: "created",
      header: t("list.created"),
      cell: ({ createdAt }) => <DateTime iso={createdAt} relative />,
    },
  ];

  return (
    <>
      <PageHeader title={t("list.title")} primaryAction={importLink} />
      <ProblemCallout error={error} className="mb-3" />
      <DataTable
        label={t("list.title")}
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/datasets/${id}`}
        storageKey="datasets"
        {...paging}
        toolbar={
          <FilterBar>
            <SearchFilter label={t("list.search")} />
            <SelectFilter
              param="status"
              label={t("list.status")}
              options={(["importing", "ready", "failed"] as const).map((value) => ({
                value,
                label: t(`status.${value}`),
              }))}
            />
            <ClearFilters params={["q", "status"]} />
          </FilterBar>
        }
        empty={
          isFiltered ? (
            <EmptyState title={t("list.noneFound")} cause={t("list.noneFoundCause")} />
          ) : (
            <EmptyState
              icon={<Database aria-hidden />}
              title={t("list.empty")}
              cause={t("list.emptyCause")}
              action={importLink}
            />
          )
        }
      />
    </>
  );
}
