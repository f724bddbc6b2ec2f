"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { ChangedFields } from "#components/ui/changed-fields.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import type { DataTablePagingProps } from "#components/ui/data-table-paging.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Tone } from "#components/ui/tone.ts";
import { isBlankText } from "#lib/blank-text.ts";
import { CHANGE_KINDS, type ChangeKind } from "#lib/datasets/dataset.ts";
import type { ComparedAnswer } from "./change-counts.tsx";
import { ChangePanel } from "./change-panel.tsx";
import type { ChangedRow, DatasetAnswer } from "./dataset-answer.ts";
import { PickChanges } from "./pick-changes.tsx";

const FIELDS_SHOWN = 4;
const CELL_CHARACTERS = 100;

const TONES: Record<ChangeKind, Tone> = {
  new: "success",
  changed: "info",
  gone: "danger",
  duplicate: "warning",
  keyless: "warning",
};

export interface ChangesTableProps {
  dataset: DatasetAnswer;
  changes: ComparedAnswer;
  rows: ChangedRow[];
  /** `null` for all. */
  kind: ChangeKind | null;
  onKind: (kind: ChangeKind | null) => void;
  mayWrite: boolean;
  paging: DataTablePagingProps;
}

/** The rows that are not the same, field by field; one opens beside them in full. */
export function ChangesTable({ dataset, changes, rows, kind, onKind, mayWrite, paging }: ChangesTableProps) {
  const t = useTranslations("datasets.changes");
  const [openKey, setOpenKey] = useState<string | null>(null);
  const open = rows.find((row) => keyOf(row) === openKey);
  const columns: DataTableColumn<ChangedRow>[] = [
    {
      id: "kind",
      header: t("filter"),
      width: "8rem",
      cell: (row) => <Badge tone={TONES[row.kind]}>{t(`kind.${row.kind}`)}</Badge>,
    },
    {
      id: "key",
      header: changes.key ?? "",
      width: "14rem",
      cell: ({ key }) => key.slice(0, CELL_CHARACTERS) || <span className="text-faint">—</span>,
    },
    {
      id: "what",
      header: t("what"),
      grow: true,
      wrap: true,
      cell: (row) =>
        row.kind === "changed" ? (
          <div className="py-1">
            <ChangedFields fields={row.fields.map(shownField)} most={FIELDS_SHOWN} />
          </div>
        ) : (
          <span className="text-muted text-xs">{summaryOf(row, changes.key)}</span>
        ),
    },
    {
      id: "row",
      header: t("row"),
      align: "end",
      width: "5rem",
      cell: ({ rowNumber }) => <NumberText value={rowNumber} />,
    },
    {
      id: "rowThere",
      header: t("rowThere"),
      align: "end",
      width: "6rem",
      cell: ({ againstRow }) => <NumberText value={againstRow} />,
    },
  ];
  return (
    <>
      <DataTable
        label={t("list")}
        columns={columns}
        rows={rows}
        rowKey={keyOf}
        onRowClick={(row) => setOpenKey(keyOf(row))}
        currentKey={openKey}
        {...paging}
        empty={
          kind === null ? (
            <EmptyState title={t("same")} cause={t("sameCause")} />
          ) : (
            <EmptyState title={t("noneOfKind")} />
          )
        }
        toolbar={
          <span className="flex flex-wrap items-center gap-2">
            <Select
              size="sm"
              aria-label={t("filter")}
              value={kind ?? ""}
              options={[
                { value: "", label: t("all") },
                ...CHANGE_KINDS.map((one) => ({ value: one, label: t(`kind.${one}`) })),
              ]}
              onValueChange={(next) => onKind(CHANGE_KINDS.find((one) => one === next) ?? null)}
            />
            {mayWrite ? <PickChanges dataset={dataset} changes={changes} kind={kind} /> : null}
          </span>
        }
        plain
      />
      {open ? (
        <ChangePanel
          row={open}
          columns={changes.columns}
          againstName={changes.against.name}
          onClose={() => setOpenKey(null)}
        />
      ) : null}
    </>
  );
}

/** Rows of the dataset and of the other may have the same number. */
function keyOf({ kind, rowNumber, againstRow }: ChangedRow): string {
  return `${kind} ${rowNumber ?? ""} ${againstRow ?? ""}`;
}

function shownField({ column, before, after }: ChangedRow["fields"][number]) {
  return {
    field: column,
    before: isBlankText(before) ? null : before,
    after: isBlankText(after) ? null : after,
  };
}

/** The first of what stands in a row beside its key. */
function summaryOf({ values }: ChangedRow, key: string | null): string {
  return Object.entries(values)
    .filter(([column, value]) => column !== key && !isBlankText(value))
    .slice(0, FIELDS_SHOWN)
    .map(([, value]) => value.slice(0, CELL_CHARACTERS))
    .join(" · ");
}
