"use client";
import { type ColumnVisibilityState, functionalUpdate, type RowData, useTable } from "@tanstack/react-table";
import { useMemo } from "react";
import {
  type DataTableColumn,
  definitionsOf,
  type TableFeaturesOf,
  type TableOf,
  tableLibrary,
  visibilityAtFirst,
} from "./data-table-column.ts";
import { useStoredState } from "./use-stored-state.ts";

/** The library's table over these rows; this browser remembers under a name which columns are shown. */
export function useDataTable<Row extends RowData>({
  columns,
  rows,
  rowKey,
  storageKey,
}: {
  columns: readonly DataTableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  storageKey: string | undefined;
}): TableOf<Row> {
  const [columnVisibility, setVisibility] = useStoredState<ColumnVisibilityState>(
    storageKey && `table.${storageKey}.columns`,
    visibilityAtFirst(columns),
  );
  const definitions = useMemo(() => definitionsOf(columns), [columns]);
  return useTable<TableFeaturesOf<Row>, Row>({
    features: tableLibrary as TableFeaturesOf<Row>,
    columns: definitions,
    data: rows,
    getRowId: rowKey,
    state: { columnVisibility },
    onColumnVisibilityChange: (update) => setVisibility(functionalUpdate(update, columnVisibility)),
  });
}
