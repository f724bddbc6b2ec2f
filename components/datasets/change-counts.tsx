import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Stat } from "#components/ui/stat.tsx";
import type { ChangesAnswer } from "./dataset-answer.ts";

/** What was compared with what, once a key is known. */
export type ComparedAnswer = Pick<ChangesAnswer, "against" | "key" | "columns"> & {
  counts: NonNullable<ChangesAnswer["counts"]>;
};

/** How many rows are new, changed, gone and the same; in which columns; and what could not be matched. */
export function ChangeCounts({ changes, rowCount }: { changes: ComparedAnswer; rowCount: number }) {
  const t = useTranslations("datasets.changes");
  const { counts, columns, against } = changes;
  const { duplicate, keyless } = counts;
  const key = changes.key ?? "";
  const changed = counts.byColumn.map(({ column, rows }) => t("columnCount", { column, count: rows }));
  const notes = [
    changed.length > 0 && t("byColumn", { columns: changed.join(" · ") }),
    columns.added.length > 0 && t("columnsAdded", { columns: columns.added.join(" · ") }),
    columns.removed.length > 0 &&
      t("columnsRemoved", { name: against.name, columns: columns.removed.join(" · ") }),
  ].filter((note) => note !== false);
  return (
    <>
      <Card>
        <div className="grid grid-cols-2 gap-4 md:grid-cols-4">
          <Stat label={t("kind.new")} value={<NumberText value={counts.new} />} />
          <Stat label={t("kind.changed")} value={<NumberText value={counts.changed} />} />
          <Stat label={t("kind.gone")} value={<NumberText value={counts.gone} />} />
          <Stat
            label={t("unchanged")}
            value={<NumberText value={counts.unchanged} />}
            sub={t("ofRows", { count: rowCount })}
          />
        </div>
        {notes.length > 0 ? (
          <ul className="mt-3 flex flex-col gap-1 border-line border-t pt-3 text-muted text-xs">
            {notes.map((note) => (
              <li key={note} className="wrap-anywhere">
                {note}
              </li>
            ))}
          </ul>
        ) : null}
      </Card>
      {duplicate.rows + duplicate.against + keyless.rows + keyless.against > 0 ? (
        <Callout tone="warning" title={t("unmatched")}>
          {duplicate.rows + duplicate.against > 0 ? <p>{t("duplicates", { ...duplicate, key })}</p> : null}
          {keyless.rows + keyless.against > 0 ? <p>{t("keyless", { ...keyless, key })}</p> : null}
          <p>{t("unmatchedCause")}</p>
        </Callout>
      ) : null}
    </>
  );
}
