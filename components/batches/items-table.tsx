"use client";
import { useTranslations } from "next-intl";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useEffect, useState } from "react";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { OutputSummary } from "#components/images/output-summary.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
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
import { RejectItems } from "./reject-items.tsx";

const LOOK_EVERY_MS = 2_000;
const REVIEW_STATES = ["pending", "in-lot", "approved", "rejected", "escalated"] as const;
const STATES = ["succeeded", "failed", "skipped", "running", "pending"] as const;

export interface ItemFilter {
  state?: Item["state"];
  failureGroup?: string;
  reviewState?: Item["reviewState"];
  language?: string;
}

export interface ItemsTableProps {
  batch: Batch;
  filter: ItemFilter;
  firstPage: ItemPage;
  canReopen: boolean;
  canAddPractice: boolean;
  /** May reject several at once. */
  canReview: boolean;
  canSeeReview: boolean;
}

/** What one act may reject: what waits for review, and what was rejected and may take another route. */
const REJECTABLE: readonly Item["reviewState"][] = ["pending", "escalated", "rejected"];
/** The most that one act takes. */
const MOST_CHOSEN = 200;

/** The items of a batch by state, cause and language; the one that is open stands in the address. */
export function ItemsTable({
  batch,
  filter,
  firstPage,
  canReopen,
  canAddPractice,
  canReview,
  canSeeReview,
}: ItemsTableProps) {
  const t = useTranslations("batches");
  const words = useTranslations("review");
  const [{ item: open }, setPlace] = useQueryStates(
    { item: parseAsInteger, call: parseAsString, decision: parseAsString },
    { history: "push" },
  );
  const setOpen = (item: number | null) => void setPlace({ item, call: null, decision: null });
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

  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const rejectable = canReview ? items.filter(isRejectable) : [];
  const chosenItems = rejectable.filter(({ seq }) => chosen.has(seq)).slice(0, MOST_CHOSEN);
  const choose = (seqs: readonly number[], isChosen: boolean) => {
    const next = new Set(chosen);
    for (const seq of seqs) isChosen ? next.add(seq) : next.delete(seq);
    setChosen(next);
  };

  const columns: DataTableColumn<Item>[] = [
    {
      id: "row",
      header: t("row"),
      align: "end",
      width: "5rem",
      cell: (item) => <NumberText value={item.rowNumber} />,
    },
    ...(rejectable.length > 0
      ? [
          {
            id: "choose",
            header: t("rejectItems.choose"),
            width: "5rem",
            cell: (item: Item) =>
              isRejectable(item) ? (
                // Above the row's own link, which opens the item.
                <span className="relative z-10">
                  <Checkbox
                    aria-label={t("rejectItems.chooseRow", { row: item.rowNumber, language: item.language })}
                    checked={chosen.has(item.seq)}
                    onCheckedChange={(isChosen) => choose([item.seq], isChosen)}
                  />
                </span>
              ) : null,
          },
        ]
      : []),
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
      width: "12rem",
      cell: ({ reviewState, route }) =>
        route
          ? `${t(`reviewState.${reviewState}`)} → ${words(`route.${route}`)}`
          : t(`reviewState.${reviewState}`),
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
        onRowClick={(item) => setOpen(item.seq)}
        currentKey={open === null ? null : String(open)}
        storageKey="batch-items"
        {...paging}
        empty={<EmptyState title={t("noItems")} cause={t(`noItemsCause.${emptyCause(batch, filter)}`)} />}
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
            <SelectFilter
              param="review"
              label={t("review")}
              options={REVIEW_STATES.map((state) => ({ value: state, label: t(`reviewState.${state}`) }))}
            />
            {filter.failureGroup === undefined ? null : (
              <span className="max-w-72 truncate text-muted text-xs">
                {t("ofOneCause")} {items[0]?.failure?.message ?? "…"}
              </span>
            )}
            <ClearFilters params={["state", "review", "language", "group"]} />
            {rejectable.length > 0 ? (
              <span className="flex flex-wrap items-center gap-2">
                <Checkbox
                  label={t("rejectItems.chooseAll", { count: rejectable.length })}
                  checked={chosenItems.length > 0 && chosenItems.length === rejectable.length}
                  indeterminate={chosenItems.length > 0 && chosenItems.length < rejectable.length}
                  onCheckedChange={(isChosen) =>
                    choose(
                      rejectable.map(({ seq }) => seq),
                      isChosen,
                    )
                  }
                />
                {chosenItems.length > 0 ? (
                  <RejectItems
                    items={chosenItems}
                    onRejected={() => {
                      setChosen(new Set());
                      void refetch();
                    }}
                  />
                ) : null}
              </span>
            ) : null}
          </FilterBar>
        }
      />
      {open === null ? null : (
        <ItemPanel
          key={open}
          batchId={batch.id}
          seq={open}
          canReopen={canReopen}
          canAddPractice={canAddPractice}
          onReopened={() => void refetch()}
          canSeeReview={canSeeReview}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

/** What is so where no item is shown. */
function emptyCause(batch: Batch, filter: ItemFilter) {
  if (Object.values(filter).some(Boolean)) return "ofFilter";
  if (batch.status === "scheduled" || batch.status === "awaiting-approval") return "scheduled";
  return isFinal(batch.status) ? "ever" : "yet";
}

function isRejectable({ reviewState, output }: Item): boolean {
  return output !== null && REJECTABLE.includes(reviewState);
}

function summaryOf(item: Item): React.ReactNode {
  if (item.failure) return item.failure.message;
  return <OutputSummary output={item.output ?? {}} />;
}
