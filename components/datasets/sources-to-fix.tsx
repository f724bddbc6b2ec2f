"use client";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { valueSummary } from "#components/ui/value-summary.ts";
import { SourcePanel } from "./source-panel.tsx";
import type { SourceToFix, useSourcesToFix } from "./use-sources-to-fix.ts";

/** Outputs that were rejected because of their row; the row opens beside them to be corrected. */
export function SourcesToFix({
  sources,
  mayWrite,
}: {
  sources: ReturnType<typeof useSourcesToFix>;
  mayWrite: boolean;
}) {
  const t = useTranslations("datasets.sources");
  const words = useTranslations("review");
  const [openId, setOpen] = useQueryState("source", parseAsString.withOptions({ history: "push" }));
  const { items, error, isPending, refetch, paging } = sources;
  const open = items.find(({ itemId }) => itemId === openId);
  const columns: DataTableColumn<SourceToFix>[] = [
    {
      id: "row",
      header: t("row"),
      align: "end",
      width: "5rem",
      cell: ({ rowNumber }) => <NumberText value={rowNumber} />,
    },
    {
      id: "reason",
      header: t("reason"),
      wrap: true,
      cell: ({ reason, note }) => (
        <span className="block min-w-48">
          {words(`reason.${reason as "other"}`)}
          {note ? <span className="block whitespace-pre-wrap text-muted">{note}</span> : null}
        </span>
      ),
    },
    { id: "values", header: t("values"), cell: ({ values }) => valueSummary(Object.values(values)) },
    { id: "batch", header: t("batch"), cell: ({ batch, language }) => `${batch.name} · ${language}` },
    {
      id: "by",
      header: t("rejectedBy"),
      cell: ({ rejectedBy, rejectedAt }) => (
        <>
          {rejectedBy.name} · <DateTime iso={rejectedAt} relative />
        </>
      ),
    },
  ];
  return (
    <>
      <ProblemCallout error={error} className="mb-3" />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={items}
        rowKey={({ itemId }) => itemId}
        onRowClick={({ itemId }) => void setOpen(itemId)}
        currentKey={openId}
        loading={isPending}
        plain
        {...paging}
        empty={<EmptyState icon={<CircleCheck aria-hidden />} title={t("none")} cause={t("noneCause")} />}
      />
      {open ? (
        <SourcePanel
          key={open.itemId}
          source={open}
          mayWrite={mayWrite}
          onClose={() => void setOpen(null)}
          onCorrected={() => {
            void setOpen(null);
            void refetch();
          }}
        />
      ) : null}
    </>
  );
}
