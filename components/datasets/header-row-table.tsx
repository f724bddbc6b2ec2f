import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { columnLetters } from "#lib/datasets/header.ts";
import type { UploadPreview } from "./dataset-answer.ts";
import { SHOWN_CHARACTERS } from "./shown-characters.ts";

export interface HeaderRowTableProps {
  preview: UploadPreview;
  /** Another choice is being read. */
  isStale: boolean;
  onChoose: (headerRow: number) => void;
}

/** The first rows of a sheet; the one that names the columns is chosen among them. */
export function HeaderRowTable({ preview, isStale, onChoose }: HeaderRowTableProps) {
  const t = useTranslations("datasets.sheetStep");
  const { headerRow, firstRows } = preview;
  const width = Math.max(1, ...firstRows.map(({ cells }) => cells.length));
  return (
    <section
      className={cn("overflow-auto rounded-lg border border-line bg-surface", isStale && "opacity-60")}
      aria-busy={isStale}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box has to be reachable by key
      tabIndex={0}
      aria-label={t("firstRows")}
    >
      <table className="w-full border-collapse text-sm" aria-label={t("firstRows")}>
        <thead className="sticky top-0 bg-sunken text-muted text-xs">
          <tr>
            <th scope="col" className="h-7 px-3 text-start font-medium">
              {t("header")}
            </th>
            {Array.from({ length: width }, (_, column) => (
              <th key={columnLetters(column)} scope="col" className="h-7 px-3 text-start font-medium">
                {columnLetters(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {firstRows.map(({ sourceRow, cells }) => (
            <tr
              key={sourceRow}
              className={cn(
                "border-line border-b last:border-b-0",
                sourceRow === headerRow && "bg-accent-soft font-medium",
                sourceRow < headerRow && "text-faint line-through",
              )}
            >
              <td className="h-row whitespace-nowrap px-3 no-underline">
                <label className="inline-flex min-h-6 cursor-pointer items-center gap-2">
                  <input
                    type="radio"
                    name="header-row"
                    checked={sourceRow === headerRow}
                    onChange={() => onChoose(sourceRow)}
                    aria-label={t("chooseHeader", { row: sourceRow })}
                    className="size-4 accent-accent"
                  />
                  <span className="figures text-muted text-xs">{sourceRow}</span>
                </label>
              </td>
              {Array.from({ length: width }, (_, column) => (
                <td key={columnLetters(column)} className="max-w-64 truncate px-3">
                  {cells[column]?.slice(0, SHOWN_CHARACTERS)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
