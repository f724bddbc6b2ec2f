"use client";
import { Pencil, SearchX, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Input } from "#components/ui/input.tsx";

export interface ManagedEntriesProps<Entry> {
  entries: readonly Entry[];
  columns: readonly DataTableColumn<Entry>[];
  /** What an entry is found by, in lower case. */
  wordsOf: (entry: Entry) => string;
  /** What the table lists, by how many are shown. */
  labelOf: (count: number) => string;
  search: string;
  storageKey: string;
  /** Shown where there are none. */
  empty: ReactNode;
  /** `null` for somebody who may read only. */
  onEdit: ((entry: Entry) => void) | null;
  onRemove: ((entry: Entry) => void) | null;
}

/** The entries of a managed table, found by their words, each with what can be done with it. */
export function ManagedEntries<Entry extends { term: string }>(props: ManagedEntriesProps<Entry>) {
  const { entries, columns, wordsOf, labelOf, search, storageKey, empty, onEdit, onRemove } = props;
  const t = useTranslations("checks.table");
  const [typed, setTyped] = useState("");
  const sought = useDeferredValue(typed.trim().toLowerCase());
  const shown = useMemo(
    () => (sought === "" ? entries : entries.filter((entry) => wordsOf(entry).includes(sought))),
    [entries, sought, wordsOf],
  );
  const actions: DataTableColumn<Entry> | null = onEdit &&
    onRemove && {
      id: "actions",
      header: t("actions"),
      fixed: true,
      align: "end",
      cell: (entry) => (
        <span className="flex justify-end">
          <Button
            size="sm"
            variant="ghost"
            icon={<Pencil aria-hidden />}
            aria-label={t("editOne", { term: entry.term })}
            onClick={() => onEdit(entry)}
          />
          <Button
            size="sm"
            variant="ghost"
            icon={<Trash2 aria-hidden />}
            aria-label={t("removeOne", { term: entry.term })}
            onClick={() => onRemove(entry)}
          />
        </span>
      ),
    };
  return (
    <DataTable
      label={labelOf(shown.length)}
      columns={actions ? [...columns, actions] : columns}
      rows={shown}
      rowKey={({ term }) => term}
      storageKey={storageKey}
      virtualHeight="max(20rem, calc(100dvh - 14rem))"
      toolbar={
        <Input
          aria-label={search}
          placeholder={search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="w-56"
        />
      }
      empty={sought === "" ? empty : <EmptyState icon={<SearchX aria-hidden />} title={t("noneFound")} />}
    />
  );
}
