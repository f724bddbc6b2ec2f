"use client";
import { CalendarClock, Rocket } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { modelName } from "#components/models/model-name.ts";
import { SavedViews } from "#components/saved-views/saved-views.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import {
  ClearFilters,
  FilterBar,
  SearchFilter,
  SelectFilter,
  SortFilter,
} from "#components/ui/filter-bar.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SegmentedBar } from "#components/ui/segmented-bar.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import { BATCH_SORTS } from "#lib/batches/batch-sort.ts";
import { BATCH_STATES, type BatchState, isFinal } from "#lib/batches/batch-state.ts";
import { meanRate } from "#lib/batches/view/progress.ts";
import { type Batch, type BatchPage, endedOf } from "./answers.ts";
import { BatchStateBadge } from "./batch-state.tsx";
import { BatchesTabs } from "./batches-tabs.tsx";
import { Spent } from "./spent.tsx";
import { useItemSegments } from "./use-item-segments.ts";

const LOOK_EVERY_MS = 2_000;

export interface BatchesPageProps {
  filter: {
    search?: string;
    status?: BatchState;
    datasetId?: string;
    templateId?: string;
    modelId?: string;
    launchedBy?: string;
    sort?: (typeof BATCH_SORTS)[number];
  };
  firstPage: BatchPage;
  choices: Record<"templates" | "datasets" | "models", readonly { value: string; label: string }[]>;
  canLaunch: boolean;
}

/** What of the address filters and orders the list. */
const FILTERS = ["q", "status", "template", "dataset", "model", "by"] as const;

/** Every batch by filter, order and saved view; those under way move by themselves. */
export function BatchesPage({ filter, firstPage, choices, canLaunch }: BatchesPageProps) {
  const t = useTranslations("batches");
  const { labelled } = usePunctuation();
  const segmentsOf = useItemSegments();
  const { items: batches, paging } = usePagedList(api.batches.list, {
    filter,
    firstPage,
    refreshMs: (items) => items.some(({ status }) => !isFinal(status)) && LOOK_EVERY_MS,
  });
  const { sort: _, ...filters } = filter;
  const isFiltered = Object.values(filters).some(Boolean);

  const columns: DataTableColumn<Batch>[] = [
    {
      id: "name",
      header: t("name"),
      grow: true,
      cell: (batch) => (
        <span className="flex min-w-0 items-center gap-2">
          <span className="min-w-0 truncate" title={batch.name}>
            {batch.name}
          </span>
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
    { id: "state", header: t("stateHeader"), cell: (batch) => <BatchStateBadge batch={batch} /> },
    {
      id: "progress",
      header: t("progress"),
      width: "8rem",
      cell: (batch) => (
        <span className="flex items-center gap-2">
          <SegmentedBar bare className="w-16" label={batch.name} segments={segmentsOf(batch)} />
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
      hidden: true,
      cell: (batch) => <NumberText value={rateOf(batch)} decimals={1} />,
    },
    {
      id: "spent",
      header: t("spentOfCap"),
      align: "end",
      cell: (batch) => (
        <>
          <Spent batch={batch} bare /> / <MoneyText value={batch.budgetCap} />
        </>
      ),
    },
    { id: "template", header: t("template"), cell: (batch) => batch.template.name, hidden: true },
    { id: "dataset", header: t("dataset"), cell: (batch) => batch.dataset.name, hidden: true },
    {
      id: "model",
      header: t("model"),
      cell: (batch) => (batch.model ? modelName(batch.model) : "—"),
      hidden: true,
    },
    {
      id: "by",
      header: t("launchedBy"),
      cell: (batch) => <span className="block max-w-32 truncate">{batch.launchedBy.name}</span>,
    },
    {
      id: "when",
      header: t("launched"),
      cell: ({ status, startAt, createdAt }) =>
        status === "scheduled" && startAt ? (
          t.rich("startsWhen", { when: () => <DateTime iso={startAt} relative /> })
        ) : (
          <DateTime iso={createdAt} relative />
        ),
    },
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
            <SelectFilter param="template" label={t("template")} options={choices.templates} />
            <SelectFilter param="dataset" label={t("dataset")} options={choices.datasets} />
            <SelectFilter param="model" label={t("model")} options={choices.models} />
            <SelectFilter
              param="by"
              label={t("launchedBy")}
              options={[{ value: "me", label: labelled(t("launchedBy"), t("byMe")) }]}
            />
            <SortFilter
              options={[
                { value: "newest", label: t("sort.newest") },
                ...BATCH_SORTS.slice(1).map((value) => ({ value, label: t(`sort.${value}`) })),
              ]}
            />
            <ClearFilters params={FILTERS} />
            <SavedViews list="batches" params={[...FILTERS, "sort"]} />
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
