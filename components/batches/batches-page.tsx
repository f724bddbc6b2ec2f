"use client";
import { CalendarClock, Rocket } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ClearFilters, FilterBar, SearchFilter, SelectFilter } from "#components/ui/filter-bar.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { BATCH_STATES, type BatchState, isFinal } from "#lib/batches/batch-state.ts";
import { meanRate } from "#lib/batches/view/progress.ts";
import { type Batch, type BatchPage, endedOf } from "./answers.ts";
import { BatchStateBadge } from "./batch-state.tsx";
import { BatchesTabs } from "./batches-tabs.tsx";
import { Spent } from "./spent.tsx";

const LOOK_EVERY_MS = 2_000;

export interface BatchesPageProps {
  filter: { search?: string; status?: BatchState; datasetId?: string; templateId?: string };
  firstPage: BatchPage;
  canLaunch: boolean;
}

/** Every batch, newest first; those under way move by themselves. */
export function BatchesPage({ filter, firstPage, canLaunch }: BatchesPageProps) {
  const t = useTranslations("batches");
  const { items: batches, paging } = usePagedList(api.batches.list, {
    filter,
    firstPage,
    refreshMs: (items) => items.some(({ status }) => !isFinal(status)) && LOOK_EVERY_MS,
  });
  const isFiltered = Object.values(filter).some(Boolean);

  const columns: DataTableColumn<Batch>[] = [
    {
      id: "name",
      header: t("name"),
      cell: (batch) => (
        <span className="flex items-center gap-2">
          <span className="max-w-64 truncate">{batch.name}</span>
          {batch.simulated ? <SimulatedMark /> : null}
          {batch.schedule ? (
            <CalendarClock
              className="size-3.5 shrink-0 text-muted"
              role="img"
              aria-label={t("bySchedule", { name: batch.schedule.name })}
            />
          ) : null}
        </span>
      ),
    },
    { id: "state", header: t("stateHeader"), cell: (batch) => <BatchStateBadge state={batch.status} /> },
    {
      id: "progress",
      header: t("progress"),
      width: "10rem",
      cell: (batch) => (
        <span className="flex items-center gap-2">
          <ProgressBar
            className="w-20"
            label={batch.name}
            value={endedOf(batch)}
            max={batch.itemCount}
            tone={batch.status === "paused" ? "warning" : "accent"}
          />
          <NumberText
            value={batch.itemCount > 0 ? endedOf(batch) / batch.itemCount : 0}
            percent
            decimals={0}
          />
        </span>
      ),
    },
    {
      id: "items",
      header: t("items"),
      align: "end",
      cell: (batch) => <NumberText value={batch.itemCount} />,
    },
    {
      id: "failed",
      header: t("itemState.failed"),
      align: "end",
      cell: (batch) => <NumberText value={batch.counts.failed} />,
    },
    {
      id: "rate",
      header: t("rate"),
      unit: t("perSecond"),
      align: "end",
      cell: (batch) => <NumberText value={rateOf(batch)} decimals={1} />,
    },
    {
      id: "spent",
      header: t("spent"),
      align: "end",
      cell: (batch) => <Spent batch={batch} />,
    },
    {
      id: "cap",
      header: t("cap"),
      align: "end",
      cell: (batch) => <MoneyText value={batch.budgetCap} />,
    },
    { id: "template", header: t("template"), cell: (batch) => batch.template.name, hidden: true },
    { id: "dataset", header: t("dataset"), cell: (batch) => batch.dataset.name, hidden: true },
    { id: "model", header: t("model"), cell: (batch) => batch.model.name, hidden: true },
    { id: "by", header: t("launchedBy"), cell: (batch) => batch.launchedBy.name },
    { id: "when", header: t("launched"), cell: (batch) => <DateTime iso={batch.createdAt} relative /> },
  ];

  return (
    <>
      <PageHeader
        title={t("title")}
        tabs={<BatchesTabs current="/batches" />}
        primaryAction={
          canLaunch ? (
            <LinkButton variant="primary" href="/batches/new" icon={<Rocket aria-hidden />}>
              {t("new")}
            </LinkButton>
          ) : null
        }
      />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={batches}
        rowKey={(batch) => batch.id}
        rowHref={(batch) => `/batches/${batch.id}`}
        storageKey="batches"
        {...paging}
        empty={
          isFiltered ? (
            <EmptyState title={t("noneFound")} cause={t("noneFoundCause")} />
          ) : (
            <EmptyState
              title={t("none")}
              cause={t("noneCause")}
              action={canLaunch ? <LinkButton href="/batches/new">{t("new")}</LinkButton> : null}
            />
          )
        }
        toolbar={
          <FilterBar>
            <SearchFilter label={t("search")} />
            <SelectFilter
              param="status"
              label={t("stateHeader")}
              options={BATCH_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
            />
            <ClearFilters params={["q", "status"]} />
          </FilterBar>
        }
      />
    </>
  );
}

function rateOf(batch: Batch): number | null {
  if (!batch.startedAt) return null;
  const untilMs = batch.finishedAt ? Date.parse(batch.finishedAt) : Date.now();
  return meanRate(endedOf(batch), Date.parse(batch.startedAt), untilMs);
}
