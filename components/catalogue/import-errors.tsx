"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import type { ImportAnswer } from "./catalogue-answers.ts";

const ROWS_SHOWN = 200;

type Group = ImportAnswer["errors"][number];

/** The rows that were left out, grouped by what is wrong; a group opens its rows. */
export function ImportErrors({ id, groups }: { id: string; groups: readonly Group[] }) {
  const t = useTranslations("catalogue.importPage");
  const [open, setOpen] = useState<Group | null>(groups[0] ?? null);
  const rows = useQuery({
    ...api.catalogue.imports.errors.queryOptions({
      input: { id, limit: ROWS_SHOWN, ...(open && { rule: open.rule, column: open.column }) },
    }),
    enabled: open !== null,
  });
  const keyOf = ({ rule, column }: Group) => `${rule}.${column}`;
  return (
    <div className="flex flex-col gap-4">
      <DataTable
        label={t("rule")}
        rows={groups}
        rowKey={keyOf}
        currentKey={open && keyOf(open)}
        onRowClick={setOpen}
        empty={t("nothingOfKind")}
        toolbar={
          groups.length > 0 ? (
            <>
              <LinkButton size="sm" href={`/api/v1/catalogue/imports/${id}/errors/file`}>
                {t("download")}
              </LinkButton>
              <span className="text-muted text-xs">{t("mend")}</span>
            </>
          ) : null
        }
        columns={[
          {
            id: "rule",
            header: t("rule"),
            grow: true,
            cell: ({ column, message }) => [column, message].filter(Boolean).join(": "),
          },
          {
            id: "rows",
            header: t("rows"),
            align: "end",
            width: "7rem",
            cell: ({ count }) => <NumberText value={count} />,
          },
          {
            id: "first",
            header: t("firstRow"),
            align: "end",
            width: "9rem",
            cell: ({ firstSourceRow }) => <NumberText value={firstSourceRow} />,
          },
        ]}
      />
      {open ? (
        <DataTable
          plain
          label={t("rows")}
          rows={rows.data?.items ?? []}
          rowKey={({ sourceRow, column, rule }) => `${sourceRow}.${column}.${rule}`}
          loading={rows.isPending}
          columns={[
            {
              id: "row",
              header: t("row"),
              align: "end",
              width: "6rem",
              cell: ({ sourceRow }) => <NumberText value={sourceRow} />,
            },
            { id: "value", header: t("value"), width: "16rem", cell: ({ value }) => value || "—" },
            { id: "rule", header: t("rule"), grow: true, cell: ({ message }) => message },
          ]}
        />
      ) : null}
    </div>
  );
}
