"use client";
import {
  type ColumnDef,
  type ColumnVisibilityState,
  columnVisibilityFeature,
  createCoreRowModel,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo, useRef } from "react";
import { Button } from "./button.tsx";
import { Checkbox } from "./checkbox.tsx";
import { cn } from "./class-names.ts";
import { DataTableOptions } from "./data-table-options.tsx";
import { Skeleton } from "./skeleton.tsx";
import { useFitsWidth } from "./use-fits-width.ts";
import { useStoredState } from "./use-stored-state.ts";

export interface DataTableColumn<Row> {
  id: string;
  /** Shown above the column and in the column menu. */
  header: string;
  /** Quieter, after the header: the unit of the numbers below. */
  unit?: string | undefined;
  cell: (row: Row) => ReactNode;
  /** "end" for numbers. */
  align?: "start" | "end" | undefined;
  /** A CSS width such as "12rem"; without it the content decides. */
  width?: string | undefined;
  /** Cut with an ellipsis instead of wrapping (default) or let it wrap. */
  wrap?: boolean | undefined;
  /** Starts hidden; people can show it from the column menu. */
  hidden?: boolean | undefined;
  /** Cannot be hidden. The first column never can. */
  fixed?: boolean | undefined;
}

export interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  label: string;
  columns: readonly DataTableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Makes the whole row a link (the first cell carries it). */
  rowHref?: ((row: Row) => string) | undefined;
  /** Makes the whole row a button; rowHref wins. */
  onRowClick?: ((row: Row) => void) | undefined;
  /** The row that is open beside the table. */
  currentKey?: string | null | undefined;
  /** Tick boxes; the set holds row keys. */
  selection?: { keys: ReadonlySet<string>; onChange: (keys: Set<string>) => void };
  /** Shown instead of rows: an EmptyState. */
  empty?: ReactNode;
  /** The first page is on its way: skeleton rows. */
  loading?: boolean | undefined;
  /** Keyset paging: shows "Load more" when there is a next page. */
  onLoadMore?: (() => void) | undefined;
  hasMore?: boolean | undefined;
  loadingMore?: boolean | undefined;
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

export type TableDensity = "compact" | "normal";

const features = tableFeatures({ columnVisibilityFeature, coreRowModel: createCoreRowModel() });
const rowHeightPx: Record<TableDensity, number> = { compact: 27, normal: 33 };

/** The table of the console: sticky header, 33 px rows, column choice, density, row links, keyset paging. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    rowKey,
    rowHref,
    onRowClick,
    currentKey,
    selection,
    empty,
    loading = false,
  } = props;
  const {
    onLoadMore,
    hasMore = false,
    loadingMore = false,
    virtualHeight,
    toolbar,
    storageKey,
    plain = false,
  } = props;
  const t = useTranslations("common");
  const [density, setDensity] = useStoredState<TableDensity>(
    storageKey && `table.${storageKey}.density`,
    "normal",
  );
  const [visibility, setVisibility] = useStoredState<ColumnVisibilityState>(
    storageKey && `table.${storageKey}.columns`,
    Object.fromEntries(columns.filter((column) => column.hidden).map((column) => [column.id, false])),
  );
  const definitions = useMemo<ColumnDef<typeof features, Row & object>[]>(
    () => columns.map((column) => ({ id: column.id, header: column.header })),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows as readonly (Row & object)[] as (Row & object)[],
    getRowId: (row) => rowKey(row),
    state: { columnVisibility: visibility },
    onColumnVisibilityChange: (update) =>
      setVisibility(typeof update === "function" ? update(visibility) : update),
  });
  const shown = columns.filter((column) => table.getColumn(column.id)?.getIsVisible());
  const scroller = useRef<HTMLDivElement>(null);
  const fits = useFitsWidth(scroller);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx[density],
    overscan: 12,
    enabled: virtualHeight !== undefined,
  });
  const window = virtualHeight === undefined ? null : virtualizer.getVirtualItems();
  const firstDrawn = window?.[0]?.index ?? 0;
  const drawn = window === null ? rows : rows.slice(firstDrawn, (window.at(-1)?.index ?? -1) + 1);
  const padAbovePx = window?.[0]?.start ?? 0;
  const padBelowPx = window === null ? 0 : virtualizer.getTotalSize() - (window.at(-1)?.end ?? 0);

  const span = shown.length + (selection ? 1 : 0);
  const cellHeight = density === "compact" ? "h-row-compact" : "h-row";
  const allSelected =
    selection !== undefined && rows.length > 0 && rows.every((row) => selection.keys.has(rowKey(row)));

  function toggle(keys: string[], on: boolean) {
    if (!selection) return;
    const next = new Set(selection.keys);
    for (const key of keys) on ? next.add(key) : next.delete(key);
    selection.onChange(next);
  }

  function firstCell(row: Row, content: ReactNode) {
    const stretched =
      "rounded-sm font-medium text-text after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-text";
    if (rowHref) {
      return (
        <Link href={rowHref(row)} className={stretched}>
          {content}
        </Link>
      );
    }
    if (onRowClick) {
      return (
        <button
          type="button"
          onClick={() => onRowClick(row)}
          className={cn(stretched, "max-w-full truncate text-start align-middle")}
        >
          {content}
        </button>
      );
    }
    return content;
  }

  const body =
    !loading && rows.length === 0 ? (
      <tr>
        <td colSpan={span} className="p-0">
          {/* In a table wider than the screen it stays where it can be seen. */}
          <div className="sticky start-0 max-w-[calc(100vw-2rem)]">
            {empty ?? <p className="px-3 py-8 text-center text-muted">{t("table.empty")}</p>}
          </div>
        </td>
      </tr>
    ) : (
      drawn.map((row, index) => {
        const key = rowKey(row);
        const isSelected = selection?.keys.has(key) ?? false;
        return (
          <tr
            key={key}
            aria-rowindex={virtualHeight === undefined ? undefined : firstDrawn + index + 2}
            aria-selected={selection ? isSelected : undefined}
            data-current={key === currentKey || undefined}
            className={cn(
              "relative border-line border-b last:border-b-0",
              (rowHref || onRowClick) && "hover:bg-hover",
              (isSelected || key === currentKey) && "bg-accent-soft hover:bg-accent-soft",
            )}
          >
            {selection ? (
              <td className={cn("relative z-10 w-8 ps-3", cellHeight)}>
                <Checkbox
                  aria-label={t("table.selectRow")}
                  checked={isSelected}
                  onCheckedChange={(on) => toggle([key], on)}
                />
              </td>
            ) : null}
            {shown.map((column, position) => (
              <td
                key={column.id}
                className={cn(
                  "px-3 py-0.5 align-middle",
                  cellHeight,
                  column.align === "end" && "figures text-end",
                  !column.wrap && "max-w-52 truncate sm:max-w-96",
                )}
              >
                {position === 0 ? firstCell(row, column.cell(row)) : column.cell(row)}
              </td>
            ))}
          </tr>
        );
      })
    );

  return (
    <div className={cn("min-w-0", props.className)}>
      {toolbar || !plain ? (
        <div className="flex flex-wrap items-center gap-2 pb-2">
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">{toolbar}</div>
          {plain ? null : (
            <DataTableOptions
              columns={columns.filter((column, position) => position > 0 && !column.fixed)}
              isVisible={(id) => table.getColumn(id)?.getIsVisible() ?? true}
              onVisibleChange={(id, visible) => setVisibility({ ...visibility, [id]: visible })}
              density={density}
              onDensityChange={setDensity}
            />
          )}
        </div>
      ) : null}
      <div
        ref={scroller}
        // Clipping makes no scroll container, so the header can stick to the page.
        className={cn(
          "rounded-lg border border-line bg-surface",
          fits && virtualHeight === undefined ? "overflow-clip" : "overflow-auto",
        )}
        style={virtualHeight === undefined ? undefined : { maxHeight: virtualHeight }}
        {...(virtualHeight === undefined ? {} : { tabIndex: 0, role: "region", "aria-label": label })}
      >
        <table
          aria-label={label}
          aria-busy={loading || undefined}
          aria-rowcount={virtualHeight === undefined ? undefined : rows.length + 1}
          className="w-full border-collapse text-sm"
        >
          <thead className="sticky top-0 z-20 bg-sunken text-muted text-xs">
            <tr>
              {selection ? (
                <th scope="col" className="w-8 ps-3 text-start">
                  <Checkbox
                    aria-label={t("table.selectAll")}
                    checked={allSelected}
                    indeterminate={!allSelected && rows.some((row) => selection.keys.has(rowKey(row)))}
                    onCheckedChange={(on) => toggle(rows.map(rowKey), on)}
                  />
                </th>
              ) : null}
              {shown.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  style={
                    column.width === undefined ? undefined : { width: column.width, minWidth: column.width }
                  }
                  className={cn(
                    "h-7 whitespace-nowrap px-3 font-medium",
                    column.align === "end" ? "text-end" : "text-start",
                  )}
                >
                  {column.header}
                  {column.unit ? <span className="ms-1 font-normal text-faint">{column.unit}</span> : null}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {padAbovePx > 0 ? (
              <tr aria-hidden>
                <td colSpan={span} style={{ height: padAbovePx }} />
              </tr>
            ) : null}
            {loading
              ? Array.from({ length: 8 }, (_, row) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
                  <tr key={row} className="border-line border-b last:border-b-0">
                    {Array.from({ length: span }, (_, cell) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
                      <td key={cell} className={cn("px-3", cellHeight)}>
                        <Skeleton className={cn("h-3", cell === 0 ? "w-40" : "w-16")} />
                      </td>
                    ))}
                  </tr>
                ))
              : body}
            {padBelowPx > 0 ? (
              <tr aria-hidden>
                <td colSpan={span} style={{ height: padBelowPx }} />
              </tr>
            ) : null}
          </tbody>
        </table>
      </div>
      {hasMore || loadingMore ? (
        <div className="flex items-center gap-3 pt-2">
          <Button size="sm" loading={loadingMore} onClick={onLoadMore}>
            {t("action.loadMore")}
          </Button>
          <span className="text-muted text-xs">{t("table.rowsShown", { count: rows.length })}</span>
        </div>
      ) : null}
    </div>
  );
}
