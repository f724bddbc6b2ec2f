"use client";
import { Languages } from "lucide-react";
import { useTranslations } from "next-intl";
import { ManagedEntries } from "#components/checks/managed-entries.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { GlossaryEntry } from "#lib/glossaries/glossary.ts";

export interface GlossaryEntriesProps {
  entries: readonly GlossaryEntry[];
  /** `null` for somebody who may read only. */
  onEdit: ((entry: GlossaryEntry) => void) | null;
  onRemove: ((entry: GlossaryEntry) => void) | null;
}

/** The terms of a glossary, found by their own words or those of a translation. */
export function GlossaryEntries({ entries, onEdit, onRemove }: GlossaryEntriesProps) {
  const t = useTranslations("checks.glossary");
  const columns: DataTableColumn<GlossaryEntry>[] = [
    { id: "term", header: t("term"), cell: ({ term }) => <span className="font-medium">{term}</span> },
    {
      id: "translations",
      header: t("translations"),
      cell: ({ translations }) => (
        <span className="block max-w-96 truncate" title={textOf(translations)}>
          {textOf(translations) || "—"}
        </span>
      ),
    },
    {
      id: "rules",
      header: t("rules"),
      cell: ({ doNotTranslate, caseSensitive }) =>
        [doNotTranslate && t("doNotTranslate"), caseSensitive && t("caseSensitive")]
          .filter(Boolean)
          .join(" · ") || "—",
    },
  ];
  return (
    <ManagedEntries
      entries={entries}
      columns={columns}
      wordsOf={wordsOf}
      labelOf={(count) => t("terms", { count })}
      search={t("search")}
      storageKey="glossary-entries"
      empty={<EmptyState icon={<Languages aria-hidden />} title={t("noTerms")} cause={t("noneCause")} />}
      onEdit={onEdit}
      onRemove={onRemove}
    />
  );
}

function textOf(translations: GlossaryEntry["translations"]): string {
  return Object.entries(translations)
    .map(([tag, text]) => `${tag}: ${text}`)
    .join(" · ");
}

function wordsOf({ term, translations }: GlossaryEntry): string {
  return [term, ...Object.values(translations)].join("\n").toLowerCase();
}
