"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { FixDialog } from "#components/datasets/fix-dialog.tsx";
import { FixList } from "#components/datasets/fix-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import type { CellFix } from "#lib/datasets/cell-fix.ts";
import type { ImportAnswer } from "./catalogue-answers.ts";

const ROWS_SHOWN = 200;
const EXAMPLES_SHOWN = 3;

type Group = ImportAnswer["errors"][number];

export interface ImportErrorsProps {
  id: string;
  groups: readonly Group[];
  /** What was put right as the file was read. */
  kept: CellFix[];
  /** Reads the file again with other fixes; `null` for who may not. */
  onAgain: ((fixes: CellFix[]) => void) | null;
  pending: boolean;
}

/** The rows that were left out, grouped by what is wrong; a group opens its rows, which are mended as one. */
export function ImportErrors({ id, groups, kept, onAgain, pending }: ImportErrorsProps) {
  const t = useTranslations("catalogue.importPage");
  const [fixes, setFixes] = useState(kept);
  const [isFixing, setFixing] = useState(false);
  const [chosen, setOpen] = useState<Group | null>(null);
  const open = chosen ?? groups[0] ?? null;
  const rows = useQuery({
    ...api.catalogue.imports.errors.queryOptions({
      input: { id, limit: ROWS_SHOWN, ...(open && { rule: open.rule, column: open.column }) },
    }),
    enabled: open !== null,
  });
  const keyOf = ({ rule, column }: Group) => `${rule}.${column}`;
  const examples = (rows.data?.items ?? [])
    .slice(0, EXAMPLES_SHOWN)
    .map(({ value }) => ({ value: value ?? "" }));
  return (
    <div className="flex flex-col gap-4">
      {onAgain ? <FixList fixes={fixes} onFixes={setFixes} /> : null}
      {onAgain && fixes !== kept ? (
        <div>
          <Button variant="primary" loading={pending} onClick={() => onAgain(fixes)}>
            {t("again")}
          </Button>
        </div>
      ) : null}
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
            wrap: true,
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
          toolbar={
            onAgain && open.column !== "" ? (
              <Button size="sm" disabled={rows.isPending} onClick={() => setFixing(true)}>
                {t("mendHere")}
              </Button>
            ) : null
          }
          columns={[
            {
              id: "row",
              header: t("row"),
              align: "end",
              width: "6rem",
              cell: ({ sourceRow }) => <NumberText value={sourceRow} />,
            },
            { id: "value", header: t("value"), width: "16rem", cell: ({ value }) => value || "—" },
            { id: "rule", header: t("rule"), grow: true, wrap: true, cell: ({ message }) => message },
          ]}
        />
      ) : null}
      {open && isFixing ? (
        <FixDialog
          group={{ ...open, examples }}
          onClose={() => setFixing(false)}
          onFix={(fix) => {
            setFixes([...fixes, fix]);
            setFixing(false);
          }}
        />
      ) : null}
    </div>
  );
}
