"use client";
import { useTranslations } from "next-intl";
import { parseAsInteger, useQueryState } from "nuqs";
import { useEffect } from "react";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ClearFilters, FilterBar, SelectFilter } from "#components/ui/filter-bar.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { isFinal } from "#lib/batches/batch-state.ts";
import type { Batch, Item, ItemPage } from "./answers.ts";
import { ItemPanel } from "./item-panel.tsx";
import { ItemStateBadge } from "./item-state.tsx";

const LOOK_EVERY_MS = 2_000;
const STATES = ["succeeded", "failed", "skipped", "running", "pending"] as const;

export interface ItemFilter {
  state?: Item["state"];
  failureGroup?: string;
  language?: string;
}

export interface ItemsTableProps {
  batch: Batch;
  filter: ItemFilter;
  firstPage: ItemPage;
}

/** The items of a batch by state, cause and language; the one that is open stands in the address. */
export function ItemsTable({ batch, filter, firstPage }: ItemsTableProps) {
  const t = useTranslations("batches");
  const [open, setOpen] = useQueryState("item", parseAsInteger.withOptions({ history: "push" }));
  const isOver = isFinal(batch.status) && batch.counts.running === 0;
  const { items, refetch, paging } = usePagedList(api.batches.items, {
    filter: { id: batch.id, ...filter },
    firstPage,
    refreshMs: isOver ? false : LOOK_EVERY_MS,
  });
  const { succeeded, failed } = batch.counts;
  // The last items end with the batch, when nobody looks again by the clock.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again whenever these change
  useEffect(() => {
    if (isOver) void refetch();
  }, [isOver, succeeded, failed, refetch]);

  const columns: DataTableColumn<Item>[] = [
    {
      id: "row",
      header: t("row"),
      align: "end",
      width: "5rem",
      cell: (item) => <NumberText value={item.rowNumber} />,
    },
    { id: "language", header: t("language"), width: "6rem", cell: (item) => item.language },
    {
      id: "state",
      header: t("stateHeader"),
      width: "8rem",
      cell: (item) => <ItemStateBadge state={item.state} />,
    },
    { id: "output", header: t("output"), cell: (item) => summaryOf(item) },
    {
      id: "attempts",
      header: t("attempts"),
      align: "end",
      width: "6rem",
      cell: (item) => <NumberText value={item.attempts} />,
    },
    {
      id: "cost",
      header: t("cost"),
      unit: batch.spent.currency,
      align: "end",
      width: "8rem",
      cell: (item) => <MoneyText value={item.cost} bare />,
    },
    {
      id: "review",
      header: t("review"),
      width: "8rem",
      cell: (item) => t(`reviewState.${item.reviewState}`),
    },
    {
      id: "ended",
      header: t("finished"),
      width: "9rem",
      hidden: true,
      cell: (item) => <DateTime iso={item.endedAt} relative />,
    },
  ];

  return (
    <>
      <DataTable
        label={t("items")}
        columns={columns}
        rows={items}
        rowKey={(item) => String(item.seq)}
        onRowClick={(item) => void setOpen(item.seq)}
        currentKey={open === null ? null : String(open)}
        storageKey="batch-items"
        {...paging}
        empty={<EmptyState title={t("noItems")} cause={t("noItemsCause")} />}
        toolbar={
          <FilterBar>
            <SelectFilter
              param="state"
              label={t("stateHeader")}
              options={STATES.map((state) => ({ value: state, label: t(`itemState.${state}`) }))}
            />
            {batch.languages.length > 1 ? (
              <SelectFilter
                param="language"
                label={t("language")}
                options={batch.languages.map((language) => ({ value: language, label: language }))}
              />
            ) : null}
            <ClearFilters params={["state", "language", "group"]} />
          </FilterBar>
        }
      />
      {open === null ? null : (
        <ItemPanel key={open} batchId={batch.id} seq={open} onClose={() => void setOpen(null)} />
      )}
    </>
  );
}

function summaryOf(item: Item): string {
  if (item.failure) return item.failure.message;
  if (!item.output) return "—";
  return Object.values(item.output)
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)))
    .join(" · ");
}
