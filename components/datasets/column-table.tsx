"use client";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { NumberText } from "#components/ui/number-text.tsx";
import { fillRate } from "#lib/datasets/dataset.ts";
import type { DatasetAnswer } from "./dataset-answer.ts";
import { FillBar } from "./fill-bar.tsx";

type Column = DatasetAnswer["columns"][number];

/** What each column holds: how full it is, how many values, how long. */
export function ColumnTable({
  columns,
  rowCount,
  status,
}: Pick<DatasetAnswer, "columns" | "rowCount" | "status">) {
  const t = useTranslations("datasets");
  const isCounted = status === "ready";
  const shown: DataTableColumn<Column>[] = [
    { id: "name", header: t("columns.name"), cell: ({ name }) => name },
    { id: "header", header: t("columns.header"), cell: ({ header }) => header },
    { id: "type", header: t("columns.type"), cell: ({ type }) => t(`type.${type}`) },
    {
      id: "required",
      header: t("columns.required"),
      cell: ({ required }) => (required ? t("columns.yes") : t("columns.no")),
    },
    {
      id: "filled",
      header: t("columns.fillRate"),
      width: "12rem",
      cell: (column) => (isCounted ? <FillBar share={fillRate(column, rowCount)} name={column.name} /> : "—"),
    },
    {
      id: "distinct",
      header: t("columns.distinct"),
      align: "end",
      cell: ({ distinct }) => <NumberText value={isCounted ? distinct : null} />,
    },
    {
      id: "maxLength",
      header: t("columns.maxLength"),
      align: "end",
      cell: ({ maxLength }) => <NumberText value={isCounted ? maxLength : null} />,
    },
  ];
  return (
    <DataTable
      label={t("columns.title")}
      columns={shown}
      rows={columns}
      rowKey={({ name }) => name}
      storageKey="dataset-columns"
    />
  );
}
