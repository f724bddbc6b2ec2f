"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, SearchFilter } from "#components/ui/filter-bar.tsx";
import { Select } from "#components/ui/select.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { fillRate } from "#lib/datasets/dataset.ts";
import { PARTS } from "#lib/datasets/split.ts";
import type { DatasetAnswer } from "./dataset-answer.ts";
import { PartSelect } from "./part-select.tsx";

const ROWS_PER_READ = 200;
const REFRESH_WHILE_IMPORTING_MS = 2_000;
const CELL_CHARACTERS = 300;
const FILLS = ["empty", "filled"] as const;

interface Row {
  rowNumber: number;
  sourceRow: number;
  values: Record<string, string>;
}

const inAddress = {
  column: parseAsString,
  contains: parseAsString,
  fill: parseAsStringLiteral(FILLS),
  part: parseAsStringLiteral(PARTS),
  row: parseAsInteger,
};

/** The rows of a dataset; a row opens beside them, with its texts in full. */
export function RowsGrid({ dataset }: { dataset: DatasetAnswer }) {
  const t = useTranslations("datasets.rows");
  const format = useFormatter();
  const [asked, setAsked] = useQueryStates(inAddress);
  const { id, columns, rowCount, status, split } = dataset;
  const part = split === null ? null : asked.part;
  const column = columns.some(({ name }) => name === asked.column)
    ? asked.column
    : (columns[0]?.name ?? null);
  const isByValue = column !== null && (Boolean(asked.contains) || asked.fill !== null);
  const isFiltered = isByValue || part !== null;
  const filter = {
    ...(isByValue && {
      column,
      ...(asked.contains && { contains: asked.contains }),
      ...(asked.fill && { empty: asked.fill === "empty" }),
    }),
    ...(part && { part }),
  };
  const list = useInfiniteQuery({
    ...api.datasets.rows.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id,
        limit: ROWS_PER_READ,
        ...filter,
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    placeholderData: keepPreviousData,
    refetchOnMount: "always",
    refetchInterval: status === "importing" ? REFRESH_WHILE_IMPORTING_MS : false,
  });
  const rows: Row[] = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = rows.find(({ rowNumber }) => rowNumber === asked.row);
  const close = () => void setAsked({ row: null });

  const shown: DataTableColumn<Row>[] = [
    {
      id: "#",
      header: t("number"),
      align: "end",
      width: "4.5rem",
      cell: ({ rowNumber }) => format.number(rowNumber),
    },
    ...columns.map(
      ({ name, filled }): DataTableColumn<Row> => ({
        id: name,
        header: name,
        ...(status === "ready" && {
          unit: format.number(floorShare(fillRate({ filled }, rowCount)), { style: "percent" }),
        }),
        cell: ({ values }) =>
          values[name]?.slice(0, CELL_CHARACTERS) || <span className="text-faint">—</span>,
      }),
    ),
  ];

  return (
    <>
      <ProblemCallout error={list.error} className="mb-3" />
      <DataTable
        label={t("title")}
        columns={shown}
        rows={rows}
        rowKey={({ rowNumber }) => String(rowNumber)}
        onRowClick={({ rowNumber }) => void setAsked({ row: rowNumber })}
        currentKey={asked.row === null ? null : String(asked.row)}
        loading={list.isPending}
        virtualHeight="calc(100dvh - 17rem)"
        storageKey={`dataset.${id}`}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onLoadMore={() => void list.fetchNextPage()}
        toolbar={
          columns.length > 0 ? (
            <FilterBar>
              <Select
                size="sm"
                aria-label={t("filterColumn")}
                value={column}
                options={columns.map(({ name }) => ({ value: name, label: name }))}
                onValueChange={(value) => void setAsked({ column: value })}
              />
              <SearchFilter param="contains" label={t("contains")} />
              <Select
                size="sm"
                aria-label={t("fill")}
                value={asked.fill ?? ""}
                options={[
                  { value: "", label: t("fillAny") },
                  { value: "empty", label: t("fillEmpty") },
                  { value: "filled", label: t("fillFilled") },
                ]}
                onValueChange={(value) =>
                  void setAsked({ fill: FILLS.find((fill) => fill === value) ?? null })
                }
              />
              {split ? (
                <PartSelect part={part} onPart={(next) => void setAsked({ part: next })} size="sm" />
              ) : null}
            </FilterBar>
          ) : null
        }
        empty={
          <EmptyState
            title={isFiltered ? t("noneFound") : t("empty")}
            cause={
              isFiltered ? t("noneFoundCause") : status === "importing" ? t("emptyYet") : t("emptyCause")
            }
          />
        }
      />
      {open ? (
        <SidePanel
          title={t("rowTitle", { number: open.rowNumber })}
          facts={t("rowSource", { row: open.sourceRow })}
          onClose={close}
        >
          <dl className="flex flex-col gap-3">
            {columns.map(({ name }) => (
              <div key={name}>
                <dt className="text-muted text-xs">{name}</dt>
                <dd className="whitespace-pre-wrap break-words">
                  {open.values[name] || <span className="text-faint">{t("nothing")}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </SidePanel>
      ) : null}
    </>
  );
}

// 99.96 % is not 100 %: a full column has no gap at all.
function floorShare(share: number): number {
  return Math.floor(share * 100) / 100;
}
