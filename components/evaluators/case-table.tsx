"use client";
import { Pencil, Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { languageName } from "#components/templates/language-name.ts";
import { ClampedText } from "#components/trials/clamped-text.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import { namesInOrder } from "#lib/in-order.ts";
import type { RegressionCase } from "./regression-answers.ts";

export interface CaseTableProps {
  /** Of the rows, in the order of the file they are from. */
  columns: readonly string[];
  cases: readonly RegressionCase[];
  readOnly: boolean;
  onEdit: (one: RegressionCase) => void;
  onRemove: (one: RegressionCase) => void;
}

/** The cases of a set: the row as it was kept, and what a person says is right. */
export function CaseTable({ columns, cases, readOnly, onEdit, onRemove }: CaseTableProps) {
  const t = useTranslations("templates.regression");
  const locale = useLocale();
  const nameOf = ({ rowNumber, language }: RegressionCase) =>
    t("case", { row: rowNumber, language: languageName(language, locale) });
  const shown: DataTableColumn<RegressionCase>[] = [
    {
      id: "case",
      header: t("list.case"),
      cell: (one) => (
        <span className="flex flex-col items-start gap-1 py-1">
          {nameOf(one)}
          <Badge>{t(`split.${one.split}`)}</Badge>
        </span>
      ),
    },
    {
      id: "row",
      header: t("list.row"),
      width: "20rem",
      wrap: true,
      cell: ({ source }) => (
        <ClampedText lines={4}>
          <Values
            values={source}
            names={namesInOrder(source, columns).filter((name) => source[name] !== "")}
          />
        </ClampedText>
      ),
    },
    {
      id: "expected",
      header: t("list.expected"),
      grow: true,
      wrap: true,
      cell: ({ expected }) =>
        expected ? (
          <ClampedText lines={4}>
            <Values values={expected} names={Object.keys(expected)} />
          </ClampedText>
        ) : (
          <span className="text-faint">{t("nobodySaid")}</span>
        ),
    },
    ...(readOnly
      ? []
      : [
          {
            id: "do",
            header: t("list.do"),
            align: "end" as const,
            cell: (one: RegressionCase) => (
              <span className="inline-flex">
                <Button
                  size="sm"
                  variant="ghost"
                  icon={<Pencil aria-hidden />}
                  aria-label={t("editExpected", { case: nameOf(one) })}
                  onClick={() => onEdit(one)}
                />
                <Button
                  size="sm"
                  variant="ghost"
                  icon={<Trash2 aria-hidden />}
                  aria-label={t("remove", { case: nameOf(one) })}
                  disabled={cases.length === 1}
                  onClick={() => onRemove(one)}
                />
              </span>
            ),
          },
        ]),
  ];
  return (
    <DataTable
      label={t("cases")}
      columns={shown}
      rows={cases}
      rowKey={({ rowNumber, language }) => `${rowNumber} ${language}`}
      plain
    />
  );
}

function Values({ values, names }: { values: Record<string, unknown>; names: readonly string[] }) {
  return (
    <dl className="grid text-xs leading-5">
      {names.map((name) => (
        <div key={name} className="min-w-0 break-words">
          <dt className="inline text-muted">{name}: </dt>
          <dd className="inline">
            <StructuredValue value={values[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
