import { useTranslations } from "next-intl";
import type { UploadPreview } from "./dataset-answer.ts";
import { SHOWN_CHARACTERS } from "./shown-characters.ts";

/** The first records of a file that names its fields in each line. */
export function RecordTable({ preview }: { preview: UploadPreview }) {
  const t = useTranslations("datasets.sheetStep");
  return (
    <section
      className="overflow-auto rounded-lg border border-line bg-surface"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box has to be reachable by key
      tabIndex={0}
      aria-label={t("firstRows")}
    >
      <table className="w-full border-collapse text-sm" aria-label={t("firstRows")}>
        <thead className="bg-sunken text-muted text-xs">
          <tr>
            {preview.columns.map(({ header }) => (
              <th key={header} scope="col" className="h-7 px-3 text-start font-medium">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.firstRows.map(({ sourceRow, cells }) => (
            <tr key={sourceRow} className="border-line border-b last:border-b-0">
              {preview.columns.map(({ header }, column) => (
                <td key={header} className="h-row max-w-64 truncate px-3">
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
