"use client";
import { ChartColumn, Table2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { cn } from "./class-names.ts";

export interface ChartTable {
  /** The first column heads the rows. */
  columns: readonly { header: string; align?: "start" | "end" }[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}

export interface ChartFrameProps {
  title: ReactNode;
  /** What the chart shows, in a sentence, for who cannot see it. */
  summary: string;
  legend?: readonly { label: ReactNode; color: string }[];
  /** The same numbers as a table, one click away. */
  table: ChartTable;
  heightPx?: number | undefined;
  actions?: ReactNode;
  /** A recharts ResponsiveContainer. */
  children: ReactNode;
}

/** The frame of every chart: title, legend, the chart, and its table. */
export function ChartFrame({
  title,
  summary,
  legend,
  table,
  heightPx = 240,
  actions,
  children,
}: ChartFrameProps) {
  const t = useTranslations("common.chart");
  const [asTable, setAsTable] = useState(false);
  return (
    <section className="min-w-0 rounded-lg border border-line bg-surface">
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-2 border-line border-b px-4 py-1">
        <h2 className="font-semibold">{title}</h2>
        <div className="flex flex-wrap items-center gap-2">
          {actions}
          <Button
            size="sm"
            variant="ghost"
            icon={asTable ? <ChartColumn aria-hidden /> : <Table2 aria-hidden />}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? t("asChart") : t("asTable")}
          </Button>
        </div>
      </div>
      {asTable ? (
        <section
          className="overflow-auto"
          style={{ maxHeight: heightPx + 48 }}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          aria-label={summary}
        >
          <table className="w-full border-collapse">
            <thead className="sticky top-0 bg-sunken text-muted text-xs">
              <tr>
                {table.columns.map((column) => (
                  <th
                    key={column.header}
                    scope="col"
                    className={cn("h-7 px-3 font-medium", column.align === "end" ? "text-end" : "text-start")}
                  >
                    {column.header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row) => (
                <tr key={row.key} className="border-line border-b last:border-b-0">
                  {row.cells.map((cell, position) => (
                    <td
                      // biome-ignore lint/suspicious/noArrayIndexKey: cells keep their columns
                      key={position}
                      className={cn(
                        "h-row px-3",
                        table.columns[position]?.align === "end" && "figures text-end",
                      )}
                    >
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        <div className="p-4">
          <div role="img" aria-label={summary} style={{ height: heightPx }}>
            {children}
          </div>
          {legend ? (
            <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs">
              {legend.map((entry) => (
                <li key={entry.color} className="flex items-center gap-1.5">
                  <span aria-hidden className="size-2 rounded-sm" style={{ background: entry.color }} />
                  {entry.label}
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      )}
    </section>
  );
}

/** The series colours in order of use; they follow the theme. */
export const chartColors = [
  "var(--color-chart-1)",
  "var(--color-chart-2)",
  "var(--color-chart-3)",
  "var(--color-chart-4)",
  "var(--color-chart-5)",
  "var(--color-chart-6)",
] as const;
