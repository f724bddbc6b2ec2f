"use client";
import type { RowData } from "@tanstack/react-table";
import { type ReactNode, useRef } from "react";
import { cn } from "./class-names.ts";
import type { DataTableColumn } from "./data-table-column.ts";
import { DataTableHead } from "./data-table-head.tsx";
import { DataTableOptions } from "./data-table-options.tsx";
import { DataTablePaging, type DataTablePagingProps } from "./data-table-paging.tsx";
import { EmptyRow, LoadingRows, UndrawnRows } from "./data-table-placeholder.tsx";
import { DataTableRow, type RowTarget } from "./data-table-row.tsx";
import { rowHeightPx, type TableDensity } from "./table-density.ts";
import { useDataTable } from "./use-data-table.ts";
import { useFitsWidth } from "./use-fits-width.ts";
import { useRowWindow } from "./use-row-window.ts";
import { useStoredState } from "./use-stored-state.ts";

export interface DataTableProps<Row> extends RowTarget<Row>, DataTablePagingProps {
  /** What the table lists, for screen readers. */
  label: string;
  columns: readonly DataTableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The row that is open beside the table. */
  currentKey?: string | null | undefined;
  /** Shown instead of rows: an EmptyState. */
  empty?: ReactNode;
  /** The first page is on its way: skeleton rows. */
  loading?: boolean | undefined;
  /** A CSS height; the table then scrolls by itself and draws only what is seen (fixed row height). */
  virtualHeight?: string | undefined;
  /** Left of the column and density menu: filters, a count. */
  toolbar?: ReactNode;
  /** Remembers columns and density in this browser under this name. */
  storageKey?: string | undefined;
  /** Hides the column and density menu. */
  plain?: boolean | undefined;
  className?: string | undefined;
}

/** The table of the console: sticky header, 33 px rows, column choice, density, row links, keyset paging. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, rowHref, onRowClick, currentKey, empty, loading = false } = props;
  const { virtualHeight, toolbar, storageKey, plain = false } = props;
  const [density, setDensity] = useStoredState<TableDensity>(
    storageKey && `table.${storageKey}.density`,
    "normal",
  );
  const table = useDataTable({ columns, rows, rowKey, storageKey });
  const span = table.getVisibleLeafColumns().length;
  const scroller = useRef<HTMLDivElement>(null);
  const fits = useFitsWidth(scroller);
  const isVirtual = virtualHeight !== undefined;
  const isScroller = isVirtual || !fits;
  const window = useRowWindow(scroller, {
    count: rows.length,
    heightPx: rowHeightPx[density],
    isScrolling: isVirtual,
  });

  return (
    <div className={cn("min-w-0", props.className)}>
      {toolbar || !plain ? (
        <div className="flex flex-wrap items-start gap-2 pb-2">
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">{toolbar}</div>
          {plain ? null : <DataTableOptions table={table} density={density} onDensityChange={setDensity} />}
        </div>
      ) : null}
      <div
        ref={scroller}
        // Clipping makes no scroll container, so the header can stick to the page.
        className={cn(
          "rounded-lg border border-line bg-surface",
          isScroller ? "overflow-auto" : "overflow-clip",
        )}
        style={isVirtual ? { maxHeight: virtualHeight } : undefined}
        {...(isScroller && { tabIndex: 0, role: isVirtual ? "region" : "group", "aria-label": label })}
      >
        <table
          aria-label={label}
          aria-busy={loading || undefined}
          aria-rowcount={isVirtual ? rows.length + 1 : undefined}
          className="w-full border-collapse text-sm"
        >
          <DataTableHead table={table} />
          <tbody>
            <UndrawnRows span={span} heightPx={window.abovePx} />
            {loading ? (
              <LoadingRows span={span} density={density} />
            ) : rows.length === 0 ? (
              <EmptyRow span={span}>{empty}</EmptyRow>
            ) : (
              table
                .getRowModel()
                .rows.slice(window.first, window.end)
                .map((row, index) => (
                  <DataTableRow
                    key={row.id}
                    row={row}
                    rowHref={rowHref}
                    onRowClick={onRowClick}
                    isCurrent={row.id === currentKey}
                    density={density}
                    rowIndex={isVirtual ? window.first + index + 2 : undefined}
                  />
                ))
            )}
            <UndrawnRows span={span} heightPx={window.belowPx} />
          </tbody>
        </table>
      </div>
      <DataTablePaging
        onLoadMore={props.onLoadMore}
        hasMore={props.hasMore}
        loadingMore={props.loadingMore}
        rowCount={rows.length}
      />
    </div>
  );
}
