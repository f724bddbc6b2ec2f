import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { NumberText } from "#components/ui/number-text.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { ChangesView } from "./changes-view.tsx";
import { ColumnTable } from "./column-table.tsx";
import type { DatasetAnswer, DatasetSummary } from "./dataset-answer.ts";
import { RowErrors } from "./row-errors.tsx";
import { RowsGrid } from "./rows-grid.tsx";
import { SourcesToFix } from "./sources-to-fix.tsx";
import { useSourcesToFix } from "./use-sources-to-fix.ts";

const VIEWS = ["rows", "changes", "columns", "errors", "sources"] as const;

export interface DatasetViewsProps {
  dataset: DatasetAnswer;
  /** As its import goes on. */
  live: DatasetSummary;
  mayWrite: boolean;
}

/** Its rows, what its columns hold, and what was left out; which of them is looked at stands in the address. */
export function DatasetViews({ dataset, live, mayWrite }: DatasetViewsProps) {
  const t = useTranslations("datasets");
  const sources = useSourcesToFix(dataset.id);
  const [view, setView] = useQueryState("view", parseAsStringLiteral(VIEWS).withDefault("rows"));
  const hasChanges = dataset.status === "ready" && (dataset.versionOf !== null || view === "changes");
  return (
    <Tabs
      label={t("views")}
      // Changes are there when the import has ended.
      value={view === "changes" && !hasChanges ? "rows" : view}
      onValueChange={(next) => void setView(next)}
      tabs={[
        {
          value: "rows",
          label: t("rows.title"),
          count: <NumberText value={live.rowCount} />,
          // A new life with every status: what was read during the import is not the whole.
          content: <RowsGrid key={dataset.status} dataset={dataset} />,
        },
        ...(hasChanges
          ? [
              {
                value: "changes" as const,
                label: t("changes.title"),
                content: <ChangesView dataset={dataset} mayWrite={mayWrite} />,
              },
            ]
          : []),
        {
          value: "columns",
          label: t("columns.title"),
          count: dataset.columns.length,
          content: (
            <ColumnTable columns={dataset.columns} rowCount={dataset.rowCount} status={dataset.status} />
          ),
        },
        {
          value: "errors",
          label: t("errorsView.title"),
          count: <NumberText value={live.errorCount} />,
          content: (
            <RowErrors key={String(dataset.status === "importing")} dataset={dataset} mayWrite={mayWrite} />
          ),
        },
        // Most datasets never have one: the tab is there when it is needed.
        ...(sources.count > 0 || view === "sources"
          ? [
              {
                value: "sources" as const,
                label: t("sources.title"),
                count: <NumberText value={sources.count} />,
                content: <SourcesToFix sources={sources} mayWrite={mayWrite} />,
              },
            ]
          : []),
      ]}
    />
  );
}
