import type { Row as LibraryRow, RowData } from "@tanstack/react-table";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import type { TableFeaturesOf } from "./data-table-column.ts";
import { Link } from "./link.tsx";
import { useMayFollow } from "./link-guard.tsx";
import { cellHeight, type TableDensity } from "./table-density.ts";

/** What opens when a row is clicked. */
export interface RowTarget<Row> {
  /** Makes the whole row a link (the first cell carries it). */
  rowHref?: ((row: Row) => string) | undefined;
  /** Makes the whole row a button; rowHref wins. */
  onRowClick?: ((row: Row) => void) | undefined;
}

export interface DataTableRowProps<Row extends RowData> extends RowTarget<Row> {
  row: LibraryRow<TableFeaturesOf<Row>, Row>;
  /** Open beside the table. */
  isCurrent: boolean;
  density: TableDensity;
  /** Counted from 1 and with the head; where not all rows are drawn. */
  rowIndex: number | undefined;
}

/** One row: its shown cells, of which the first opens what the row stands for. */
export function DataTableRow<Row extends RowData>({
  row,
  isCurrent,
  density,
  rowIndex,
  ...target
}: DataTableRowProps<Row>) {
  return (
    <tr
      aria-rowindex={rowIndex}
      data-current={isCurrent || undefined}
      className={cn(
        "relative border-line border-b last:border-b-0",
        (target.rowHref || target.onRowClick) && "hover:bg-hover",
        isCurrent && "bg-accent-soft hover:bg-accent-soft",
      )}
    >
      {row.getVisibleCells().map(({ id, column: { columnDef } }, position) => {
        const column = columnDef.meta;
        const content = column?.cell(row.original);
        return (
          <td
            key={id}
            className={cn(
              "px-3 py-0.5 align-middle",
              cellHeight[density],
              // Figures are never cut: what is cut of them is another figure. An amount and its currency stay on a line.
              column?.align === "end"
                ? "figures whitespace-nowrap text-end [&_wbr]:hidden"
                : column?.grow
                  ? cn("w-full min-w-40 max-w-0", !column.wrap && "truncate")
                  : !column?.wrap && "max-w-52 truncate sm:max-w-96",
            )}
          >
            {position === 0 ? (
              <Opener row={row.original} {...target}>
                {content}
              </Opener>
            ) : (
              content
            )}
          </td>
        );
      })}
    </tr>
  );
}

function Opener<Row>({
  row,
  rowHref,
  onRowClick,
  children,
}: RowTarget<Row> & { row: Row; children: ReactNode }) {
  // Stretched over the row, so that a click anywhere in it is one on the link.
  const stretched =
    "rounded-sm font-medium text-text after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-text";
  const href = rowHref?.(row);
  const mayFollow = useMayFollow(href);
  if (href !== undefined && mayFollow)
    return (
      <Link href={href} className={stretched}>
        {children}
      </Link>
    );
  if (onRowClick)
    return (
      <button
        type="button"
        onClick={() => onRowClick(row)}
        className={cn(stretched, "max-w-full truncate text-start align-middle")}
      >
        {children}
      </button>
    );
  return children;
}
