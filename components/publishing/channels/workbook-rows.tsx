import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/class-names.ts";
import { columnLetters } from "#lib/datasets/header.ts";
import type { Workbook } from "./send-workbook.ts";

/** The first rows of a sheet that is to be filled, with its header and where its data begins. */
export function WorkbookRows({ workbook }: { workbook: Workbook }) {
  const t = useTranslations("publishing.channels.workbook");
  const { firstRows, headerRow, firstRow } = workbook;
  const width = Math.max(1, ...firstRows.map(({ cells }) => cells.length));
  return (
    <section
      className="max-h-64 overflow-auto rounded-lg border border-line bg-surface"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box has to be reachable by key
      tabIndex={0}
      aria-label={t("firstRows")}
    >
      <table className="w-full border-collapse text-xs" aria-label={t("firstRows")}>
        <thead className="sticky top-0 bg-sunken text-muted">
          <tr>
            <th scope="col" className="h-7 px-2 text-start font-medium">
              {t("row")}
            </th>
            {Array.from({ length: width }, (_, column) => (
              <th key={columnLetters(column)} scope="col" className="h-7 px-2 text-start font-medium">
                {columnLetters(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {firstRows.map(({ row, cells }) => (
            <tr
              key={row}
              className={cn(
                "border-line border-b last:border-b-0",
                row === headerRow && "bg-accent-soft font-medium",
                row < firstRow && row !== headerRow && "text-muted",
              )}
            >
              <th scope="row" className="whitespace-nowrap px-2 py-1 text-start font-normal text-muted">
                <span className="figures">{row}</span>{" "}
                {row === headerRow ? <Badge tone="accent">{t("header")}</Badge> : null}
                {row === firstRow ? <Badge>{t("data")}</Badge> : null}
              </th>
              {Array.from({ length: width }, (_, column) => (
                <td key={columnLetters(column)} className="max-w-48 truncate px-2 py-1">
                  {cells[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
