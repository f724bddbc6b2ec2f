import type { RowData } from "@tanstack/react-table";
import { cn } from "./class-names.ts";
import type { TableOf } from "./data-table-column.ts";

/** The names of the columns that are shown; they stay where the table scrolls. */
export function DataTableHead<Row extends RowData>({ table }: { table: TableOf<Row> }) {
  return (
    <thead className="sticky top-0 z-20 bg-sunken text-muted text-xs">
      <tr>
        {table.getVisibleLeafColumns().map(({ id, columnDef: { meta: column } }) => (
          <th
            key={id}
            scope="col"
            style={column?.width === undefined ? undefined : { width: column.width, minWidth: column.width }}
            className={cn(
              "h-7 whitespace-nowrap px-3 font-medium",
              column?.align === "end" ? "text-end" : "text-start",
            )}
          >
            {column?.header}
            {column?.unit ? <span className="ms-1 font-normal text-faint">{column.unit}</span> : null}
          </th>
        ))}
      </tr>
    </thead>
  );
}
