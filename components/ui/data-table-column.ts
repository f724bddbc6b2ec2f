import {
  type ColumnDef,
  type ColumnVisibilityState,
  columnVisibilityFeature,
  createCoreRowModel,
  type ReactTable,
  type RowData,
  tableFeatures,
} from "@tanstack/react-table";
import type { ReactNode } from "react";

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
  /** Takes what room the others leave, and is the first to be cut. */
  grow?: boolean | undefined;
  /** Cut with an ellipsis instead of wrapping (default) or let it wrap. */
  wrap?: boolean | undefined;
  /** Starts hidden; people can show it from the column menu. */
  hidden?: boolean | undefined;
  /** Cannot be hidden. The first column never can. */
  fixed?: boolean | undefined;
}

/** What the library does for our tables. */
export const tableLibrary = tableFeatures({ columnVisibilityFeature, coreRowModel: createCoreRowModel() });

// A column's cell stands in its meta: the library would mount it as a component, and mount it anew whenever a page
// names its columns anew.
export type TableFeaturesOf<Row> = typeof tableLibrary & { columnMeta: DataTableColumn<Row> };

/** A table of such rows, as its parts read it. */
export type TableOf<Row extends RowData> = ReactTable<TableFeaturesOf<Row>, Row>;

/** The columns as the library takes them. */
export function definitionsOf<Row extends RowData>(
  columns: readonly DataTableColumn<Row>[],
): ColumnDef<TableFeaturesOf<Row>, Row>[] {
  return columns.map((column, position) => ({
    id: column.id,
    enableHiding: position > 0 && !column.fixed,
    meta: column,
  }));
}

/** What is shown before anybody has chosen. */
export function visibilityAtFirst<Row>(columns: readonly DataTableColumn<Row>[]): ColumnVisibilityState {
  return Object.fromEntries(columns.filter(({ hidden }) => hidden).map(({ id }) => [id, false]));
}
