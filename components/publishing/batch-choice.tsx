"use client";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import { NumberText } from "#components/ui/number-text.tsx";

/** A table of batches; each row leads to publishing it. */
export function BatchChoice({
  batches,
}: {
  batches: readonly { batchId: string; name: string; approved: number; pending: number }[];
}) {
  const t = useTranslations("publishing.new");
  return (
    <DataTable
      label={t("choose")}
      rows={batches}
      rowKey={({ batchId }) => batchId}
      rowHref={({ batchId }) => `/published/new?batchId=${batchId}`}
      plain
      columns={[
        { id: "name", header: t("batch"), cell: ({ name }) => name },
        {
          id: "approved",
          header: t("approved"),
          align: "end",
          cell: ({ approved }) => <NumberText value={approved} />,
        },
        {
          id: "pending",
          header: t("pending"),
          align: "end",
          cell: ({ pending }) => <NumberText value={pending} />,
        },
      ]}
    />
  );
}
